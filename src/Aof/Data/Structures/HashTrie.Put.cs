using System.Diagnostics.CodeAnalysis;
using Aof.Data.Primitives;

namespace Aof.Data.Structures;

/// <content>Adding and replacing.</content>
public sealed partial class HashTrie<TValue>
{
    /// <summary>
    /// Adds or replaces a key with a known hash. True when the key is new, otherwise with the previous value.
    /// </summary>
    public bool Set(ulong hash, Bytes key, TValue value, [MaybeNullWhen(true)] out TValue previous)
    {
        var put = new Put { Entry = new TrieEntry<TValue>(hash, key, value) };
        if (root is Leaf leaf)
        {
            leaf = SetInLeaf(leaf, consumed: 0, ref put);
            root = leaf.Count > LeafSize ? SplitWhole(leaf, FirstShift) : leaf;
        }
        else
        {
            root = SetInBranch((Branch)root, FirstShift, ref put);
        }

        previous = put.Previous;
        return put.Added;
    }

    private Branch SetInBranch(Branch branch, int shift, ref Put put)
    {
        branch = Own(branch);
        var slot = Slot(put.Entry.Hash, shift);
        var index = branch.IndexOf(slot);
        var child = branch.Children[index];
        if (child is Leaf leaf)
        {
            leaf = SetInLeaf(leaf, branch.ConsumedAt(slot, shift), ref put);
            branch.Children[index] = leaf;
            if (leaf.Count > LeafSize)
            {
                SplitRun(branch, index, branch.StartOf(slot), shift);
            }
        }
        else
        {
            branch.Children[index] = SetInBranch((Branch)child, shift - BitsPerLevel, ref put);
        }

        branch.Count += put.Added ? 1 : 0;
        return branch;
    }

    private Leaf SetInLeaf(Leaf leaf, int consumed, ref Put put)
    {
        var at = leaf.Find(put.Entry.Hash, put.Entry.Key, consumed);
        put.Added = at < 0;
        if (at >= 0)
        {
            put.Previous = leaf.Entries[at].Value;
            leaf = ReferenceEquals(leaf.Owner, Owner) ? leaf : Leaf.Of(Owner, leaf.Entries.AsSpan(0, leaf.Count));

            // The existing key object is kept; the new one can be collected.
            leaf.Entries[at] = put.Entry with { Key = leaf.Entries[at].Key };
            return leaf;
        }

        return Insert(leaf, ~at, put.Entry);
    }

    private Leaf Insert(Leaf leaf, int at, in TrieEntry<TValue> entry)
    {
        var old = leaf.Entries;
        var count = leaf.Count;
        var own = ReferenceEquals(leaf.Owner, Owner);
        if (!own || count == old.Length)
        {
            var larger = new TrieEntry<TValue>[LargerRoom(count)];
            old.AsSpan(0, at).CopyTo(larger);
            old.AsSpan(at, count - at).CopyTo(larger.AsSpan(at + 1));
            leaf = own ? leaf : new Leaf(Owner, larger);
            leaf.Entries = larger;
        }
        else
        {
            old.AsSpan(at, count - at).CopyTo(old.AsSpan(at + 1));
        }

        leaf.Entries[at] = entry;
        leaf.Count = count + 1;
        return leaf;
    }

    /// <summary>Room for half as many entries again: 4, 8, 12, 20, 32, and one more before a split.</summary>
    private static int LargerRoom(int count) =>
        count < LeafSize ? Math.Min((count + (count / 2) + 4) & ~3, LeafSize) : count + 1;

    /// <summary>Turns an overfull leaf that serves a whole subtree into a branch.</summary>
    private Branch SplitWhole(Leaf leaf, int shift)
    {
        var branch = new Branch(Owner, 1, [leaf]) { Count = leaf.Count };
        SplitRun(branch, index: 0, start: 0, shift);
        return branch;
    }

    /// <summary>Halves the run of an overfull leaf until no leaf is overfull.</summary>
    private void SplitRun(Branch branch, int index, int start, int shift)
    {
        var leaf = (Leaf)branch.Children[index];
        while (leaf.Count > LeafSize)
        {
            var half = branch.SizeOf(start) / 2;
            if (half == 0)
            {
                branch.Children[index] = shift == LastShift ? leaf : SplitWhole(leaf, shift - BitsPerLevel);
                return;
            }

            var (low, high) = Halve(leaf, start + half, shift);
            InsertChild(branch, index + 1, start + half, high);
            branch.Children[index] = low;
            leaf = low;
            if (high.Count > LeafSize)
            {
                (leaf, index, start) = (high, index + 1, start + half);
            }
        }
    }

    private (Leaf Low, Leaf High) Halve(Leaf leaf, int middle, int shift)
    {
        var entries = leaf.Entries.AsSpan(0, leaf.Count);
        var cut = 0;
        while (cut < entries.Length && Slot(entries[cut].Hash, shift) < middle)
        {
            cut++;
        }

        return (Leaf.Of(Owner, entries[..cut]), Leaf.Of(Owner, entries[cut..]));
    }

    private static void InsertChild(Branch branch, int index, int start, Node child)
    {
        var used = branch.Used;
        if (used == branch.Children.Length)
        {
            Array.Resize(ref branch.Children, Math.Min(Width, used * 2));
        }

        branch.Children.AsSpan(index, used - index).CopyTo(branch.Children.AsSpan(index + 1));
        branch.Children[index] = child;
        branch.Starts |= 1u << start;
    }

    private Branch Own(Branch branch) => ReferenceEquals(branch.Owner, Owner)
        ? branch
        : new Branch(Owner, branch.Starts, branch.Children.AsSpan(0, branch.Used).ToArray()) { Count = branch.Count };

    /// <summary>The state of an insertion: arguments and result.</summary>
    private struct Put
    {
        public TrieEntry<TValue> Entry;
        public TValue? Previous;
        public bool Added;
    }
}
