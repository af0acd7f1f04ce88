namespace Aof.Data.Structures;

/// <content>Removing.</content>
public sealed partial class CountedTree<T>
{
    private Node RemoveFrom(Node node, int index)
    {
        if (node is Leaf leaf)
        {
            leaf = Own(leaf);
            leaf.Items.AsSpan(index + 1, leaf.Count - index - 1).CopyTo(leaf.Items.AsSpan(index));
            leaf.Items[--leaf.Count] = default!;
            return leaf;
        }

        var branch = Own((Branch)node);
        var at = branch.IndexOf(ref index, inserting: false);
        branch.Count--;
        branch.Children[at] = new Child(RemoveFrom(branch.Children[at].Node, index));
        Relieve(branch, at);
        return branch;
    }

    /// <summary>
    /// Drops an empty child. A child that is less than a quarter full joins a neighbour if both fit into one node.
    /// </summary>
    private void Relieve(Branch branch, int at)
    {
        var used = branch.Children[at].Node.Used;
        if (used == 0)
        {
            RemoveChild(branch, at);
        }
        else if (used < NodeSize / 4 && branch.Length > 1)
        {
            var left = at > 0 ? at - 1 : at;
            var a = branch.Children[left].Node;
            var b = branch.Children[left + 1].Node;
            if (a.Used + b.Used <= NodeSize)
            {
                branch.Children[left] = new Child(Join(a, b));
                RemoveChild(branch, left + 1);
            }
        }
    }

    private Node Join(Node left, Node right)
    {
        if (left is Leaf a && right is Leaf b)
        {
            var joined = Leaf.Of(Owner, a.Items.AsSpan(0, a.Count), NodeSize);
            b.Items.AsSpan(0, b.Count).CopyTo(joined.Items.AsSpan(a.Count));
            joined.Count += b.Count;
            return joined;
        }

        var (x, y) = ((Branch)left, (Branch)right);
        Span<Child> children = new Child[x.Length + y.Length];
        x.Children.AsSpan(0, x.Length).CopyTo(children);
        y.Children.AsSpan(0, y.Length).CopyTo(children[x.Length..]);
        return Branch.Of(Owner, children);
    }

    private static void RemoveChild(Branch branch, int at)
    {
        branch.Children.AsSpan(at + 1, branch.Length - at - 1).CopyTo(branch.Children.AsSpan(at));
        branch.Children[--branch.Length] = default;
    }
}
