namespace Sim.Machine.Disk;

/// <content>
/// The known kinds. Where a claim has a source it is named: [man] the Linux manual pages open(2), fsync(2), rename(2), close(2); [ext4]
/// Documentation/admin-guide/ext4.rst of the kernel; [ALICE] Pillai and others, "All File Systems Are Not Created Equal", OSDI 2014, whose
/// table of persistence properties says what file systems were seen to reorder and to tear; [fsync] Rebello and others, "Can Applications
/// Recover from fsync Failures?", ATC 2020, which says what becomes of the pages. What is said of a file system's code is said of Linux 4.x to 6.x.
/// </content>
public sealed partial record DiskPreset
{
    /// <summary>Ordered and atomic: what a programmer would like a disk to be. A failed sync has done nothing, and the next one does it.</summary>
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
    /// ext4 with data=ordered, its default. The journal keeps names, truncations and sizes in their order, and an fsync commits
    /// everything in it [ext4: one transaction takes the updates of many calls; ALICE: operations on directories stay in order]. Data of
    /// newly allocated blocks are written before the transaction that makes them part of the file [ext4: data=ordered]; but with delayed
    /// allocation that happens late, so a name may be there long before the data [ALICE: an append may be missing where a later call is not], except that a
    /// rename over another file allocates the blocks of the new one first [ext4: auto_da_alloc]. What is appended inside a block that the file
    /// has already changes the size in the journal at once, and its data are not waited for (ext4_da_write_end): zeros at
    /// the end. Overwriting happens in place, torn at a sector [ALICE: not even one block is overwritten atomically]. After a
    /// failed fsync the pages are clean, hold the new content until they are evicted, and the next fsync succeeds [fsync].
    /// </summary>
    public static DiskPreset Ext4Ordered { get; } = new()
    {
        Name = "ext4-ordered",
        Summary = "names and sizes in their order, new blocks before the size that shows them, zeros where the end of a block is late",
        InOrder = false,
        MetadataInOrder = true,
        SyncReach = SyncReach.MetadataBefore,
        TornBlocks = true,
        SizesOnTheWay = SizesOnTheWay.BlockEnds,
        Missing = MissingBytes.BehindABlocksBeginning,
        Stale = StaleBytes.Zeros,
        RenameCarriesSize = true,
    };

    /// <summary>
    /// ext4 with data=writeback: the journal as in <see cref="Ext4Ordered"/>, but data are not ordered with it in any way, so that old bytes of the disk may
    /// show in a file after a crash, and a rename carries no data [ext4: data=writeback]. What a failed fsync does is as
    /// in the ordered mode [fsync].
    /// </summary>
    public static DiskPreset Ext4Writeback { get; } = Ext4Ordered with
    {
        Name = "ext4-writeback",
        Summary = "names and sizes in their order, data in none: junk may show where they are late",
        Missing = MissingBytes.Anywhere,
        Stale = StaleBytes.Noise,
        RenameCarriesSize = false,
    };

    /// <summary>
    /// ext4 with data=journal: data go through the journal too, so everything keeps its order [ext4: data=journal]; a write is split at
    /// the ends of blocks, which may come to lie in two transactions [ALICE: writes of several blocks are not atomic, in any mode]. Delayed allocation is
    /// off in this mode. An error is told one fsync late: the first one has written the journal only, what fails is the write to the final place [fsync].
    /// That a block which failed there is lost for good once its journal space is used again is not modelled:
    /// the changes stay open until a later sync, and that one covers them.
    /// </summary>
    public static DiskPreset Ext4Journal { get; } = new()
    {
        Name = "ext4-journal",
        Summary = "changes become durable in their order, a write block after block; an error is told one fsync late",
        InOrder = true,
        SplitsWrites = true,
        TornBlocks = false,
        SizesOnTheWay = SizesOnTheWay.BlockEnds,
        Stale = StaleBytes.Zeros,
        FailedSync = FailedSync.ReportedByNextSync,
    };

    /// <summary>
    /// XFS. One log keeps the metadata in their order, and an fsync forces it up to the last change of the file [ALICE]. The size on
    /// the disk is moved only when the data before it have been written (xfs_setfilesize, at the end of the I/O), so no byte inside the size is missing; but
    /// nothing is done for a rename, which may be there with an empty file. Overwriting happens in place. After a failed fsync the
    /// pages are clean and keep the new content [fsync].
    /// </summary>
    public static DiskPreset Xfs { get; } = Ext4Ordered with
    {
        Name = "xfs",
        Summary = "names and sizes in their order, and the size only behind the data; a rename may show an empty file",
        Missing = MissingBytes.Nowhere,
        RenameCarriesSize = false,
    };

    /// <summary>
    /// Btrfs. A transaction is committed as a whole, so that what time alone makes durable is in order; but an fsync writes a log of its
    /// own for that file or directory, so its names overtake those of others [ALICE: the one file system but ext2 that reorders operations on
    /// directories]: the file's own names are in that log, so a new file needs no fsync of its directory. Data are copied on write, so a block is not torn
    /// [ALICE], and the size follows the data. (That a rename over another file waited for the data was given up in Linux 3.17.) A failed fsync
    /// takes the file back to what the disk has, in the cache too, and a descriptor's offset stays behind the new end [fsync].
    /// </summary>
    public static DiskPreset Btrfs { get; } = Xfs with
    {
        Name = "btrfs",
        Summary = "as xfs, without torn blocks; an fsync overtakes the names of other files; a failed one takes the cached content back",
        SyncReach = SyncReach.ItsNames,
        TornBlocks = false,
        FailedSync = FailedSync.ContentReverts,
    };

    /// <summary>
    /// The weakest thing that POSIX allows, with an atomic rename: an fsync covers what was synced, and a new name only that of its directory
    /// [man: fsync(2)]. Everything that the other kinds leave, the lying one apart, this may leave as well.
    /// </summary>
    public static DiskPreset PosixWeak { get; } = new()
    {
        Name = "posix-weak",
        Summary = "what no sync has covered may arrive in any part and any order; rename is atomic",
        InOrder = false,
        TornBlocks = true,
        SizesOnTheWay = SizesOnTheWay.Bytes,
        Stale = StaleBytes.Noise,
    };

    /// <summary>
    /// As <see cref="PosixWeak"/> on a kernel that keeps pages dirty which could not be written, as FreeBSD's does: the next fsync tries again, and when it succeeds all
    /// is well. What a program does that believes no fsync after a failed one must be right here too.
    /// </summary>
    public static DiskPreset Redirty { get; } = PosixWeak with
    {
        Name = "redirty",
        Summary = "posix-weak, with pages that stay dirty when a sync has failed",
        FailedSync = FailedSync.PagesDirty,
    };

    /// <summary>
    /// As <see cref="PosixWeak"/> on a drive whose volatile cache acknowledges a flush and goes on holding what was to be flushed: its last changes may be lost whatever was
    /// synced. No program can keep a promise about a power loss on it; the contract of the explorer says what is left.
    /// </summary>
    public static DiskPreset LyingDisk { get; } = PosixWeak with
    {
        Name = "lying-disk",
        Summary = "posix-weak, with syncs that come back before anything is durable",
        SyncLag = 64,
    };

    /// <summary>
    /// As <see cref="PosixWeak"/>, but what shows where data never arrived are bytes of a freed file. The old log has
    /// well-formed commands in it, and a log without checksums cannot tell them from its own: no program can keep the
    /// contract on this disk. It is here to show that.
    /// </summary>
    public static DiskPreset PosixStale { get; } = PosixWeak with
    {
        Name = "posix-stale",
        Summary = "posix-weak, with old files showing through where data never arrived",
        Stale = StaleBytes.FreedFile,
    };

    /// <summary>The preset of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static DiskPreset Named(string name) =>
        Every.FirstOrDefault(preset => preset.Name == name) ?? throw new ArgumentException($"There is no disk preset '{name}'.", nameof(name));

    /// <summary>
    /// The presets that a seed chooses from: on each of them the contract of the explorer has to hold. <see cref="PosixStale"/> is none of them: a
    /// freed log that shows through is made of commands that were once written, so that what comes back is
    /// neither right nor recognisably wrong, to the loader and to any judge who sees bytes only.
    /// </summary>
    public static IReadOnlyList<DiskPreset> All { get; } =
        [Ideal, Ext4Ordered, Ext4Writeback, Ext4Journal, Xfs, Btrfs, Redirty, PosixWeak, LyingDisk];

    /// <summary>Every preset.</summary>
    public static IReadOnlyList<DiskPreset> Every { get; } = [.. All, PosixStale];
}
