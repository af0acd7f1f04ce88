namespace Aof.Data.Structures;

/// <content>Writing.</content>
public sealed partial class CountedTree<T>
{
    /// <summary>Adds before the first item.</summary>
    public void AddFirst(T item) => Insert(0, item);

    /// <summary>Adds after the last item.</summary>
    public void AddLast(T item) => Insert(Count, item);

    /// <summary>Inserts an item at this position.</summary>
    public void Insert(int index, T item)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, Count);
        var (node, right) = InsertInto(root, index, item);
        root = right is null ? node : Branch.Of(Owner, [new Child(node), new Child(right)]);
    }

    /// <summary>Replaces the item at a position.</summary>
    public void Set(int index, T item)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        root = SetIn(root, index, item);
    }

    /// <summary>Removes the item at a position and returns it.</summary>
    public T RemoveAt(int index)
    {
        var item = this[index];
        root = RemoveFrom(root, index);
        while (root is Branch { Length: 1 } branch)
        {
            root = branch.Children[0].Node;
        }

        return item;
    }

    private Node SetIn(Node node, int index, T item)
    {
        if (node is Leaf leaf)
        {
            leaf = Own(leaf);
            leaf.Items[index] = item;
            return leaf;
        }

        var branch = Own((Branch)node);
        ref var child = ref branch.Children[branch.IndexOf(ref index, inserting: false)];
        child.Node = SetIn(child.Node, index, item);
        return branch;
    }

    /// <summary>The node with the new item, and a right sibling after a split.</summary>
    private (Node Node, Node? Right) InsertInto(Node node, int index, T item)
    {
        if (node is Leaf leaf)
        {
            return InsertIntoLeaf(leaf, index, item);
        }

        var branch = Own((Branch)node);
        var at = branch.IndexOf(ref index, inserting: true);
        var (left, right) = InsertInto(branch.Children[at].Node, index, item);
        branch.Count++;
        branch.Children[at] = new Child(left);
        return right is null ? (branch, null) : InsertChild(branch, at + 1, new Child(right));
    }

    private (Node Node, Node? Right) InsertIntoLeaf(Leaf leaf, int index, T item)
    {
        if (leaf.Count < NodeSize)
        {
            return (InsertItem(leaf, index, item), null);
        }

        // A push at an end leaves the full leaf full; another insertion splits it in the middle.
        if (index == 0)
        {
            return (Leaf.Of(Owner, [item], room: 4), leaf);
        }

        if (index == NodeSize)
        {
            return (leaf, Leaf.Of(Owner, [item], room: 4));
        }

        const int Half = NodeSize / 2;
        var low = Leaf.Of(Owner, leaf.Items.AsSpan(0, Half), NodeSize);
        var high = Leaf.Of(Owner, leaf.Items.AsSpan(Half, Half), NodeSize);
        return index <= Half ? (InsertItem(low, index, item), high) : (low, InsertItem(high, index - Half, item));
    }

    private Leaf InsertItem(Leaf leaf, int index, T item)
    {
        var old = leaf.Items;
        var count = leaf.Count;
        var own = ReferenceEquals(leaf.Owner, Owner);
        if (!own || count == old.Length)
        {
            var room = own ? Math.Clamp(count * 2, 4, NodeSize) : Math.Min((count + 4) & ~3, NodeSize);
            var larger = new T[room];
            old.AsSpan(0, index).CopyTo(larger);
            old.AsSpan(index, count - index).CopyTo(larger.AsSpan(index + 1));
            leaf = own ? leaf : new Leaf(Owner, larger);
            leaf.Items = larger;
        }
        else
        {
            old.AsSpan(index, count - index).CopyTo(old.AsSpan(index + 1));
        }

        leaf.Items[index] = item;
        leaf.Count = count + 1;
        return leaf;
    }

    private (Node Node, Node? Right) InsertChild(Branch branch, int at, Child child)
    {
        if (branch.Length == NodeSize)
        {
            return SplitBranch(branch, at, child);
        }

        branch.Children.AsSpan(at, branch.Length - at).CopyTo(branch.Children.AsSpan(at + 1));
        branch.Children[at] = child;
        branch.Length++;
        return (branch, null);
    }

    private (Node Node, Node? Right) SplitBranch(Branch branch, int at, Child child)
    {
        Span<Child> all = new Child[NodeSize + 1];
        branch.Children.AsSpan(0, at).CopyTo(all);
        all[at] = child;
        branch.Children.AsSpan(at).CopyTo(all[(at + 1)..]);

        // As with leaves: growth at an end leaves full nodes behind.
        var cut = at == NodeSize ? NodeSize : at == 1 ? 1 : NodeSize / 2;
        return (Branch.Of(Owner, all[..cut]), Branch.Of(Owner, all[cut..]));
    }

    private Leaf Own(Leaf leaf) => ReferenceEquals(leaf.Owner, Owner)
        ? leaf
        : Leaf.Of(Owner, leaf.Items.AsSpan(0, leaf.Count), Math.Min((leaf.Count + 4) & ~3, NodeSize));

    private Branch Own(Branch branch) =>
        ReferenceEquals(branch.Owner, Owner) ? branch : Branch.Of(Owner, branch.Children.AsSpan(0, branch.Length));
}
