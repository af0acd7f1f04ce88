using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>A set.</summary>
public sealed class SetValue : Value
{
    internal SetValue(Owner owner) => Trie = new HashTrie<Nothing>(owner);

    private SetValue(HashTrie<Nothing> trie) => Trie = trie;

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Set;

    /// <summary>Number of members.</summary>
    public int Count => Trie.Count;

    /// <summary>The members, in an order that depends on them alone.</summary>
    public IEnumerable<Bytes> Members
    {
        get
        {
            foreach (var entry in Trie)
            {
                yield return entry.Key;
            }
        }
    }

    internal HashTrie<Nothing> Trie { get; }

    internal bool Contains(Bytes member) => Trie.Contains(member);

    internal bool Add(Bytes member) => Trie.Set(member, default);

    /// <inheritdoc/>
    internal override Value OwnedBy(Owner owner) =>
        ReferenceEquals(Trie.Owner, owner) ? this : new SetValue(Trie.Fork(owner));

    /// <inheritdoc/>
    internal override bool ContentEquals(Value other) =>
        other is SetValue set && set.Count == Count && Trie.SameContent(set.Trie, static (_, _) => true);

    /// <inheritdoc/>
    internal override ulong Fingerprint()
    {
        var sum = (ulong)Count;
        foreach (var entry in Trie)
        {
            sum += ByteHash.Chain(0, entry.Hash);
        }

        return sum;
    }
}

/// <summary>The value of each member in the trie of a set.</summary>
internal readonly record struct Nothing;
