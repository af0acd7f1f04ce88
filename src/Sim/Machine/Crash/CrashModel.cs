using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

// WHAT A CRASH MAY LEAVE: THE RULES
//
// These rules are the specification. Code that implements a rule cites its number. An independent model in the tests
// implements the same rules (tests/Scenarios/Disk/Reference*.cs). Words in parentheses are properties of DiskPreset.
//
// Crash
//   C1  A crash happens after some number of changes in the journal: its position.
//   C2  Killing a process keeps the page cache. Write "a", kill: the file holds "a".
//   C3  A power loss leaves what reached the disk. The parts below come out independently of each other, unless a rule
//       ties them. Write to x, write to y: the second may be there without the first.
//
// Blocks of 4096 bytes
//   B1  A block has one version from before its first change, and one after each change that touched it. It holds any
//       version since the last completed sync that covers it. "a", sync, "b", "c": it holds "a", "b" or "c".
//   B2  A block may be torn (TornBlocks): some sectors of 512 bytes have one version, the others have one older
//       version. Sectors 1 1 become 2 2: the disk may hold 1 2 or 2 1.
//   B3  A truncation changes the blocks that it cuts, and it may be missing. "abc" cut to "a": still "abc", perhaps.
//   B4  A byte inside the size is missing when the version of its sector is too short. It then shows zero or stale
//       bytes (Stale), the same for a whole block. The size of "ab" arrives, its data do not: two zeros, or two junk
//       bytes.
//   B5  Missing says where bytes may be missing. InEarlierBlocks: the size moves when data arrive, so the last block is
//       not older than the write (or by S3 the truncation) that gave the size, or has every byte inside it; blocks
//       before it may be missing.
//       BehindABlocksBeginning: of the last block only the first byte must be there. 0 grows to 10000, and only the
//       last block arrives: 8192 zeros and 1808 bytes.
//       BesideOtherData: the size moves to the end of the file when any data arrive, so the last block may be missing
//       beside another one that is not the oldest. 0 grows to 10000, and only the first block arrives: 4096 bytes and
//       5904 zeros.
//   B6  B5 does not apply to a size that a truncation gave, nor to a block on which a sync failed, nor where no version
//       is long enough.
//
// Size of a file
//   S1  The size is any size since the last completed sync. 1, sync, 5, 9: it is 1, 5 or 9.
//   S2  A write that made the file longer may leave a size on the way (SizesOnTheWay). BlockEnds, 0 grows to 10000:
//       0, 4096, 8192 or 10000.
//   S3  A truncation that makes the file longer may first write the block in which the file ended (FillsLastBlock). The
//       size may then be the end of that block. With MetadataInOrder only if all metadata before the truncation are
//       there and the truncation is not. 100 grows to 10000: 100, 4096 or 10000.
//
// Names
//   N1  An operation on names may be missing until a sync covers it in its directory. Create a, create b: b alone,
//       perhaps.
//   N2  The operations that are there took effect in their order. Create a, unlink a, both there: no a.
//   N3  A rename removes one name and sets another: both or neither. Rename a to b, a durable: the file has one of the
//       two.
//   N4  A rename sets the inode that it moved, even when the inode's earlier name was lost. Rename a to b, b to c, and
//       the first is missing: a and c lead to the same inode.
//   N5  A rename between two directories is settled once one of them was synced: by N3 it is there as a whole. With
//       SyncReach.ItsNames the sync of the new directory settles the new name only. Rename a/f to b/f, fsync b: b/f is
//       durable, and a/f may lead to the same inode.
//   N6  A file without a name is gone. The creation of a is missing: so are the bytes of a.
//
// Order of metadata (MetadataInOrder)
//   M1  The journal has one place up to which metadata are there: all operations on names before it, and none after it
//       unless a sync has settled it. Create a, create b: b is there only with a.
//   M2  A size comes from before that place, and is not older than the last truncation before it. It may be older than
//       the last write before it, because the size of a write arrives late.
//   M3  A block that a truncation freed is not older than the truncation if that is there, and not newer if it is not,
//       unless freed blocks are used again at once (ReusesFreedBlocks). "a" cut to nothing, "b" written, the cut is
//       missing: the block does not hold "b".
//   M4  A block that a truncation cut is not older than the truncation either, if the cut carries its data
//       (CutCarriesData). "ab" cut to "a", "c" appended, the size of both is there: not "abc". A commit in the middle
//       of the truncation leaves its size only: the block may be older when no later metadata and no later size are
//       there. "a" changed to "b", "bc" cut to "b": it may be "a".
//   M5  A rename over another file may carry the size (RenameCarries): if the rename is there, the size of the moved
//       file is not older than the rename. If it carries the data too, each of its blocks has at least its first byte.
//
// Sync
//   Y1  A sync covers what was issued on its inode before it began, and counts once it has returned. Begin, write,
//       return: the write is not covered.
//   Y2  The sync of a file covers its bytes and its size, longer or shorter. So does fdatasync: times and modes, which
//       it leaves out, are not modelled.
//   Y3  The sync of a directory covers the names in it. The sync of a file does not cover the name of the file.
//   Y4  With SyncReach.ItsNames the sync of a file or directory also settles the operations that gave it a name, and
//       the creation of the directories above it; fdatasync settles no rename. Mkdir d, create d/a, fsync d/a: d/a is
//       durable. Mkdir d, fsync d: so is d. It settles a rename that took the name from another inode too, if what
//       gave that inode the name is there: the inode would be lost. Rename a to b, create a, fsync a: b is durable.
//   Y5  With SyncReach.MetadataBefore the place of M1 is not before the last change that the sync had to journal: an
//       operation on the names in its inode, the creation of the inode, a change of its size. For fsync also its rename
//       or unlink, and every write to it. Create a, create b, fsync b: a is durable too.
//   Y6  On a disk that lies (SyncLag) a sync counts only after so many more changes. A later failed sync does not take
//       that back: it had nothing of it to write.
//
// Failed sync
//   F1  A failed sync leaves clean what it would have covered. Each part may have arrived or not, and no later sync
//       settles it, because there is nothing left to write. Write, fsync fails, fsync succeeds: the write may be
//       missing.
//   F2  When a block (a size, a name) was changed again, a later sync that covers the new change settles it.
//   F3  If the pages stay dirty (FailedSync.PagesDirty), the failed sync changes nothing.
//   F4  A journal of metadata continues: Y5 holds for the next sync that returns success.
//   F5  A block that was new when its sync failed may stay unwritten (NewBlocksStayUnwritten): no later sync settles
//       it, until a truncation frees it or the cache drops it. Append, fsync fails, overwrite, fsync succeeds: zeros.
//   F6  After an abort of the journal no sync settles anything.
//
// Lost pages
//   L1  The cache may drop pages that a failed sync left clean. It then reads them from the disk; here that is always
//       the oldest version that may be there.
//   L2  With FailedSync.ContentReverts the cache drops them at once, and the size goes back too.
//   L3  Content that was read from the disk is settled: a later power loss leaves it.
//
// Disks that keep the order (InOrder); these replace B, S, N, M and F
//   O1  The disk holds the state after the first j changes, for any j up to the position. Write x, write y: y only with
//       x.
//   O2  Of the next change, when it is a write, the blocks before some block may be there (SplitsWrites).
//   O3  j is not before the last change that a completed sync made durable: a change of the bytes, the size or the
//       names of its inode, or one that Y5 names. Write x, write y, fsync y: both are durable.
//   O4  A failed sync settles nothing.

/// <summary>
/// Computes what a crash may leave on a disk from the journal. The comment at the head of this file numbers the rules.
/// </summary>
public sealed class CrashModel
{
    private readonly DiskImage initial;
    private readonly Journal journal;
    private readonly Dictionary<ulong, int> known = [];
    private CrashState state;
    private CrashState? lagging;

    /// <summary>Starts at position 0: the crash happens before the first change.</summary>
    /// <param name="initial">What the disk held when it was switched on.</param>
    /// <param name="journal">The changes since then. It may grow later.</param>
    public CrashModel(DiskImage initial, Journal journal)
    {
        this.initial = initial;
        this.journal = journal;
        state = new CrashState(initial, syncLag: 0);
    }

    /// <summary>The number of changes before the crash (rule C1).</summary>
    public int Position => state.Position;

    /// <summary>
    /// On a disk that keeps the order of all changes: those before this index of the journal are durable (rule O3).
    /// </summary>
    public int DurableInOrder => state.DurableInOrder;

    /// <summary>
    /// Moves the crash to a position. A move forward costs one step for each change; a move backward starts again at 0.
    /// </summary>
    /// <param name="position">The number of changes before the crash.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or the journal is shorter.</exception>
    public void MoveTo(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, journal.Count);
        if (position < Position)
        {
            state = new CrashState(initial, syncLag: 0);
            lagging = null;
        }

        while (Position < position)
        {
            state.Step(journal);
        }
    }

    /// <summary>The image that kill -9 leaves (rule C2). Copies no bytes.</summary>
    public DiskImage KillImage()
    {
        var paths = state.AllSurvived().Paths;
        var entries = new DiskImage.Entry[paths.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var (path, inode) = paths[i];
            entries[i] = new DiskImage.Entry(path, state.IsDirectory(inode) ? null : state.File(inode).Cached);
        }

        return new DiskImage(entries, "kill -9: the page cache survived");
    }

    /// <summary>
    /// True when some file in the page cache begins with these bytes. Then a program wrote them; they are not junk of
    /// the disk.
    /// </summary>
    public bool WereWritten(ReadOnlySpan<byte> bytes) => state.SomeFileBeginsWith(bytes);

    /// <summary>The number of the inode that a path leads to in the page cache; null when there is none.</summary>
    public int? InodeAt(string path)
    {
        foreach (var entry in state.AllSurvived().Paths)
        {
            if (entry.Path == path)
            {
                return entry.Inode;
            }
        }

        return null;
    }

    /// <summary>The path of a file in the page cache; null: it has none.</summary>
    public string? PathOf(int inode)
    {
        foreach (var entry in state.AllSurvived().Paths)
        {
            if (entry.Inode == inode)
            {
                return entry.Path;
            }
        }

        return null;
    }

    /// <summary>
    /// The images that a power loss may leave (rule C3), no two of them equal. The result depends only on the journal,
    /// the position and the arguments.
    /// </summary>
    /// <param name="preset">The properties of the disk.</param>
    /// <param name="bound">
    /// The largest number of images, at least 1. All images are returned when their choices multiply to no more than
    /// this. Otherwise the images with one loss come first, and random ones follow.
    /// </param>
    /// <param name="prng">Draws the random images.</param>
    public CrashImages PowerLossImages(DiskPreset preset, int bound, Prng prng)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        known.Clear();
        var state = StateOf(preset);
        var images = new ImageCollector(state, journal, preset.Name, known);
        var stale = new StaleSource(preset.Stale, state.Freed);
        var metadata = new Metadata(state, preset);
        var sampler = new PowerLossSampler(
            state, images, metadata, preset, new FileSampler(preset, stale, prng), prng, bound);
        var isExhaustive = preset.InOrder
            ? new OrderedDisk(state, journal, images, preset, new FileSampler(preset, stale, prng)).Add(bound, prng)
            : new PowerLossEnumeration(state, images, metadata, preset, stale, bound).TryAddAll();
        if (!preset.InOrder && !isExhaustive)
        {
            sampler.AddExtreme();
            sampler.AddRandom();
        }

        return new CrashImages(images.Images, isExhaustive, images.Built);
    }

    /// <summary>
    /// The content of a file after the page cache dropped what a failed sync left clean (rules L1, L2); null when
    /// nothing changes.
    /// </summary>
    internal FileContent? WithoutClean(int inode, bool sizeToo)
    {
        var file = state.File(inode);
        var read = file.WithoutClean(sizeToo);
        return read.ContentEquals(file.Cached) ? null : read;
    }

    /// <summary>The settled and the open changes at this position, with the syncs late by rule Y6.</summary>
    internal CrashState StateOf(DiskPreset preset)
    {
        if (preset.SyncLag == 0)
        {
            return state;
        }

        if (lagging?.SyncLag != preset.SyncLag)
        {
            lagging = new CrashState(initial, preset.SyncLag);
        }

        while (lagging.Position < Position)
        {
            lagging.Step(journal);
        }

        return lagging;
    }
}
