namespace Aof.Data.Structures;

/// <summary>A node of a tree whose items lie in its leaves.</summary>
/// <param name="owner">The only tree that may change the node; null when none may.</param>
internal abstract class TreeNode(Owner? owner)
{
    public readonly Owner? Owner = owner;

    /// <summary>Items in this subtree.</summary>
    public int Count;

    /// <summary>The child at an index; null behind the last one, and for a leaf.</summary>
    public abstract TreeNode? ChildAt(int index);
}
