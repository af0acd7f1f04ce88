using Sim.Machine.Crash;

namespace Sim.Machine.Disk;

/// <summary>
/// The properties of a disk with its file system: what a power loss may do to changes that no sync covers, and the
/// effect of a failed sync. The rules with numbers are those of <see cref="CrashModel"/>.
/// </summary>
public sealed partial record DiskPreset
{
    /// <summary>The name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence about the disk, for listings.</summary>
    public required string Summary { get; init; }

    /// <summary>
    /// Rules O1 to O4: all changes become durable in their order. Of the properties below only
    /// <see cref="SplitsWrites"/>, <see cref="FailedSync"/> and <see cref="SyncLag"/> then have an effect.
    /// </summary>
    public required bool InOrder { get; init; }

    /// <summary>Rule O2: on an ordered disk a power loss may cut a write at the end of a block.</summary>
    public bool SplitsWrites { get; init; }

    /// <summary>
    /// Rules M1 to M5: operations on names, truncations and sizes become durable in their order, across files and
    /// directories. Data are not part of that order.
    /// </summary>
    public bool MetadataInOrder { get; init; }

    /// <summary>Rules Y4 and Y5: what else a sync makes durable.</summary>
    public SyncReach SyncReach { get; init; }

    /// <summary>Rule B2: a block may have some sectors of one version and the rest of another.</summary>
    public required bool TornBlocks { get; init; }

    /// <summary>Rule S2: the sizes that a power loss may leave in the middle of a write.</summary>
    public required SizesOnTheWay SizesOnTheWay { get; init; }

    /// <summary>
    /// Rule S3: a truncation that makes a file longer first writes the block in which it ended, with a size of its own.
    /// </summary>
    public bool FillsLastBlock { get; init; }

    /// <summary>Rule B5: where bytes inside the size of a file may be missing.</summary>
    public MissingBytes Missing { get; init; }

    /// <summary>Rule B4: the bytes that show where data are missing.</summary>
    public required StaleBytes Stale { get; init; }

    /// <summary>
    /// Rule M3, with <see cref="MetadataInOrder"/>: a block that a truncation freed may hold new data although the
    /// truncation is missing.
    /// </summary>
    public bool ReusesFreedBlocks { get; init; }

    /// <summary>
    /// Rule M4, with <see cref="MetadataInOrder"/>: a truncation arrives only with the new end of the block that it
    /// cut.
    /// </summary>
    public bool CutCarriesData { get; init; }

    /// <summary>Rule M5, with <see cref="MetadataInOrder"/>: what arrives with a rename over another file.</summary>
    public RenameCarries RenameCarries { get; init; }

    /// <summary>Rules F1 to F4 and L2: what a failed sync does to the page cache, and which call reports it.</summary>
    public FailedSync FailedSync { get; init; }

    /// <summary>
    /// Rule F5: a block that was new when its sync failed stays unwritten. A later sync of it succeeds and does not
    /// make it durable.
    /// </summary>
    public bool NewBlocksStayUnwritten { get; init; }

    /// <summary>What calls return once the journal has aborted.</summary>
    public JournalAbort JournalAbort { get; init; }

    /// <summary>
    /// Rule Y6: a sync counts only this many changes after it returned, as with a volatile write cache that ignores
    /// flushes. 0 on an honest disk.
    /// </summary>
    public int SyncLag { get; init; }

    /// <summary>
    /// True when the changes that a successful sync covered are durable. An error may still be reported one sync late.
    /// </summary>
    public bool KeepsItsWord => SyncLag == 0;

    /// <summary>
    /// True when a power loss may leave something other than whole changes in order, such as a log that cannot be read
    /// to its end.
    /// </summary>
    public bool MayLeaveUnreadable => !InOrder;
}

/// <summary>What a successful sync makes durable in addition to the file's bytes, or the directory's names.</summary>
public enum SyncReach
{
    /// <summary>Nothing else: the promise of POSIX (rule Y3).</summary>
    Itself,

    /// <summary>Rule Y4: the operations that gave the file a name.</summary>
    ItsNames,

    /// <summary>Rule Y5: the metadata of all changes up to the last one that the sync had to journal.</summary>
    MetadataBefore,
}

/// <summary>Rule S2: the sizes that a power loss may leave in the middle of a write.</summary>
public enum SizesOnTheWay
{
    /// <summary>None.</summary>
    None,

    /// <summary>Every multiple of the block size.</summary>
    BlockEnds,

    /// <summary>Every size in bytes.</summary>
    Bytes,
}

/// <summary>
/// Rule B5: where bytes inside the size of a file may be missing. Rule B6 excepts the blocks of a failed sync.
/// </summary>
public enum MissingBytes
{
    /// <summary>Anywhere: sizes and data are independent.</summary>
    Anywhere,

    /// <summary>
    /// In blocks before the last one, and behind the first byte of the last one. A block becomes part of the file after
    /// its first data; bytes appended to it later may be missing.
    /// </summary>
    BehindABlocksBeginning,

    /// <summary>In blocks before the last one: the size moves to the end of a piece of data when that
    /// arrives.</summary>
    InEarlierBlocks,

    /// <summary>
    /// In any block, if data of another one arrived: the size moves to the end of the file when any of its data arrive.
    /// </summary>
    BesideOtherData,
}

/// <summary>Rule M5: what is there of a file that a rename has put in the place of another one.</summary>
public enum RenameCarries
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>Its size.</summary>
    Size,

    /// <summary>Its size, and at least the first byte of each of its blocks.</summary>
    Data,
}

/// <summary>Rule B4: the bytes that show inside a file where its size arrived and its data did not.</summary>
public enum StaleBytes
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>Zeros, or noise that no program ever wrote.</summary>
    Noise,

    /// <summary>Zeros, or the bytes of the file that was freed last (noise where it has none).</summary>
    FreedFile,
}

/// <summary>The state of the pages that a failed sync did not write.</summary>
public enum FailedSync
{
    /// <summary>
    /// Rule F1: they are clean. A later sync has nothing to write and succeeds. The cache shows the new content until
    /// it drops the pages.
    /// </summary>
    PagesClean,

    /// <summary>Rule F3: they stay dirty, and a later sync writes them.</summary>
    PagesDirty,

    /// <summary>Rule L2: the cached file goes back to the content and size on the disk, at once.</summary>
    ContentReverts,

    /// <summary>As <see cref="PagesClean"/>, but the sync returns success and the next one reports the error.</summary>
    ReportedByNextSync,

    /// <summary>As <see cref="PagesClean"/>, but the cache does not drop the pages: the journal has them.</summary>
    InJournal,
}

/// <summary>
/// What calls return after an error in the journal of the file system, until the next mount. Nothing becomes durable
/// any more.
/// </summary>
public enum JournalAbort
{
    /// <summary>Syncs, the first one too, and calls that change something return EROFS.</summary>
    ReadOnly,

    /// <summary>
    /// The first sync returns EIO. Calls that change something return EROFS. Until one of them has, syncs succeed
    /// without an effect; then they return EROFS.
    /// </summary>
    NoticedByChanges,

    /// <summary>
    /// The first sync returns EIO. Calls that change something and syncs of what was written return EROFS. Other syncs
    /// succeed.
    /// </summary>
    CleanSyncsSucceed,

    /// <summary>Every call returns EIO, also one that reads.</summary>
    ShutDown,
}

/// <summary>The distance between two sizes on the way.</summary>
internal static class SizeStep
{
    /// <summary>The distance in bytes; 0 when there are no sizes on the way.</summary>
    public static int Step(this SizesOnTheWay sizes) => sizes switch
    {
        SizesOnTheWay.None => 0,
        SizesOnTheWay.BlockEnds => Block.Size,
        SizesOnTheWay.Bytes => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(sizes)),
    };
}
