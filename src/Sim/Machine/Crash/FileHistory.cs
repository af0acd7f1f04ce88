using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>
/// The possible sizes of one file, and the possible versions of each open block, at the position of the crash. It keeps
/// nothing older than the last sync, and copies no bytes.
/// </summary>
internal sealed class FileHistory
{
    private readonly List<FileVersion> sizes = [];
    private readonly List<OpenBlock> blocks = [];
    private readonly List<int> renamedOver = [];
    private readonly FailedSpans failed = new();
    private readonly FileVersion? missing;
    private readonly FileVersion? bare;

    public FileHistory(int number, FileContent content)
    {
        Number = number;
        Cached = content;
        sizes.Add(FileVersion.Beginning(content));
    }

    private FileHistory(FileHistory whole, int firstSize, int lastSize, FileVersion? missing, FileVersion? bare)
    {
        (this.missing, this.bare) = (missing, bare);
        Number = whole.Number;
        Cached = whole.Cached;
        sizes.AddRange(whole.sizes.GetRange(firstSize, lastSize - firstSize + 1));
    }

    public int Number { get; }

    /// <summary>The content in the page cache.</summary>
    public FileContent Cached { get; private set; }

    /// <summary>Rule S1: the possible versions of the size, oldest first. The last one is the cached size.</summary>
    public List<FileVersion> Sizes => sizes;

    /// <summary>
    /// The newest possible size, in bytes: the cached size, or in a view by <see cref="Under"/> the newest allowed one.
    /// </summary>
    public long LastSize => sizes[^1].Size;

    /// <summary>The open blocks, in the order of the file. All other blocks hold the cached bytes.</summary>
    public List<OpenBlock> Blocks => blocks;

    public bool IsSettled => blocks.Count == 0 && sizes.Count == 1;

    /// <summary>
    /// The possible versions of a block in a file of that size, in bytes (rules B5, B6, M4). What the last block may be
    /// depends on others too, see <see cref="MayShow"/>.
    /// </summary>
    public List<FileVersion> Inside(OpenBlock block, long size, DiskPreset preset) =>
        preset.Missing == MissingBytes.BesideOtherData && blocks.Count > 1
            ? block.Versions
            : InsideAlone(block, size, preset);

    /// <summary>
    /// Rule B5: true when the picks of the blocks in a file of that size, in bytes, may come out together.
    /// </summary>
    public bool MayShow(long size, ReadOnlySpan<BlockPick> picks, DiskPreset preset)
    {
        var isLastThere = true;
        for (var i = 0; i < picks.Length && preset.Missing == MissingBytes.BesideOtherData; i++)
        {
            var (block, pick) = (blocks[i], picks[i].Newer);
            if (block.Start + Block.Size >= size)
            {
                isLastThere &= block.Start >= size || InsideAlone(block, size, preset).Contains(pick);
            }
            else if (block.HasArrived(pick))
            {
                return true;
            }
        }

        return isLastThere;
    }

    /// <summary>The possible versions of a block when no data of other blocks arrived.</summary>
    public List<FileVersion> InsideAlone(OpenBlock block, long size, DiskPreset preset)
    {
        block = bare is null || bare.Size == size ? block : block.Since(bare);
        if (preset.Missing == MissingBytes.Anywhere || block.IsFailed || block.Start + Block.Size < size)
        {
            return block.Versions;
        }

        var needed = preset.Missing == MissingBytes.BehindABlocksBeginning ? block.Start + 1 : size;
        return block.Reaching(needed, SizeSince(size, preset) ?? int.MaxValue);
    }

    /// <summary>
    /// Rules S1 to S3: the first change that may have given this size, in bytes; the least number for a truncation to
    /// it (rule B6), null when the size is not possible.
    /// </summary>
    public int? SizeSince(long size, DiskPreset preset)
    {
        int? since = null;
        foreach (var version in sizes)
        {
            if (version.Size == size || MayStopAt(version, size, preset.SizesOnTheWay))
            {
                since = Math.Min(since ?? int.MaxValue, version.IsTruncation ? int.MinValue : version.Change);
            }
        }

        foreach (var truncation in Fillings(preset))
        {
            if (truncation.FilledTo == size)
            {
                since = Math.Min(since ?? int.MaxValue, truncation.Change);
            }
        }

        return since;
    }

    /// <summary>Rule S3: the truncations before which a block may have been written.</summary>
    public List<FileVersion> Fillings(DiskPreset preset) =>
        !preset.FillsLastBlock || (missing is null && sizes.Count == 1) ? []
        : missing is not null ? [missing]
        : sizes.FindAll(version => version != sizes[0] && version.FilledTo >= 0);

    /// <summary>
    /// Rule S2: true when a power loss may leave this size in the middle of a write. The first version is settled, so
    /// no size on the way to it is possible.
    /// </summary>
    private bool MayStopAt(FileVersion version, long size, SizesOnTheWay onTheWay) =>
        onTheWay.Step() is var step and > 0 && version.GrownFrom >= 0 && version != sizes[0]
        && size > version.GrownFrom && size < version.Size && size % step == 0;

    public void Written(Change.Write write, int change)
    {
        var version = new FileVersion(write.After, change, Cached.Length, isTruncation: false);
        Changed(version, from: Math.Min(write.Offset, Cached.Length), end: write.Offset + write.Data.Length);
    }

    /// <summary>Rule B3: a truncation is one more version of the blocks that it changes.</summary>
    public void Truncated(Change.Truncate truncate, int change)
    {
        var version = new FileVersion(truncate.After, change, Cached.Length, isTruncation: true);
        var size = truncate.After.Length;
        Changed(version, from: Math.Min(size, Cached.Length), end: Math.Max(size, Cached.Length));
    }

    /// <summary>A sync of the file succeeded; it covers the changes before this index (rules B1, S1, Y2).</summary>
    /// <param name="coversUpTo">The index.</param>
    /// <param name="unwritten">Rule F5: blocks that it did not write.</param>
    public void Synced(int coversUpTo, IReadOnlyList<int> unwritten)
    {
        _ = Settle(sizes, coversUpTo);
        foreach (var block in blocks)
        {
            block.IsFailed &= unwritten.Contains(block.Index) || !Settle(block.Versions, coversUpTo);
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

    /// <summary>
    /// A sync of the file failed. It would have covered the changes between these indices; their pages are now clean
    /// (F1).
    /// </summary>
    public void SyncFailed(int from, int to)
    {
        failed.Add(from, to);
        foreach (var block in blocks)
        {
            block.IsFailed |= block.Versions.Exists(version => version != block.Oldest && failed.Has(version.Change));
        }
    }

    /// <summary>A rename gave this file the name of another file (rule M5).</summary>
    public void RenamedOver(int change) => renamedOver.Add(change);

    /// <summary>
    /// The sizes and versions that remain possible when the metadata of an outcome are
    /// there (rules M2 to M5). On a disk without that order: all of them.
    /// </summary>
    public FileHistory Under(DiskPreset preset, MetadataOutcome outcome)
    {
        if (!preset.MetadataInOrder || IsSettled)
        {
            return this;
        }

        var upTo = outcome.UpTo;
        var last = FileVersion.LastBefore(sizes, upTo);
        var renamed = preset.RenameCarries == RenameCarries.Nothing ? 0 : renamedOver.FindLast(change => change < upTo);
        var first = FileVersion.LastBefore(sizes, renamed);
        for (var i = first + 1; i <= last; i++)
        {
            first = sizes[i].IsTruncation ? i : first;
        }

        var next = last + 1 < sizes.Count ? sizes[last + 1] : null;
        var view = new FileHistory(
            this, first, last, missing: next?.Change == upTo && next.FilledTo >= 0 ? next : null,
            bare: preset.CutCarriesData && sizes[first].Change == outcome.Last && sizes[first].IsCut
                ? sizes[first]
                : null);
        foreach (var block in blocks)
        {
            view.blocks.Add(block.Under(
                preset, upTo, preset.RenameCarries == RenameCarries.Data ? renamed : 0, view.bare));
        }

        return view;
    }

    /// <summary>The page cache dropped its clean pages and read the file from the disk (rules L1, L3).</summary>
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
    /// The content when the pages that a failed sync left clean are read from the disk: the oldest possible version
    /// (rule L1). Pages that were written again are dirty and keep their content.
    /// </summary>
    /// <param name="sizeToo">True when the size goes back too (rule L2).</param>
    public FileContent WithoutClean(bool sizeToo)
    {
        var size = sizeToo && failed.Has(sizes[^1].Change) ? sizes[0].Size : Cached.Length;
        var picks = new BlockPick[blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            var block = blocks[i];
            var isClean = block.IsFailed && failed.Has(block.Newest.Change);
            picks[i] = BlockPick.Whole(block, isClean ? block.Oldest : block.Newest, showsStale: false);
        }

        return new FileChoice(this, size, picks, default).Content;
    }

    private void Changed(FileVersion version, long from, long end)
    {
        FileVersion? before = null;
        for (var index = (int)(from / Block.Size); index * (long)Block.Size < end; index++)
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
        // Searches from the end, because a log grows there.
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
    /// Removes the versions that are older than the newest covered one. Returns false and removes nothing when a failed
    /// sync left that version clean, because then the sync wrote nothing (rules F1, F2).
    /// </summary>
    private bool Settle(List<FileVersion> versions, int coversUpTo)
    {
        var covered = FileVersion.LastBefore(versions, coversUpTo);
        if (covered == 0 || failed.Has(versions[covered].Change))
        {
            return false;
        }

        versions.RemoveRange(0, covered);
        return true;
    }


    /// <summary>True when one version is left and it has every byte that any possible size shows.</summary>
    private bool IsClosed(OpenBlock block) =>
        block.Versions.Count == 1 && (sizes.Count == 1 || block.Newest.Size >= block.Start + Block.Size);
}
