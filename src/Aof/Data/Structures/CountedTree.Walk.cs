using System.Collections;

namespace Aof.Data.Structures;

/// <content>Enumerating.</content>
public sealed partial class CountedTree<T> : IEnumerable<T>
{
    /// <summary>All items in order. The tree must not be written meanwhile; a fork may.</summary>
    public Walk GetEnumerator() => new(root);

    /// <inheritdoc/>
    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One pass over the items.</summary>
    public struct Walk : IEnumerator<T>
    {
        private readonly TreeNode root;
        private LeafPath path;

        internal Walk(TreeNode root)
        {
            this.root = root;
            path = new LeafPath(root);
        }

        /// <inheritdoc/>
        public readonly T Current => ((Leaf)path.Leaf!).Items[path.At];

        /// <inheritdoc/>
        readonly object? IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => path.MoveNext();

        /// <inheritdoc/>
        public void Reset() => this = new Walk(root);

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
