using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

/// <summary>
/// <para>What a crash may leave on a disk, computed from the journal. This comment is the specification.</para>
/// <para>
/// <b>The crash</b> happens after some number of changes, its position. Killing the process keeps the page cache: the
/// cached state is what is there. A loss of power leaves what had reached the disk, and that is as follows.
/// </para>
/// <para>
/// <b>An ordered disk</b> (<see cref="DiskPreset.InOrder"/>) takes over changes one after the other. It holds
/// the state after the first j changes: any j up to the position, but none before the last change that a completed sync
/// has made durable; of the next one, when it is a write, perhaps the blocks before some block
/// (<see cref="DiskPreset.SplitsWrites"/>). A sync makes durable what was done to its inode: to its bytes, its size, the names in it, and as far as
/// a journal has to be written for it (below) to its own name; and everything before that.
/// </para>
/// <para>On any other disk each of the following comes out independently of the rest, but for what is said of order.</para>
/// <para>
/// <b>Blocks.</b> A block of 4096 bytes has a version after each change that touched it, and the one that was there
/// before. The cache may be written back at any time: each block holds one of its versions since the last completed
/// sync that covers it. Or it is torn (<see cref="DiskPreset.TornBlocks"/>): some of its sectors of 512 bytes are of one
/// version, the others of one older version. A truncation is a change of the blocks it cuts: it may not have happened.
/// </para>
/// <para>
/// <b>Size.</b> The size is any of the sizes since the last completed sync. Where a write made the file longer, sizes
/// on the way may be found too (<see cref="DiskPreset.SizesOnTheWay"/>). A byte inside the size for which no
/// version in its sector has a value is zero, or stale (<see cref="DiskPreset.Stale"/>), the same for a whole block.
/// <see cref="DiskPreset.Missing"/> says where there may be such bytes: a block inside the size holds only versions, whole or torn, of a file that was
/// long enough to have its first byte, or all of it inside the size. If a sync has failed on the block, or no version is as long as that, every version will do.
/// </para>
/// <para>
/// <b>Names.</b> Any of the directory operations that no sync of their directory covers may be missing; those that
/// are there took effect in their order. An operation sets names to inodes: a rename takes one name away and sets
/// another, both or neither, and it sets it to the inode that it moved even when that inode's earlier name was lost. (So
/// an inode may be found under an old name and a new one.) A rename between two directories is settled when both were
/// synced. A file that no name leads to is gone.
/// </para>
/// <para>
/// <b>Order of metadata</b> (<see cref="DiskPreset.MetadataInOrder"/>). Then there is one place in the journal up to which the metadata are there: all
/// operations on names before it and none behind it, but for those that a sync has settled; sizes from before it, not older than the last
/// truncation before it, though perhaps older than the last write before it, since the size of a write follows late. A block that a truncation
/// freed is not older than the truncation if that is there, and not newer if it is not; a block that was cut is not older either, unless data may be
/// missing anywhere. With <see cref="DiskPreset.RenameCarriesSize"/>, where a rename over another file is there, the moved file's size is not older than the rename.
/// </para>
/// <para>
/// <b>Sync.</b> A sync covers what had been issued on its inode when it began, and counts once it has come back. For a
/// file: its bytes and its size, be it longer or shorter, also when only the data were asked for: what fdatasync leaves
/// out (times, modes) is not modelled. It does not cover the file's name; a sync of the directory does. But
/// <see cref="SyncReach.ItsNames"/>: the operations are settled that gave a name to the file, a rename not by fdatasync. Or
/// <see cref="SyncReach.MetadataBefore"/>: the place in the journal is not before the last change that the sync had to have in the journal: an operation on
/// the names in its inode, the inode's creation, a change of its size, and for fsync its rename or unlink and every write to it.
/// A disk that lies (<see cref="DiskPreset.SyncLag"/>) lets a sync count only so many changes later.
/// </para>
/// <para>
/// <b>A sync that failed</b> leaves what it would have covered clean. It may or may not have arrived, and no later sync
/// settles that, because for it there is nothing to write; only when a block (a size, a name) was changed again does a
/// sync that covers the new change settle it. If it left it dirty (<see cref="FailedSync.PagesDirty"/>), it is as if it had not
/// been. A journal of metadata goes on: the next sync that comes back has written it. On an ordered disk a failed sync settles nothing, and that is all.
/// </para>
/// <para>
/// <b>Lost pages.</b> What a failed sync left clean the cache may lose, and then reads from the disk: here always the oldest
/// version that may be there. (<see cref="FailedSync.ContentReverts"/>: at once, and the size too.) What was read is there.
/// </para>
/// </summary>
public sealed class CrashModel
{
    private readonly DiskImage initial;
    private readonly Journal journal;
    private readonly Dictionary<ulong, int> known = [];
    private CrashState state;
    private CrashState? lagging;

    /// <summary>Stands at position 0: the crash happens before the first change.</summary>
    /// <param name="initial">What the disk held when it was switched on.</param>
    /// <param name="journal">What happened since. It may go on growing.</param>
    public CrashModel(DiskImage initial, Journal journal)
    {
        this.initial = initial;
        this.journal = journal;
        state = new CrashState(initial, syncLag: 0);
    }

    /// <summary>How many changes happened before the crash.</summary>
    public int Position => state.Position;

    /// <summary>On a disk that keeps the order of everything: at least the changes before this index of the journal are durable.</summary>
    public int DurableInOrder => state.DurableInOrder;

    /// <summary>Moves the crash. Forward costs what the changes on the way cost; backward starts over. Throws when the journal is shorter.</summary>
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

    /// <summary>What kill -9 leaves: the page cache survives. Nothing is copied.</summary>
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

    /// <summary>True when some file, as the page cache has it, begins with these bytes: then a program wrote them, and not the disk.</summary>
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

    /// <summary>
    /// What a loss of power leaves: everything the preset allows, when the choices multiply to no more than
    /// <paramref name="bound"/>; else at most that many, the telling ones first and then what <paramref name="prng"/>
    /// draws. The same for the same journal, position, preset, bound and state of the stream. No two are equal.
    /// </summary>
    public CrashImages PowerLossImages(DiskPreset preset, int bound, Prng prng)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        known.Clear();
        var state = StateOf(preset);
        var images = new ImageCollector(state, journal, preset.Name, known);
        var stale = new StaleSource(preset.Stale, state.Freed);
        var metadata = new Metadata(state, preset);
        var sampler = new PowerLossSampler(state, images, metadata, preset, new FileSampler(preset, stale, prng), prng, bound);
        var isExhaustive = preset.InOrder
            ? new OrderedDisk(state, journal, images, preset, new FileSampler(preset, stale, prng)).Add(bound, prng)
            : new PowerLossEnumeration(state, images, metadata, preset, stale, bound).TryAddAll();
        if (!preset.InOrder && !isExhaustive)
        {
            sampler.AddTelling();
            sampler.AddRandom();
        }

        return new CrashImages(images.Images, isExhaustive, images.Built);
    }

    /// <summary>The content that a path leads to when the page cache has to read again what a failed sync left clean; null when that changes nothing.</summary>
    internal FileContent? WithoutClean(int inode, bool sizeToo)
    {
        var file = state.File(inode);
        var read = file.WithoutClean(sizeToo);
        return read.Span.SequenceEqual(file.Cached.Span) ? null : read;
    }

    /// <summary>What is settled and what is not on a disk of that kind, at this position.</summary>
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
