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
        private readonly object root;
        private readonly Stack<(object Branch, int Next)>? path;
        private Leaf? leaf;
        private int at;

        internal Walk(object root)
        {
            this.root = root;
            leaf = root as Leaf;
            at = -1;
            if (leaf is null)
            {
                path = new Stack<(object, int)>(capacity: 6);
                path.Push((root, 0));
            }
        }

        /// <inheritdoc/>
        public readonly T Current => leaf!.Items[at];

        /// <inheritdoc/>
        readonly object? IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            at++;
            while (leaf is null || at >= leaf.Count)
            {
                if (!NextLeaf())
                {
                    return false;
                }
            }

            return true;
        }

        /// <inheritdoc/>
        public void Reset() => this = new Walk(root);

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }

        private bool NextLeaf()
        {
            while (path is not null && path.TryPop(out var step))
            {
                var branch = (Branch)step.Branch;
                if (step.Next < branch.Length)
                {
                    path.Push((branch, step.Next + 1));
                    var child = branch.Children[step.Next].Node;
                    if (child is Leaf found)
                    {
                        (leaf, at) = (found, 0);
                        return true;
                    }

                    path.Push((child, 0));
                }
            }

            return false;
        }
    }
}
