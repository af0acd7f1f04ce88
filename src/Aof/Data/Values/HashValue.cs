using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>A hash.</summary>
public sealed class HashValue : Value
{
    internal HashValue(Owner owner) => Trie = new HashTrie<Bytes>(owner);

    private HashValue(HashTrie<Bytes> trie) => Trie = trie;

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Hash;

    /// <summary>Number of fields.</summary>
    public int Count => Trie.Count;

    /// <summary>The fields and values, in an order that depends on the fields alone.</summary>
    public IEnumerable<KeyValuePair<Bytes, Bytes>> Fields
    {
        get
        {
            foreach (var entry in Trie)
            {
                yield return new KeyValuePair<Bytes, Bytes>(entry.Key, entry.Value);
            }
        }
    }

    internal HashTrie<Bytes> Trie { get; }

    /// <inheritdoc/>
    internal override Value OwnedBy(Owner owner) =>
        ReferenceEquals(Trie.Owner, owner) ? this : new HashValue(Trie.Fork(owner));

    /// <inheritdoc/>
    internal override bool ContentEquals(Value other) =>
        other is HashValue hash && hash.Count == Count && Trie.SameContent(hash.Trie, static (a, b) => a == b);

    /// <inheritdoc/>
    internal override ulong Fingerprint()
    {
        var sum = (ulong)Count;
        foreach (var entry in Trie)
        {
            sum += ByteHash.Chain(entry.Hash, entry.Value.Hash);
        }

        return sum;
    }
}
