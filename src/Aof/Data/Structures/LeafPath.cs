namespace Aof.Data.Structures;

/// <summary>Visits the items in the leaves of a tree, in order. The tree must not change meanwhile.</summary>
internal struct LeafPath
{
    private readonly Stack<(TreeNode Branch, int Next)>? path;
    private TreeNode? onlyLeaf;

    /// <summary>Starts before the first item.</summary>
    public LeafPath(TreeNode root)
    {
        if (root.ChildAt(0) is null)
        {
            onlyLeaf = root;
            return;
        }

        path = new Stack<(TreeNode, int)>(capacity: 6);
        path.Push((root, 0));
    }

    /// <summary>The leaf of the present item; null before the first one and after the last one.</summary>
    public TreeNode? Leaf { get; private set; }

    /// <summary>The index of the present item in its leaf.</summary>
    public int At { get; private set; }

    /// <summary>Goes to the next item; false when there is none.</summary>
    public bool MoveNext()
    {
        if (++At >= Leaf?.Count || Leaf is null)
        {
            (Leaf, At) = (NextLeaf(), 0);
        }

        return Leaf is not null;
    }

    /// <summary>The next leaf that holds items; null when there is none.</summary>
    private TreeNode? NextLeaf()
    {
        var only = onlyLeaf;
        onlyLeaf = null;
        while (path is not null && path.TryPop(out var step))
        {
            if (step.Branch.ChildAt(step.Next) is { } child)
            {
                path.Push((step.Branch, step.Next + 1));
                if (child.ChildAt(0) is not null)
                {
                    path.Push((child, 0));
                }
                else if (child.Count > 0)
                {
                    return child;
                }
            }
        }

        return only is { Count: > 0 } ? only : null;
    }
}
