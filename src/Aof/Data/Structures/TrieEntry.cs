using Aof.Data.Primitives;

namespace Aof.Data.Structures;

/// <summary>An entry of a <see cref="HashTrie{TValue}"/>.</summary>
/// <param name="Hash">The hash of the key, which decides its position.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value.</param>
public readonly record struct TrieEntry<TValue>(ulong Hash, Bytes Key, TValue Value)
{
    /// <summary>The order in a trie: by unsigned hash, then by key.</summary>
    internal int CompareTo(ulong hash, Bytes key) => Hash != hash ? Hash.CompareTo(hash) : Key.CompareTo(key);
}
