namespace Sim.Machine.Disk;

/// <summary>The units of a disk and of its page cache.</summary>
internal static class Block
{
    /// <summary>The unit of the page cache (rule B1), in bytes: a page of x86 and ARM Linux.</summary>
    public const int Size = 4096;

    /// <summary>The unit that a disk writes atomically (rule B2), in bytes: a classic sector.</summary>
    public const int SectorSize = 512;

    /// <summary>Sectors in a block.</summary>
    public const int Sectors = Size / SectorSize;

    /// <summary>The end of the block in which a file of that size ends, in bytes.</summary>
    public static long EndOf(long size) => (size + Size - 1) / Size * Size;
}
