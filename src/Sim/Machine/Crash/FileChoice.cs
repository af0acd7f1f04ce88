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
}

/// <summary>The content of one file in an image.</summary>
internal sealed class FileChoice
{
    public FileChoice(FileHistory file, int size, BlockPick[] picks, StaleSource stale)
    {
        Number = file.Number;
        Cached = file.Cached;
        Picks = picks;
        Content = IsInPlace(size) ? InPlace(size) : Compose(size, stale);
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
    private bool IsInPlace(int size)
    {
        foreach (var pick in Picks)
        {
            var start = pick.Block * Block.Size;
            var end = Math.Min(start + Block.Size, size);
            if (end > start && !(IsInPlace(pick.Older, end) && IsInPlace(pick.Newer, end)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsInPlace(FileVersion version, int end) =>
        ReferenceEquals(version.After.Array, Cached.Array) && version.Size >= end;

    private FileContent InPlace(int size) => size == Cached.Length ? Cached : new FileContent(Cached.Array, size);

    private FileContent Compose(int size, StaleSource stale)
    {
        var bytes = new byte[size];
        Cached.Span[..Math.Min(size, Cached.Length)].CopyTo(bytes);
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

    private void Patch(BlockPick pick, int start, Span<byte> block, StaleSource stale)
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
