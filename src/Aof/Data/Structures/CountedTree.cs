namespace Aof.Data.Structures;

/// <summary>A position in an ordered tree.</summary>
public interface ISearchKey<T>
{
    /// <summary>
    /// True when the item lies before the position. Once false, it stays false to the end of the tree.
    /// </summary>
    bool IsAfter(in T item);
}

/// <summary>
/// A sequence: a B+ tree of nodes of up to 32, with counts. Reading, inserting and removing at any position cost O(log
/// n), as in a list. If the items are sorted, <see cref="PositionOf"/> finds a position in O(log n): an ordered set
/// with ranks. A fork costs O(1): see <see cref="Owner"/>.
/// </summary>
public sealed partial class CountedTree<T>
{
    private const int NodeSize = 32;

    private Node root;

    /// <summary>An empty sequence whose nodes belong to this owner.</summary>
    public CountedTree(Owner owner)
        : this(owner, Leaf.Empty)
    {
    }

    private CountedTree(Owner owner, Node root)
    {
        Owner = owner;
        this.root = root;
    }

    /// <summary>The owner: its nodes may be changed in place.</summary>
    public Owner Owner { get; }

    /// <summary>Number of items.</summary>
    public int Count => root.Count;

    /// <summary>The item at a position, from 0.</summary>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var node = root;
            while (node is Branch branch)
            {
                node = branch.Children[branch.IndexOf(ref index, inserting: false)].Node;
            }

            return ((Leaf)node).Items[index];
        }
    }

    /// <summary>A copy for another owner, in O(1). From now on neither may be written under the old owner.</summary>
    public CountedTree<T> Fork(Owner owner) => new(owner, root);

    /// <summary>True when both are forks of one tree without writes since.</summary>
    public bool SharesAllWith(CountedTree<T> other) => ReferenceEquals(root, other.root);

    /// <summary>The number of items before a position in an ordered tree.</summary>
    public int PositionOf<TPlace>(TPlace place)
        where TPlace : struct, ISearchKey<T>
    {
        var before = 0;
        var node = root;
        while (node is Branch branch)
        {
            var low = 0;
            var high = branch.Used - 1;
            while (low < high)
            {
                var middle = (low + high) >> 1;
                if (place.IsAfter(in Last(branch.Children[middle].Node)))
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            for (var i = 0; i < low; i++)
            {
                before += branch.Children[i].Count;
            }

            node = branch.Children[low].Node;
        }

        return before + InLeaf((Leaf)node, place);
    }

    private static int InLeaf<TPlace>(Leaf leaf, TPlace place)
        where TPlace : struct, ISearchKey<T>
    {
        var low = 0;
        var high = leaf.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (place.IsAfter(in leaf.Items[middle]))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static ref readonly T Last(Node node)
    {
        while (node is Branch branch)
        {
            node = branch.Children[branch.Used - 1].Node;
        }

        return ref ((Leaf)node).Items[node.Count - 1];
    }

    private abstract class Node(Owner? owner) : TreeNode(owner)
    {
        /// <summary>Items of a leaf; children of a branch.</summary>
        public abstract int Used { get; }
    }

    private sealed class Leaf(Owner? owner, T[] items) : Node(owner)
    {
        public static readonly Leaf Empty = new(null, []);

        public T[] Items = items;

        public override int Used => Count;

        public override TreeNode? ChildAt(int index) => null;

        public static Leaf Of(Owner owner, ReadOnlySpan<T> items, int room)
        {
            var copy = new T[room];
            items.CopyTo(copy);
            return new Leaf(owner, copy) { Count = items.Length };
        }
    }

    private sealed class Branch(Owner? owner) : Node(owner)
    {
        public readonly Child[] Children = new Child[NodeSize];

        public int Length;

        public override int Used => Length;

        public override TreeNode? ChildAt(int index) => index < Length ? Children[index].Node : null;

        public static Branch Of(Owner owner, ReadOnlySpan<Child> children)
        {
            var branch = new Branch(owner) { Length = children.Length };
            children.CopyTo(branch.Children);
            foreach (var child in children)
            {
                branch.Count += child.Count;
            }

            return branch;
        }

        /// <summary>
        /// The child with this position, which becomes relative to it. An insertion between two children goes to the
        /// left one.
        /// </summary>
        public int IndexOf(ref int position, bool inserting)
        {
            var end = inserting ? 1 : 0;
            if (position > Count / 2)
            {
                var child = Length - 1;
                var before = Count - Children[child].Count;
                while (position < before + end && child > 0)
                {
                    before -= Children[--child].Count;
                }

                position -= before;
                return child;
            }

            var index = 0;
            while (position >= Children[index].Count + end)
            {
                position -= Children[index++].Count;
            }

            return index;
        }
    }

    /// <summary>A child and its number of items, so that finding a position does not read the children.</summary>
    private struct Child(Node node)
    {
        public Node Node = node;
        public int Count = node.Count;
    }
}
