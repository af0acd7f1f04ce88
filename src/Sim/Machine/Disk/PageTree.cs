namespace Sim.Machine.Disk;

/// <summary>
/// The pages of a file, by index. Immutable: a new version copies one path and shares all other pages. A page that is
/// not there is a hole of zeros.
/// </summary>
internal sealed class PageTree
{
    private const int Bits = 6;
    private const int FanOut = 1 << Bits;

    private readonly Branch? root;
    private readonly int height;

    private PageTree(Branch? root, int height)
    {
        this.root = root;
        this.height = height;
    }

    public static PageTree Empty { get; } = new(root: null, height: 1);

    /// <summary>The page at an index; null for a hole.</summary>
    public Page? this[long index]
    {
        get
        {
            if (index >> (Bits * height) != 0)
            {
                return null;
            }

            PageNode? node = root;
            for (var level = height - 1; level >= 0 && node is Branch branch; level--)
            {
                node = branch.Children[Slot(index, level)];
            }

            return (Page?)node;
        }
    }

    /// <summary>The first bytes of an array, which never change. Whole pages are not copied.</summary>
    public static PageTree Of(byte[] array, int length)
    {
        var nodes = new List<PageNode>((length / Block.Size) + 1);
        for (var start = 0; start < length; start += Block.Size)
        {
            nodes.Add(length - start < Block.Size ? Page.Of(array.AsSpan(start, length - start)) : new(array, start));
        }

        var height = 0;
        do
        {
            height++;
            nodes = [.. nodes.Chunk(FanOut).Select(children => new Branch(Padded(children), height))];
        }
        while (nodes.Count > 1);

        return nodes.Count == 0 ? Empty : new PageTree((Branch)nodes[0], height);
    }

    /// <summary>These pages, with another one at an index.</summary>
    public PageTree With(long index, Page page)
    {
        var (top, level) = (root, height);
        for (; index >> (Bits * level) != 0; level++)
        {
            top = top is null ? null : new Branch(Padded([top]), level + 1);
        }

        return new PageTree(Set(top, level, index, page), level);
    }

    /// <summary>The pages of a file of that size, in bytes. What was behind the size is zero.</summary>
    public PageTree Cut(long size)
    {
        var pages = PagesOf(size);
        var tree = new PageTree(Cut(root, height, pages), height);
        while (tree.height > 1 && pages <= 1L << (Bits * (tree.height - 1)))
        {
            tree = new PageTree((Branch?)tree.root?.Children[0], tree.height - 1);
        }

        var rest = (int)(size % Block.Size);
        return rest > 0 && tree[pages - 1] is { } last ? tree.With(pages - 1, Page.Of(last.Span[..rest])) : tree;
    }

    /// <summary>A hash of a file of that size, in bytes. It does not depend on which zeros are holes.</summary>
    public ulong Hash(long size)
    {
        var (hash, level) = (root?.Hash ?? Branch.OfZeros(height), height);
        for (; PagesOf(size) > 1L << (Bits * level); level++)
        {
            hash = Branch.Combine(hash, Branch.OfZeros(level));
        }

        return ContentHash.Combine(hash, (ulong)size);
    }

    private static long PagesOf(long size) => (size + Block.Size - 1) / Block.Size;

    private static int Slot(long index, int level) => (int)(index >> (Bits * level)) & (FanOut - 1);

    private static PageNode?[] Padded(PageNode?[] children)
    {
        Array.Resize(ref children, FanOut);
        return children;
    }

    private static Branch Set(Branch? branch, int level, long index, Page page)
    {
        var children = branch is null ? new PageNode?[FanOut] : [.. branch.Children];
        var slot = Slot(index, level - 1);
        children[slot] = level == 1 ? page : Set((Branch?)children[slot], level - 1, index, page);
        return new Branch(children, level);
    }

    /// <summary>The first pages of a branch; null when none is left.</summary>
    private static Branch? Cut(Branch? branch, int level, long pages)
    {
        var pagesAChild = 1L << (Bits * (level - 1));
        if (branch is null || pages <= 0 || pages >= pagesAChild * FanOut)
        {
            return pages <= 0 ? null : branch;
        }

        var children = new PageNode?[FanOut];
        for (var slot = 0; slot < FanOut && slot * pagesAChild < pages; slot++)
        {
            var child = branch.Children[slot];
            children[slot] = child is Branch lower ? Cut(lower, level - 1, pages - (slot * pagesAChild)) : child;
        }

        return new Branch(children, level);
    }

    private sealed class Branch(PageNode?[] children, int level) : PageNode
    {
        private static readonly ulong[] Zeros = Enumerable.Range(0, 64 / Bits)
            .Aggregate(new List<ulong> { Page.Zeros.Hash }, (hashes, _) => [.. hashes, Combine(hashes[^1], hashes[^1])])
            .ToArray();

        public PageNode?[] Children { get; } = children;

        /// <summary>The hash of a branch of holes.</summary>
        public static ulong OfZeros(int level) => Zeros[level];

        /// <summary>The hash of a branch with one child before equal ones.</summary>
        public static ulong Combine(ulong first, ulong others)
        {
            var hash = first;
            for (var i = 1; i < FanOut; i++)
            {
                hash = ContentHash.Combine(hash, others);
            }

            return hash;
        }

        protected override ulong ComputeHash()
        {
            var hash = Children[0]?.Hash ?? OfZeros(level - 1);
            for (var i = 1; i < FanOut; i++)
            {
                hash = ContentHash.Combine(hash, Children[i]?.Hash ?? OfZeros(level - 1));
            }

            return hash;
        }
    }
}
