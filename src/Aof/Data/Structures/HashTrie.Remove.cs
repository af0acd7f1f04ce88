using System.Diagnostics.CodeAnalysis;
using Aof.Data.Primitives;

namespace Aof.Data.Structures;

/// <content>Removing.</content>
public sealed partial class HashTrie<TValue>
{
    /// <summary>Removes a key with a known hash; false when it does not exist, otherwise with its value.</summary>
    public bool Remove(ulong hash, Bytes key, [MaybeNullWhen(false)] out TValue previous)
    {
        // A lookup first, so that a miss does not copy the path.
        if (!TryGet(hash, key, out previous))
        {
            return false;
        }

        root = RemoveFrom(root, FirstShift, consumed: 0, hash, key);
        return true;
    }

    private Node RemoveFrom(Node node, int shift, int consumed, ulong hash, Bytes key)
    {
        if (node is Leaf leaf)
        {
            return RemoveFromLeaf(leaf, leaf.Find(hash, key, consumed));
        }

        var branch = Own((Branch)node);
        var slot = Slot(hash, shift);
        var index = branch.IndexOf(slot);
        branch.Count--;
        branch.Children[index] =
            RemoveFrom(branch.Children[index], shift - BitsPerLevel, branch.ConsumedAt(slot, shift), hash, key);
        return MergeRuns(branch, branch.StartOf(slot));
    }

    private Leaf RemoveFromLeaf(Leaf leaf, int at)
    {
        var entries = leaf.Entries.AsSpan(0, leaf.Count);
        if (!ReferenceEquals(leaf.Owner, Owner))
        {
            var rest = new TrieEntry<TValue>[(entries.Length + 3) & ~3];
            entries[..at].CopyTo(rest);
            entries[(at + 1)..].CopyTo(rest.AsSpan(at));
            return new Leaf(Owner, rest) { Count = entries.Length - 1 };
        }

        entries[(at + 1)..].CopyTo(entries[at..]);
        entries[^1] = default;
        leaf.Count--;
        return leaf;
    }

    /// <summary>The inverse of a split: two halves that fit into one leaf are joined, up to the whole branch.</summary>
    private Node MergeRuns(Branch branch, int start)
    {
        while (branch.Children[branch.IndexOf(start)] is Leaf leaf)
        {
            var size = branch.SizeOf(start);
            if (size == Width)
            {
                return leaf;
            }

            var low = start & ~size;
            if (!IsRun(branch, start ^ size, size) || branch.Children[branch.IndexOf(start ^ size)] is not Leaf buddy
                || leaf.Count + buddy.Count > LeafSize)
            {
                return branch;
            }

            var index = branch.IndexOf(low);
            branch.Children[index] = Join((Leaf)branch.Children[index], (Leaf)branch.Children[index + 1]);
            RemoveChild(branch, index + 1, low + size);
            start = low;
        }

        return branch;
    }

    private static bool IsRun(Branch branch, int start, int size) =>
        (branch.Starts & (1u << start)) != 0 && branch.SizeOf(start) == size;

    private Leaf Join(Leaf low, Leaf high)
    {
        var entries = new TrieEntry<TValue>[LeafSize];
        low.Entries.AsSpan(0, low.Count).CopyTo(entries);
        high.Entries.AsSpan(0, high.Count).CopyTo(entries.AsSpan(low.Count));
        return new Leaf(Owner, entries) { Count = low.Count + high.Count };
    }

    private static void RemoveChild(Branch branch, int index, int start)
    {
        var used = branch.Used;
        branch.Children.AsSpan(index + 1, used - index - 1).CopyTo(branch.Children.AsSpan(index));
        branch.Children[used - 1] = null!;
        branch.Starts &= ~(1u << start);
    }
}
