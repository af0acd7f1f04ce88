using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>A list.</summary>
public sealed class ListValue : Value
{
    internal ListValue(Owner owner) => Tree = new CountedTree<Bytes>(owner);

    private ListValue(CountedTree<Bytes> tree) => Tree = tree;

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.List;

    /// <summary>Number of elements.</summary>
    public int Count => Tree.Count;

    /// <summary>The elements, head to tail.</summary>
    public IEnumerable<Bytes> Items => Tree;

    internal CountedTree<Bytes> Tree { get; }

    /// <inheritdoc/>
    internal override Value OwnedBy(Owner owner) => ReferenceEquals(Tree.Owner, owner) ? this : new ListValue(Tree.Fork(owner));

    /// <inheritdoc/>
    internal override bool ContentEquals(Value other)
    {
        if (other is not ListValue list || list.Count != Count)
        {
            return false;
        }

        if (Tree.SharesAllWith(list.Tree))
        {
            return true;
        }

        using var theirs = list.Tree.GetEnumerator();
        foreach (var item in Tree)
        {
            if (!theirs.MoveNext() || theirs.Current != item)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    internal override ulong Fingerprint()
    {
        var state = (ulong)Count;
        foreach (var item in Tree)
        {
            state = ByteHash.Chain(state, item.Hash);
        }

        return state;
    }
}
