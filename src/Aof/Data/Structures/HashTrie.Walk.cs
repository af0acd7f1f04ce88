using System.Collections;

namespace Aof.Data.Structures;

/// <content>Enumerating and comparing.</content>
public sealed partial class HashTrie<TValue> : IEnumerable<TrieEntry<TValue>>
{
    /// <summary>All entries by hash, then by key. The trie must not be written meanwhile; a fork may.</summary>
    public Walk GetEnumerator() => new(root);

    /// <inheritdoc/>
    IEnumerator<TrieEntry<TValue>> IEnumerable<TrieEntry<TValue>>.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True when both have the same keys with equal values. Shared nodes are skipped.</summary>
    internal bool SameContent(HashTrie<TValue> other, Func<TValue, TValue, bool> equal) =>
        Same(root, other.root, equal);

    private static bool Same(Node left, Node right, Func<TValue, TValue, bool> equal)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        return left.Count == right.Count && (left, right) switch
        {
            (Leaf a, Leaf b) => SameLeaf(a, b, equal),
            (Branch a, Branch b) => SameBranch(a, b, equal),
            _ => false,
        };
    }

    private static bool SameLeaf(Leaf left, Leaf right, Func<TValue, TValue, bool> equal)
    {
        for (var i = 0; i < left.Count; i++)
        {
            ref readonly var a = ref left.Entries[i];
            ref readonly var b = ref right.Entries[i];
            if (a.Hash != b.Hash || a.Key != b.Key || !equal(a.Value, b.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameBranch(Branch left, Branch right, Func<TValue, TValue, bool> equal)
    {
        if (left.Starts != right.Starts)
        {
            return false;
        }

        for (var i = 0; i < left.Used; i++)
        {
            if (!Same(left.Children[i], right.Children[i], equal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One pass over the entries.</summary>
    public struct Walk : IEnumerator<TrieEntry<TValue>>
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
        public readonly TrieEntry<TValue> Current => leaf!.Entries[at];

        /// <inheritdoc/>
        readonly object IEnumerator.Current => Current;

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
                if (step.Next < branch.Used)
                {
                    path.Push((branch, step.Next + 1));
                    var child = branch.Children[step.Next];
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
