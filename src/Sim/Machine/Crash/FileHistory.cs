using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>
/// What may be on the disk of one file, at the position of the crash: for each block that is not settled its possible
/// versions, and the possible sizes. It holds what lies after the last sync and nothing older, and copies no bytes.
/// </summary>
internal sealed class FileHistory
{
    private readonly List<FileVersion> sizes = [];
    private readonly List<OpenBlock> blocks = [];
    private readonly List<int> renamedOver = [];
    private int failedUpTo;

    public FileHistory(int number, FileContent content)
    {
        Number = number;
        Cached = content;
        sizes.Add(FileVersion.Beginning(content));
    }

    private FileHistory(FileHistory whole, int firstSize, int lastSize)
    {
        Number = whole.Number;
        Cached = whole.Cached;
        sizes.AddRange(whole.sizes.GetRange(firstSize, lastSize - firstSize + 1));
    }

    public int Number { get; }

    /// <summary>What the page cache holds.</summary>
    public FileContent Cached { get; private set; }

    /// <summary>The versions of the size, oldest first; the last one is the cached size.</summary>
    public List<FileVersion> Sizes => sizes;

    /// <summary>The newest size: that of what is cached, or in a view by <see cref="Under"/> the newest that is allowed.</summary>
    public int LastSize => sizes[^1].Size;

    /// <summary>The blocks that are not settled, in the order of the file. All others hold what is cached.</summary>
    public List<OpenBlock> Blocks => blocks;

    public bool IsSettled => blocks.Count == 0 && sizes.Count == 1;

    public void Written(Change.Write write, int change)
    {
        var version = new FileVersion(write.After, change, Cached.Length, isTruncation: false);
        var from = (int)Math.Min(write.Offset, Cached.Length);
        Changed(version, from, end: (int)write.Offset + write.Data.Length);
    }

    public void Truncated(Change.Truncate truncate, int change)
    {
        var version = new FileVersion(truncate.After, change, Cached.Length, isTruncation: true);
        var size = truncate.After.Length;
        Changed(version, from: Math.Min(size, Cached.Length), end: Math.Max(size, Cached.Length));
    }

    /// <summary>A sync succeeded that covers the changes before this index.</summary>
    public void Synced(int coversUpTo)
    {
        _ = Settle(sizes, coversUpTo);
        foreach (var block in blocks)
        {
            block.IsFailed &= !Settle(block.Versions, coversUpTo);
        }

        DropClosedBlocks();
    }

    private void DropClosedBlocks()
    {
        var kept = 0;
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (!IsClosed(block))
            {
                blocks[kept++] = block;
            }
        }

        blocks.RemoveRange(kept, blocks.Count - kept);
    }

    /// <summary>A sync failed that would have covered the changes before this index: their pages are clean now.</summary>
    public void SyncFailed(int coversUpTo)
    {
        failedUpTo = Math.Max(failedUpTo, coversUpTo);
        foreach (var block in blocks)
        {
            block.IsFailed |= block.Versions.Count > 1 && block.Versions[1].Change < coversUpTo;
        }
    }

    /// <summary>A rename made this the file of a name that another one had before.</summary>
    public void RenamedOver(int change) => renamedOver.Add(change);

    /// <summary>
    /// What of this may be there on a disk that keeps its metadata in order, when they are those of the changes before
    /// <paramref name="upTo"/>; everything on any other disk.
    /// </summary>
    public FileHistory Under(DiskPreset preset, int upTo)
    {
        if (!preset.MetadataInOrder || IsSettled)
        {
            return this;
        }

        var last = Last(sizes, upTo);
        var renamed = preset.RenameCarriesSize ? renamedOver.FindLast(change => change < upTo) : 0;
        var first = Last(sizes, renamed);
        for (var i = first + 1; i <= last; i++)
        {
            first = sizes[i].IsTruncation ? i : first;
        }

        var view = new FileHistory(this, first, last);
        foreach (var block in blocks)
        {
            view.blocks.Add(block.Under(preset, upTo));
        }

        return view;
    }

    /// <summary>The page cache has lost its clean pages, and what it reads now is what the disk has.</summary>
    public void Reread(FileContent read, int change)
    {
        var version = new FileVersion(read, change, Cached.Length, isTruncation: false);
        foreach (var block in blocks)
        {
            if (!block.Newest.IsSameIn(block, version))
            {
                block.Versions.Clear();
                block.Versions.Add(version);
                block.IsFailed = false;
            }
        }

        if (read.Length != Cached.Length)
        {
            sizes.Clear();
            sizes.Add(version);
        }

        Cached = read;
        DropClosedBlocks();
    }

    /// <summary>
    /// What a reader finds who has to ask the disk for the pages that a failed sync has left clean: the oldest that may be there. What was
    /// written again since is dirty, and stays.
    /// </summary>
    /// <param name="sizeToo">The file system takes its size back as well.</param>
    public FileContent WithoutClean(bool sizeToo)
    {
        var size = sizeToo && sizes[^1].Change < failedUpTo ? sizes[0].Size : Cached.Length;
        var picks = new BlockPick[blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            var block = blocks[i];
            var isClean = block.IsFailed && block.Newest.Change < failedUpTo;
            picks[i] = BlockPick.Whole(block, isClean ? block.Oldest : block.Newest, showsStale: false);
        }

        return new FileChoice(this, size, picks, default).Content;
    }

    private void Changed(FileVersion version, int from, int end)
    {
        FileVersion? before = null;
        for (var index = from / Block.Size; index * (long)Block.Size < end; index++)
        {
            Open(index, ref before).Versions.Add(version);
        }

        if (version.Size != Cached.Length)
        {
            sizes.Add(version);
        }

        Cached = version.After;
    }

    private OpenBlock Open(int index, ref FileVersion? before)
    {
        // From the end: a log grows there.
        var place = blocks.Count;
        while (place > 0 && blocks[place - 1].Index >= index)
        {
            place--;
        }

        if (place < blocks.Count && blocks[place].Index == index)
        {
            return blocks[place];
        }

        before ??= FileVersion.Beginning(Cached);
        var block = new OpenBlock(index);
        block.Versions.Add(before);
        blocks.Insert(place, block);
        return block;
    }

    /// <summary>
    /// What is older than the newest covered version is gone from the disk; unless that version was clean, because a
    /// sync had failed on it: then nothing was written, all stays as open as it was, and the answer is false.
    /// </summary>
    private bool Settle(List<FileVersion> versions, int coversUpTo)
    {
        var covered = Last(versions, coversUpTo);
        if (covered == 0 || versions[covered].Change < failedUpTo)
        {
            return false;
        }

        versions.RemoveRange(0, covered);
        return true;
    }

    /// <summary>The index of the last version from before a change; the first one when all are later.</summary>
    private static int Last(List<FileVersion> versions, int change)
    {
        var index = versions.Count - 1;
        while (index > 0 && versions[index].Change >= change)
        {
            index--;
        }

        return index;
    }

    /// <summary>One version is left, and no possible size shows more of the block than that version has.</summary>
    private bool IsClosed(OpenBlock block) =>
        block.Versions.Count == 1 && (sizes.Count == 1 || block.Newest.Size >= block.Start + Block.Size);
}
