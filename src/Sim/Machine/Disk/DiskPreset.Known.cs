namespace Sim.Machine.Disk;

/// <content>
/// The known disks. Claims about code are about Linux 4.x to 6.x. "Seen" means: recorded with a real kernel of that
/// version (tests/Scenarios/Kernels), and checked by a test. Other sources:
/// [man] the Linux manual pages open(2), fsync(2), rename(2), close(2);
/// [ext4] Documentation/admin-guide/ext4.rst of the kernel;
/// [ALICE] Pillai and others, "All File Systems Are Not Created Equal", OSDI 2014: which file systems reorder and tear;
/// [fsync] Rebello and others, "Can Applications Recover from fsync Failures?", ATC 2020: pages after a failed fsync.
/// </content>
public sealed partial record DiskPreset
{
    /// <summary>
    /// An ideal disk: ordered and atomic. A failed sync has no effect, and the next one writes the same pages.
    /// </summary>
    public static DiskPreset Ideal { get; } = new()
    {
        Name = "ideal",
        Summary = "changes become durable in their order, each as a whole",
        InOrder = true,
        TornBlocks = false,
        SizesOnTheWay = SizesOnTheWay.None,
        Stale = StaleBytes.Zeros,
        FailedSync = FailedSync.PagesDirty,
    };

    /// <summary>
    /// <para>ext4 with data=ordered, its default, on Linux 5.6 and later.</para>
    /// <para>The journal keeps names, truncations and sizes in their order, and an fsync commits everything in it
    /// [ext4: one transaction has the updates of many calls; ALICE: operations on directories stay in order].</para>
    /// <para>Since 5.6 dioread_nolock is the default where blocks are as large as pages. New blocks are then unwritten
    /// extents, and the transaction that has the size does not wait for them. So the size may show zeros, in whole
    /// blocks too. Delayed allocation writes data late, so a name may arrive long before the data. A rename over
    /// another file allocates the blocks first and brings the size (auto_da_alloc), but not the data: the file may be
    /// all zeros [seen on 6.1 and 6.18].</para>
    /// <para>The new end of a cut block is written before the truncation [seen on 6.1 and 6.18].</para>
    /// <para>An overwrite happens in place and may tear at a sector [ALICE: not even one block is overwritten
    /// atomically].</para>
    /// <para>After a failed fsync the pages are clean and hold the new content until they are evicted. The next fsync
    /// succeeds [fsync; seen on 6.1 and 6.18]. A block that was new stays an unwritten extent, and its cached page does
    /// not know: what is written to it later and synced with success is zeros after a power loss [seen on 6.18].</para>
    /// <para>When the journal meets an error it aborts. Only a call that changes something notices that, so until then
    /// an fsync of another file succeeds and the size that it should have made durable is lost [seen on 6.18].</para>
    /// </summary>
    public static DiskPreset Ext4Ordered { get; } = new()
    {
        Name = "ext4-ordered",
        Summary = "names and sizes in their order; zeros where data are late, even after a rename",
        InOrder = false,
        MetadataInOrder = true,
        SyncReach = SyncReach.MetadataBefore,
        TornBlocks = true,
        SizesOnTheWay = SizesOnTheWay.BlockEnds,
        Stale = StaleBytes.Zeros,
        CutCarriesData = true,
        RenameCarries = RenameCarries.Size,
        NewBlocksStayUnwritten = true,
        JournalAbort = JournalAbort.NoticedByChanges,
    };

    /// <summary>
    /// ext4 with data=ordered before Linux 5.6, or with the mount option dioread_lock. Data of new blocks are written
    /// before the transaction that makes them part of the file [ext4: data=ordered], so only a block that no data have
    /// reached is zeros, and none after a rename over another file [ext4: auto_da_alloc; seen on 6.18]. An append
    /// inside an existing block changes the size at once, so zeros may stand at the end.
    /// </summary>
    public static DiskPreset Ext4DioreadLock { get; } = Ext4Ordered with
    {
        Name = "ext4-dioread-lock",
        Summary = "ext4-ordered before Linux 5.6: new blocks before the size that shows them, and with a rename",
        Missing = MissingBytes.BehindABlocksBeginning,
        RenameCarries = RenameCarries.Data,
        NewBlocksStayUnwritten = false,
    };

    /// <summary>
    /// ext4 with data=writeback. The journal is as in <see cref="Ext4Ordered"/>, but data have no order: a cut block
    /// may be old, and a freed block may have new data before its truncation is there. Where data are late zeros show,
    /// by dioread_nolock; bytes of freed files show with dioread_lock only [seen on 6.18]. A rename brings the size
    /// here too. A failed fsync is as in the ordered mode [fsync].
    /// </summary>
    public static DiskPreset Ext4Writeback { get; } = Ext4Ordered with
    {
        Name = "ext4-writeback",
        Summary = "as ext4-ordered, but a truncation and the data around it arrive in any order",
        ReusesFreedBlocks = true,
        CutCarriesData = false,
    };

    /// <summary>
    /// <para>ext4 with data=journal. Data go through the journal too, so all changes keep their order [ext4:
    /// data=journal]. A write is split at the ends of blocks, because its blocks may be in two transactions [ALICE:
    /// writes of several blocks are not atomic, in any mode]. Delayed allocation is off in this mode.</para>
    /// <para>An fsync writes the journal and then the final place. An error there is reported at once, the next fsync
    /// succeeds, and the journal still has the block [seen on 6.18]. Not modelled: such a block is lost for good once
    /// its journal space is used again, and until the next mount the old one shows when the cache has dropped it. Here
    /// the changes stay open until a later sync covers them.</para>
    /// <para>Data go to the journal first, so most errors abort it. Then every call that changes something, and every
    /// fsync, returns EROFS, the first one too [seen on 6.18].</para>
    /// </summary>
    public static DiskPreset Ext4Journal { get; } = new()
    {
        Name = "ext4-journal",
        Summary = "changes become durable in their order, a write block after block",
        InOrder = true,
        SplitsWrites = true,
        TornBlocks = false,
        SizesOnTheWay = SizesOnTheWay.BlockEnds,
        Stale = StaleBytes.Zeros,
        FailedSync = FailedSync.InJournal,
    };

    /// <summary>
    /// <see cref="Ext4Journal"/> on Linux 6.1 and earlier. An fsync writes the journal only. The write to the final
    /// place fails later, and the fsync after that reports it [fsync, for 5.2; seen on 6.1]. An abort of the journal is
    /// noticed as in the ordered mode [seen on 6.1].
    /// </summary>
    public static DiskPreset Ext4JournalLate { get; } = Ext4Journal with
    {
        Name = "ext4-journal-6.1",
        Summary = "ext4-journal up to Linux 6.1: an error is reported one fsync late",
        FailedSync = FailedSync.ReportedByNextSync,
        JournalAbort = JournalAbort.NoticedByChanges,
    };

    /// <summary>
    /// XFS. One log keeps the metadata in their order, and an fsync forces it up to the last change of the file
    /// [ALICE]. The size on the disk moves to the end of each piece of data that is written (xfs_setfilesize, at the
    /// end of the I/O). Pieces may overtake each other, so a block before the last one may be missing [seen on 6.1 and
    /// 6.18]. A rename does not wait for data, so it may show an empty file. A truncation and the new end of the block
    /// that it cuts arrive in any order [seen on 6.1 and 6.18]. A truncation that makes the file longer first writes
    /// the block in which the file ended (xfs_setattr_size), so the size may be the end of that block [seen on 6.18].
    /// An overwrite happens in place. After a failed fsync the
    /// pages are clean and keep the new content [fsync; seen on 6.18]. When the log meets an error the file system
    /// shuts down: every call returns EIO [seen on 6.1 and 6.18].
    /// </summary>
    public static DiskPreset Xfs { get; } = Ext4Ordered with
    {
        Name = "xfs",
        Summary = "names and sizes in their order, and a size only with the data before it, block by block; a rename "
            + "may show an empty file",
        Missing = MissingBytes.InEarlierBlocks,
        FillsLastBlock = true,
        CutCarriesData = false,
        RenameCarries = RenameCarries.Nothing,
        NewBlocksStayUnwritten = false,
        JournalAbort = JournalAbort.ShutDown,
    };

    /// <summary>
    /// <para>Btrfs. A transaction is committed as a whole, so the periodic commits keep the order. An fsync writes a
    /// separate log for its file or directory, so its names may arrive before others [ALICE: of all file systems only
    /// this one and ext2 reorder operations on directories]. That log has the own names of the file or directory and
    /// the new directories above it, so a new file needs no fsync of its directory. It also has the rename of another
    /// file that had such a name before [seen on 6.18].</para>
    /// <para>Data are copied on write, so a block is not torn [ALICE]. The size moves with each piece of data, to the
    /// end that the file has then, so a later block may be missing too (no-holes, the default of mkfs since 5.15:
    /// btrfs_inode_safe_disk_i_size_write; seen on 6.18). Since Linux 3.17 a rename over another file does not wait for
    /// the data.</para>
    /// <para>A failed fsync leaves the cache as ext4 does. When the superblock cannot be written, calls that change
    /// something return EROFS, and an fsync of a file without changes succeeds [seen on 6.18].</para>
    /// </summary>
    public static DiskPreset Btrfs { get; } = Xfs with
    {
        Name = "btrfs",
        Summary = "as xfs, without torn blocks; an fsync overtakes the names of other files",
        SyncReach = SyncReach.ItsNames,
        TornBlocks = false,
        Missing = MissingBytes.BesideOtherData,
        FillsLastBlock = false,
        JournalAbort = JournalAbort.CleanSyncsSucceed,
    };

    /// <summary>
    /// <see cref="Btrfs"/> on Linux 5.2. A failed fsync takes the cached file back to the content on the disk. The
    /// offset of a descriptor stays behind the new end [fsync]. Linux 6.1 still takes the content back, and no longer
    /// the size [seen].
    /// </summary>
    public static DiskPreset BtrfsReverting { get; } = Btrfs with
    {
        Name = "btrfs-5.2",
        Summary = "btrfs of Linux 5.2: a failed fsync takes the cached content back",
        FailedSync = FailedSync.ContentReverts,
    };

    /// <summary>
    /// The weakest disk that POSIX allows, with an atomic rename. The fsync of a file covers the file; only the fsync
    /// of its directory covers its name [man: fsync(2)]. It may leave every image that the other disks may leave,
    /// except the lying one.
    /// </summary>
    public static DiskPreset PosixWeak { get; } = new()
    {
        Name = "posix-weak",
        Summary = "what no sync has covered may arrive in any part and any order; rename is atomic",
        InOrder = false,
        TornBlocks = true,
        SizesOnTheWay = SizesOnTheWay.Bytes,
        FillsLastBlock = true,
        Stale = StaleBytes.Noise,
        NewBlocksStayUnwritten = true,
        JournalAbort = JournalAbort.NoticedByChanges,
    };

    /// <summary>
    /// As <see cref="PosixWeak"/>, on a kernel that keeps pages dirty after a failed write, such as FreeBSD's. The next
    /// fsync writes them again. A program that trusts no fsync after a failed one must be correct here too.
    /// </summary>
    public static DiskPreset Redirty { get; } = PosixWeak with
    {
        Name = "redirty",
        Summary = "posix-weak, with pages that stay dirty when a sync has failed",
        FailedSync = FailedSync.PagesDirty,
        NewBlocksStayUnwritten = false,
    };

    /// <summary>
    /// As <see cref="PosixWeak"/>, on a drive whose volatile cache acknowledges a flush before it writes. Its last
    /// changes may be lost although they were synced. No program can promise durability on it.
    /// </summary>
    public static DiskPreset LyingDisk { get; } = PosixWeak with
    {
        Name = "lying-disk",
        Summary = "posix-weak, with syncs that come back before anything is durable",
        SyncLag = 64,
    };

    /// <summary>
    /// As <see cref="PosixWeak"/>, but bytes of a freed file show where data are missing. An old log has well-formed
    /// commands in it, and a log without checksums cannot distinguish them from its own. So no such log is safe on this
    /// disk. It is here to demonstrate that.
    /// </summary>
    public static DiskPreset PosixStale { get; } = PosixWeak with
    {
        Name = "posix-stale",
        Summary = "posix-weak, with old files showing through where data never arrived",
        Stale = StaleBytes.FreedFile,
    };

    /// <summary>The preset of a name.</summary>
    /// <exception cref="ArgumentException">There is no preset of that name.</exception>
    public static DiskPreset Named(string name) =>
        Every.FirstOrDefault(preset => preset.Name == name)
        ?? throw new ArgumentException(
            $"There is no disk preset '{name}'; there are {string.Join(", ", Every.Select(disk => disk.Name))}.",
            nameof(name));

    /// <summary>
    /// The presets that a seed of the explorer draws. <see cref="PosixStale"/> is not among them: it shows commands
    /// that were once written, so the result is neither right nor recognisably wrong. Nor is
    /// <see cref="Ext4DioreadLock"/>: <see cref="Ext4Ordered"/> may leave all that it may leave. The other dated ones
    /// differ in what a failed sync leaves, and are drawn where syncs fail.
    /// </summary>
    public static IReadOnlyList<DiskPreset> All { get; } =
        [Ideal, Ext4Ordered, Ext4Writeback, Ext4Journal, Xfs, Btrfs, Redirty, PosixWeak, LyingDisk];

    /// <summary>Every preset.</summary>
    public static IReadOnlyList<DiskPreset> Every { get; } =
        [.. All, Ext4DioreadLock, Ext4JournalLate, BtrfsReverting, PosixStale];
}
