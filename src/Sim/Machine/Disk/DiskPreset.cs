using Sim.Machine.Crash;

namespace Sim.Machine.Disk;

/// <summary>
/// What a kind of disk, with its file system, may do to changes that no sync has covered, and what becomes of a sync
/// that fails.
/// <see cref="CrashModel"/> says what each property means; the known kinds are in Presets.
/// </summary>
public sealed partial record DiskPreset
{
    /// <summary>What it is called on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence about it.</summary>
    public required string Summary { get; init; }

    /// <summary>
    /// Changes become durable one after the other, in their order: of the properties below only
    /// <see cref="SplitsWrites"/> matters then.
    /// </summary>
    public required bool InOrder { get; init; }

    /// <summary>
    /// Where changes keep their order: of the last write that arrived perhaps only the first blocks did.
    /// </summary>
    public bool SplitsWrites { get; init; }

    /// <summary>
    /// Operations on names, truncations and sizes become durable in their order, across files and directories; data
    /// have no part in it.
    /// </summary>
    public bool MetadataInOrder { get; init; }

    /// <summary>What else a sync makes durable.</summary>
    public SyncReach SyncReach { get; init; }

    /// <summary>A block may come out with some sectors of one version and the rest of another.</summary>
    public required bool TornBlocks { get; init; }

    /// <summary>Sizes that a file may have which grew from one to another in a single write.</summary>
    public required SizesOnTheWay SizesOnTheWay { get; init; }

    /// <summary>Where inside the size of a file data may be missing.</summary>
    public MissingBytes Missing { get; init; }

    /// <summary>What shows where data are missing.</summary>
    public required StaleBytes Stale { get; init; }

    /// <summary>
    /// Where the metadata keep their order: a rename over another file is not there without the size that the file had
    /// then.
    /// </summary>
    public bool RenameCarriesSize { get; init; }

    /// <summary>What a failed sync does to the page cache, and when it is told.</summary>
    public FailedSync FailedSync { get; init; }

    /// <summary>
    /// A sync becomes true only this many changes after it came back: what a volatile write cache that ignores flushes
    /// may hold. 0 on an honest disk.
    /// </summary>
    public int SyncLag { get; init; }

    /// <summary>
    /// True when a sync that came back is a promise of the disk, be it that an error is told one sync late.
    /// </summary>
    public bool KeepsItsWord => SyncLag == 0;

    /// <summary>
    /// True when a power loss may leave a log that cannot be read to its end: something other than whole changes in
    /// order.
    /// </summary>
    public bool MayLeaveUnreadable => !InOrder;
}

/// <summary>What a sync that came back makes durable besides the data, or the names, of what was synced.</summary>
public enum SyncReach
{
    /// <summary>Nothing else: what POSIX promises.</summary>
    Itself,

    /// <summary>The names that the file was given, and the loss of those it had.</summary>
    ItsNames,

    /// <summary>The metadata of all changes up to the last one that the sync had to have journalled.</summary>
    MetadataBefore,
}

/// <summary>The sizes of a file on the way from one to another.</summary>
public enum SizesOnTheWay
{
    /// <summary>None.</summary>
    None,

    /// <summary>The ends of blocks.</summary>
    BlockEnds,

    /// <summary>Every one.</summary>
    Bytes,
}

/// <summary>
/// Where inside the size of a file data may not have arrived. The blocks of a failed sync are excepted: nothing is
/// known about them.
/// </summary>
public enum MissingBytes
{
    /// <summary>Anywhere: sizes and data have nothing to do with each other.</summary>
    Anywhere,

    /// <summary>
    /// Not at the beginning of a block: that a block belongs to the file is told after its data, and only what was
    /// appended to it later may be missing.
    /// </summary>
    BehindABlocksBeginning,

    /// <summary>Nowhere: the size follows the data.</summary>
    Nowhere,
}

/// <summary>What is found inside a file where its size reached the disk and its bytes did not.</summary>
public enum StaleBytes
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>Zeros, or noise that nobody ever wrote.</summary>
    Noise,

    /// <summary>Zeros, or what the file that was freed last had at that place (noise where there is none).</summary>
    FreedFile,
}

/// <summary>What becomes of the pages that a failed sync was to write.</summary>
public enum FailedSync
{
    /// <summary>
    /// They count as clean: a later sync has nothing to write, and succeeds. The cache shows what was written until it
    /// loses them.
    /// </summary>
    PagesClean,

    /// <summary>They are dirty still: a later sync writes them.</summary>
    PagesDirty,

    /// <summary>The file goes back to what the disk has, its size as well, at once.</summary>
    ContentReverts,

    /// <summary>As <see cref="PagesClean"/>, and the sync comes back with success: the next one tells.</summary>
    ReportedByNextSync,
}

/// <summary>How far sizes on the way are apart.</summary>
internal static class SizeStep
{
    /// <summary>In bytes; 0 when there are none.</summary>
    public static int Step(this SizesOnTheWay sizes) => sizes switch
    {
        SizesOnTheWay.None => 0,
        SizesOnTheWay.BlockEnds => Block.Size,
        SizesOnTheWay.Bytes => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(sizes)),
    };
}
