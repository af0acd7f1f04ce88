namespace Sim.Disk;

/// <summary>A file as it was cached after one of its changes.</summary>
/// <param name="after">The whole content; a block of it is one version of that block.</param>
/// <param name="change">The index of the change in the journal; -1 for what was there before the history of the block or size began.</param>
/// <param name="grownFrom">The size before, when this was a write that made the file longer; -1 otherwise.</param>
internal sealed class FileVersion(FileContent after, int change, int grownFrom)
{
    public FileContent After { get; } = after;

    public int Change { get; } = change;

    public int GrownFrom { get; } = grownFrom;

    public int Size => After.Length;

    /// <summary>The bytes of this version from an offset on, at most so many; fewer, or none, where the file was shorter.</summary>
    public ReadOnlySpan<byte> Bytes(int offset, int count) =>
        offset >= After.Length ? default : After.Span.Slice(offset, Math.Min(count, After.Length - offset));
}

/// <summary>A block of which more than one version may be on the disk.</summary>
internal sealed class OpenBlock(int index)
{
    /// <summary>The unit in which the page cache writes back, in bytes: a page of x86 and ARM Linux.</summary>
    public const int Size = 4096;

    /// <summary>The unit that a disk writes as a whole, in bytes: a classic sector.</summary>
    public const int SectorSize = 512;

    /// <summary>Sectors in a block.</summary>
    public const int Sectors = Size / SectorSize;

    public int Index { get; } = index;

    public int Start => Index * Size;

    /// <summary>The versions that may be on the disk, oldest first; the last one is what is cached.</summary>
    public List<FileVersion> Versions { get; } = [];

    public FileVersion Oldest => Versions[0];

    public FileVersion Newest => Versions[^1];
}
