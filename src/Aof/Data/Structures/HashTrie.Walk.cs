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
        private readonly TreeNode root;
        private LeafPath path;

        internal Walk(TreeNode root)
        {
            this.root = root;
            path = new LeafPath(root);
        }

        /// <inheritdoc/>
        public readonly TrieEntry<TValue> Current => ((Leaf)path.Leaf!).Entries[path.At];

        /// <inheritdoc/>
        readonly object IEnumerator.Current => Current;

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
