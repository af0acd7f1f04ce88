using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Aof.Data.Primitives;

namespace Aof.Data.Structures;

/// <summary>
/// A map from byte strings: a hash array mapped trie, 32 slots a level, read from the highest bits of the hash downwards.
/// <para>
/// Entries live in leaves of up to 32, sorted by hash. A branch does not give each of its 32 slots a child of its own:
/// one leaf may serve an aligned run of 1, 2, 4 .. 32 slots, and splits in the middle of its run when it overflows, so
/// leaves stay well filled. <c>Starts</c> has a bit for the first slot of each run; counting bits finds the child.
/// </para>
/// <para>
/// The shape depends on the content alone: a run is split if, and only if, more than 32 entries fall into it. So two
/// tries of the same content are enumerated in the same order, and are compared side by side, skipping what they share.
/// </para>
/// <para>A fork costs O(1): see <see cref="Owner"/>. Every subtree knows its count, so the n-th entry is found in O(log n).</para>
/// </summary>
public sealed partial class HashTrie<TValue>
{
    private const int LeafSize = 32;
    private const int BitsPerLevel = 5;
    private const int Width = 1 << BitsPerLevel;
    private const int FirstShift = 64 - BitsPerLevel;

    /// <summary>The shift of the last level that has five bits left; below it, leaves grow instead of splitting.</summary>
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

    /// <summary>Whose nodes may be changed in place.</summary>
    public Owner Owner { get; }

    /// <summary>Number of entries.</summary>
    public int Count => root.Count;

    /// <summary>A trie of the same content for another owner. From now on neither trie may be written under the old token.</summary>
    public HashTrie<TValue> Fork(Owner owner) => new(owner, root);

    /// <summary>Looks a key up.</summary>
    public bool TryGet(Bytes key, [MaybeNullWhen(false)] out TValue value) => TryGet(key.Hash, key, out value);

    /// <summary>True when the key is there.</summary>
    public bool Contains(Bytes key) => TryGet(key.Hash, key, out _);

    /// <summary>Adds or replaces; true when the key was not there.</summary>
    public bool Set(Bytes key, TValue value) => Set(key.Hash, key, value, out _);

    /// <summary>Removes; false when the key was not there.</summary>
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

    /// <summary>Looks a key up whose hash is known. Whoever gives hashes gives the same one for a key every time.</summary>
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

    private abstract class Node(Owner? owner)
    {
        public readonly Owner? Owner = owner;
        public int Count;
    }

    private sealed class Leaf(Owner? owner, TrieEntry<TValue>[] entries) : Node(owner)
    {
        public static readonly Leaf Empty = new(null, []);

        public TrieEntry<TValue>[] Entries = entries;

        /// <summary>The leaf of these entries.</summary>
        public static Leaf Of(Owner owner, ReadOnlySpan<TrieEntry<TValue>> entries)
        {
            var copy = new TrieEntry<TValue>[(entries.Length + 4) & ~3];
            entries.CopyTo(copy);
            return new Leaf(owner, copy) { Count = entries.Length };
        }

        /// <summary>
        /// Where the key is, or the complement of where it belongs. Hashes spread evenly, so the first bits that the path
        /// has not consumed tell about where to look, and a few steps from there find the place.
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

        /// <summary>Which child serves a slot: the last run that starts at it or before it.</summary>
        public int IndexOf(int slot) => BitOperations.PopCount(Starts & UpTo(slot)) - 1;

        /// <summary>The first slot of the run that a slot belongs to.</summary>
        public int StartOf(int slot) => BitOperations.Log2(Starts & UpTo(slot));

        /// <summary>How many slots the run that starts here has.</summary>
        public int SizeOf(int start)
        {
            var later = Starts & ~UpTo(start);
            return (later == 0 ? Width : BitOperations.TrailingZeroCount(later)) - start;
        }

        /// <summary>How many bits of the hash are the same for all entries of the run that this slot belongs to.</summary>
        public int ConsumedAt(int slot, int shift) => 64 - shift - BitOperations.Log2((uint)SizeOf(StartOf(slot)));

        private static uint UpTo(int slot) => (2u << slot) - 1;
    }
}
