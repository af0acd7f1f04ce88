namespace Sim.Machine.Disk;

/// <summary>Sizes of what a disk and its page cache move as a whole.</summary>
internal static class Block
{
    /// <summary>The unit in which the page cache writes back, in bytes: a page of x86 and ARM Linux.</summary>
    public const int Size = 4096;

    /// <summary>The unit that a disk writes as a whole, in bytes: a classic sector.</summary>
    public const int SectorSize = 512;

    /// <summary>Sectors in a block.</summary>
    public const int Sectors = Size / SectorSize;
}
