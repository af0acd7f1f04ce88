using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Aof.Data.Primitives;

namespace Aof.Data.Structures;

/// <summary>
/// A map from byte strings: a hash array mapped trie with 32 slots per level. It uses the hash from its highest bits
/// downwards.
/// <para>
/// Leaves hold up to 32 entries, sorted by hash. One leaf serves an aligned run of 1, 2, 4 .. 32 slots and splits in
/// the middle of its run when it overflows, so leaves stay full. <c>Starts</c> has a bit for the first slot of each
/// run; counting bits finds the child.
/// </para>
/// <para>
/// The shape depends on the content alone: a run is split if and only if it has more than 32 entries. So tries of the
/// same content have the same order and are compared side by side, skipping shared nodes.
/// </para>
/// <para>A fork costs O(1): see <see cref="Owner"/>. Every subtree has its count, so the n-th entry is found in O(log
/// n).</para>
/// </summary>
public sealed partial class HashTrie<TValue>
{
    private const int LeafSize = 32;
    private const int BitsPerLevel = 5;
    private const int Width = 1 << BitsPerLevel;
    private const int FirstShift = 64 - BitsPerLevel;

    /// <summary>The shift of the last level with five bits; below it, leaves grow instead of splitting.</summary>
    private const int LastShift = FirstShift - (11 * BitsPerLevel);

    private Node root;

    /// <summary>An empty trie whose nodes belong to this owner.</summary>
    public HashTrie(Owner owner)
        : this(owner, Leaf.Empty)
    {
    }

    private HashTrie(Owner owner, Node root)
    {
        Owner = owner;
        this.root = root;
    }

    /// <summary>The owner: its nodes may be changed in place.</summary>
    public Owner Owner { get; }

    /// <summary>Number of entries.</summary>
    public int Count => root.Count;

    /// <summary>A copy for another owner, in O(1). From now on neither may be written under the old owner.</summary>
    public HashTrie<TValue> Fork(Owner owner) => new(owner, root);

    /// <summary>Looks a key up.</summary>
    public bool TryGet(Bytes key, [MaybeNullWhen(false)] out TValue value) => TryGet(key.Hash, key, out value);

    /// <summary>True when the key exists.</summary>
    public bool Contains(Bytes key) => TryGet(key.Hash, key, out _);

    /// <summary>Adds or replaces; true when the key is new.</summary>
    public bool Set(Bytes key, TValue value) => Set(key.Hash, key, value, out _);

    /// <summary>Removes; false when the key does not exist.</summary>
    public bool Remove(Bytes key) => Remove(key.Hash, key, out _);

    /// <summary>The n-th entry in the order of enumeration, from 0.</summary>
    public TrieEntry<TValue> ElementAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var node = root;
        while (node is Branch branch)
        {
            var child = 0;
            while (index >= branch.Children[child].Count)
            {
                index -= branch.Children[child++].Count;
            }

            node = branch.Children[child];
        }

        return ((Leaf)node).Entries[index];
    }

    /// <summary>Looks up a key with a known hash. A caller must always give the same hash for a key.</summary>
    public bool TryGet(ulong hash, Bytes key, [MaybeNullWhen(false)] out TValue value)
    {
        var node = root;
        var consumed = 0;
        for (var shift = FirstShift; node is Branch branch; shift -= BitsPerLevel)
        {
            var slot = Slot(hash, shift);
            node = branch.Children[branch.IndexOf(slot)];
            consumed = branch.ConsumedAt(slot, shift);
        }

        var leaf = (Leaf)node;
        var at = leaf.Find(hash, key, consumed);
        value = at < 0 ? default : leaf.Entries[at].Value;
        return at >= 0;
    }

    private static int Slot(ulong hash, int shift) => (int)(hash >> shift) & (Width - 1);

    private abstract class Node(Owner? owner) : TreeNode(owner);

    private sealed class Leaf(Owner? owner, TrieEntry<TValue>[] entries) : Node(owner)
    {
        public static readonly Leaf Empty = new(null, []);

        public TrieEntry<TValue>[] Entries = entries;

        public override TreeNode? ChildAt(int index) => null;

        /// <summary>A leaf of these entries.</summary>
        public static Leaf Of(Owner owner, ReadOnlySpan<TrieEntry<TValue>> entries)
        {
            var copy = new TrieEntry<TValue>[(entries.Length + 4) & ~3];
            entries.CopyTo(copy);
            return new Leaf(owner, copy) { Count = entries.Length };
        }

        /// <summary>
        /// The index of the key, or the complement of its insertion index. Hashes are evenly distributed, so their
        /// first unconsumed bits give an estimate, a few steps from the key.
        /// </summary>
        public int Find(ulong hash, Bytes key, int consumed)
        {
            var entries = Entries.AsSpan(0, Count);
            var low = (int)Math.BigMul(hash << consumed, (ulong)entries.Length, out _);
            while (low > 0 && entries[low - 1].Hash >= hash)
            {
                low--;
            }

            while (low < entries.Length && entries[low].Hash < hash)
            {
                low++;
            }

            for (; low < entries.Length && entries[low].Hash == hash; low++)
            {
                var order = entries[low].Key.CompareTo(key);
                if (order >= 0)
                {
                    return order == 0 ? low : ~low;
                }
            }

            return ~low;
        }
    }

    private sealed class Branch(Owner owner, uint starts, Node[] children) : Node(owner)
    {
        public uint Starts = starts;
        public Node[] Children = children;

        public int Used => BitOperations.PopCount(Starts);

        public override TreeNode? ChildAt(int index) => index < Used ? Children[index] : null;

        /// <summary>The child of a slot: the last run that starts at it or before it.</summary>
        public int IndexOf(int slot) => BitOperations.PopCount(Starts & UpTo(slot)) - 1;

        /// <summary>The first slot of a slot's run.</summary>
        public int StartOf(int slot) => BitOperations.Log2(Starts & UpTo(slot));

        /// <summary>The number of slots of a run.</summary>
        public int SizeOf(int start)
        {
            var later = Starts & ~UpTo(start);
            return (later == 0 ? Width : BitOperations.TrailingZeroCount(later)) - start;
        }

        /// <summary>The number of hash bits that all entries of a slot's run share.</summary>
        public int ConsumedAt(int slot, int shift) => 64 - shift - BitOperations.Log2((uint)SizeOf(StartOf(slot)));

        private static uint UpTo(int slot) => (2u << slot) - 1;
    }
}
