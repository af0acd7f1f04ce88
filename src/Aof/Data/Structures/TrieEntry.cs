using Aof.Data.Primitives;

namespace Aof.Data.Structures;

/// <summary>An entry of a <see cref="HashTrie{TValue}"/>.</summary>
/// <param name="Hash">The hash of the key, which decides the place.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">What it maps to.</param>
public readonly record struct TrieEntry<TValue>(ulong Hash, Bytes Key, TValue Value)
{
    /// <summary>The order inside a trie: by hash as an unsigned number, keys of one hash by their bytes.</summary>
    internal int CompareTo(ulong hash, Bytes key) => Hash != hash ? Hash.CompareTo(hash) : Key.CompareTo(key);
}
