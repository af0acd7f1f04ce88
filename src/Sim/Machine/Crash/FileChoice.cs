using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>The content of one block in an image: a whole version, or a torn block (rules B1, B2, B4).</summary>
/// <param name="Block">Its index in the file.</param>
/// <param name="Older">The version of the sectors outside <paramref name="NewerSectors"/>.</param>
/// <param name="Newer">The version of the sectors in <paramref name="NewerSectors"/>.</param>
/// <param name="NewerSectors">One bit for each sector.</param>
/// <param name="ShowsStale">True when missing bytes are stale; false when they are zero.</param>
internal readonly record struct BlockPick(
    int Block, FileVersion Older, FileVersion Newer, byte NewerSectors, bool ShowsStale)
{
    public const byte AllSectors = 0xFF;

    public bool IsTorn => Older != Newer && NewerSectors is not (0 or AllSectors);

    public static BlockPick Whole(OpenBlock block, FileVersion version, bool showsStale) =>
        new(block.Index, version, version, AllSectors, showsStale);

    public FileVersion Sector(int sector) => (NewerSectors & (1 << sector)) != 0 ? Newer : Older;

    /// <summary>True when some byte of the block is behind the end of its version, in a file of this size.</summary>
    public bool HasGap(long size)
    {
        var start = (long)Block * Disk.Block.Size;
        for (var offset = 0; offset < Disk.Block.Size && start + offset < size; offset += Disk.Block.SectorSize)
        {
            var end = Math.Min(start + offset + Disk.Block.SectorSize, size);
            if (Sector(offset / Disk.Block.SectorSize).Size < end)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The content of one file in an image.</summary>
internal sealed class FileChoice
{
    public FileChoice(FileHistory file, long size, BlockPick[] picks, StaleSource stale)
    {
        Number = file.Number;
        Cached = file.Cached;
        Picks = picks;
        Content = IsInPlace(size) ? InPlace((int)size)
            : Cached.Array is null || size > FileContent.LargestCopied ? ComposePages(size, stale)
            : Compose((int)size, stale);
    }

    public int Number { get; }

    /// <summary>The content in the page cache at the crash.</summary>
    public FileContent Cached { get; }

    /// <summary>One pick for each open block. Picks behind the size have no effect.</summary>
    public BlockPick[] Picks { get; }

    /// <summary>The content on the disk.</summary>
    public FileContent Content { get; }

    /// <summary>
    /// True when the array of the cached content already holds every chosen byte at its place, as for a log that only
    /// grew. Then no byte is copied.
    /// </summary>
    private bool IsInPlace(long size)
    {
        if (Cached.Array is null)
        {
            return false;
        }

        foreach (var pick in Picks)
        {
            var start = (long)pick.Block * Block.Size;
            var end = Math.Min(start + Block.Size, size);
            if (end > start && !(IsInPlace(pick.Older, end) && IsInPlace(pick.Newer, end)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsInPlace(FileVersion version, long end) =>
        ReferenceEquals(version.After.Array, Cached.Array) && version.Size >= end;

    private FileContent InPlace(int size) => size == Cached.Length ? Cached : new FileContent(Cached.Array!, size);

    private FileContent Compose(int size, StaleSource stale)
    {
        var bytes = new byte[size];
        _ = Cached.CopyTo(0, bytes);
        foreach (var pick in Picks)
        {
            var start = pick.Block * Block.Size;
            if (start < size)
            {
                Patch(pick, start, bytes.AsSpan(start, Math.Min(Block.Size, size - start)), stale);
            }
        }

        return new FileContent(bytes, size);
    }

    /// <summary>As <see cref="Compose"/>, with the pages of the versions where they are as chosen.</summary>
    private FileContent ComposePages(long size, StaleSource stale)
    {
        var pages = Cached.Pages.Cut(size);
        Span<byte> block = stackalloc byte[Block.Size];
        foreach (var pick in Picks)
        {
            var start = (long)pick.Block * Block.Size;
            if (start >= size || (!pick.IsTorn && !pick.ShowsStale && pick.Newer.After == Cached))
            {
                continue;
            }

            if (!pick.IsTorn && pick.Newer.Size >= start + Block.Size && size >= start + Block.Size)
            {
                pages = pages.With(pick.Block, pick.Sector(0).After.PageAt(pick.Block));
                continue;
            }

            var arrived = block[..(int)Math.Min(Block.Size, size - start)];
            Patch(pick, start, arrived, stale);
            pages = pages.With(pick.Block, Page.Of(arrived));
        }

        return new FileContent(pages, size);
    }

    private void Patch(BlockPick pick, long start, Span<byte> block, StaleSource stale)
    {
        for (var sector = 0; sector * Block.SectorSize < block.Length; sector++)
        {
            var offset = sector * Block.SectorSize;
            var target = block.Slice(offset, Math.Min(Block.SectorSize, block.Length - offset));
            var arrived = pick.Sector(sector).Bytes(start + offset, target.Length);
            arrived.CopyTo(target);
            var missing = target[arrived.Length..];
            if (pick.ShowsStale)
            {
                stale.Fill(missing, Number, start + offset + arrived.Length);
            }
            else
            {
                missing.Clear();
            }
        }
    }
}
