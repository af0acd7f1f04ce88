using System.Buffers.Binary;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Machine.Random;
using Sim.Os;

namespace Sim.Audit.Records;

/// <summary>The moment of a change of the rebuilt disk.</summary>
/// <param name="AtUs">Microseconds since the run began.</param>
/// <param name="Thread">The thread that made the change.</param>
public readonly record struct ChangeMoment(long AtUs, int Thread);

/// <summary>A sync, from its beginning to its end.</summary>
/// <param name="FromUs">Microseconds since the run began.</param>
/// <param name="ToUs">The same.</param>
/// <param name="Thread">The thread that called it.</param>
/// <param name="Path">The path of the file when it was opened last; empty for the whole disk.</param>
public readonly record struct SyncSpan(long FromUs, long ToUs, int Thread, string Path);

/// <summary>Something that the program wrote to a channel, or read from it.</summary>
/// <param name="IsHeard">True when it was read.</param>
/// <param name="Channel">The number of the channel.</param>
/// <param name="Position">The number of changes of the disk before it.</param>
/// <param name="AtUs">Microseconds since the run began.</param>
/// <param name="Data">The bytes.</param>
public readonly record struct SaidBytes(
    bool IsHeard, int Channel, int Position, long AtUs, ReadOnlyMemory<byte> Data);

/// <summary>
/// A simulated disk to which everything was done that a record holds. A change takes effect where its call returned. A
/// sync covers what had returned when it began. What was said counts from the moment when its write began.
/// </summary>
public sealed class RebuiltDisk
{
    /// <summary>Draws the images of a crash, the same for each record.</summary>
    public static readonly Seed ImageSeed = new(1);

    /// <summary>The crash model keeps every block of an unsynced file, also of a hole: in bytes.</summary>
    internal const long LargestFile = 1L << 30;

    private readonly SortedDictionary<int, Inode> files = [];
    private readonly SortedDictionary<int, string> paths = [];
    private readonly SortedDictionary<int, (long FromUs, string Path, List<SyncTicket> Tickets)> syncs = [];
    private readonly List<SyncSpan> spans = [];
    private readonly List<ChangeMoment> moments = [];
    private readonly List<SaidBytes> said = [];
    private readonly List<string> declined = [];
    private readonly List<(RecordEntry Entry, int Changes)> done = [];
    private readonly VirtualDisk before = new();
    private readonly SortedDictionary<string, ReadOnlyMemory<byte>?> after = new(StringComparer.Ordinal);
    private RecordEntry now = new(EntryKind.Ended);
    private VirtualDisk? disk;

    private RebuiltDisk()
    {
    }

    /// <summary>What was on the disk before the run.</summary>
    public DiskImage Before => before.CachedImage();

    /// <summary>The disk at the end of the run.</summary>
    public VirtualDisk Disk => disk ??= Begun();

    /// <summary>The moment of each change of the journal, in its order.</summary>
    public IReadOnlyList<ChangeMoment> Moments => moments;

    /// <summary>The changes in words.</summary>
    public ChangeWords Words => new(Before, Disk.Journal);

    /// <summary>The crashes of the record.</summary>
    /// <param name="bound">The largest number of images at a crash point.</param>
    public CrashCases Crashes(int bound) => new(Before, Disk.Journal, bound, ImageSeed);

    /// <summary>A crash point in words, with its time.</summary>
    /// <param name="words">The changes in words.</param>
    /// <param name="position">The number of changes before it.</param>
    public string After(ChangeWords words, int position) =>
        words.After(position, position == 0 ? null : Invariant($"{Moments[position - 1].AtUs / 1e6:F3} s"));

    /// <summary>What was written to channels and read from them, in order.</summary>
    public IReadOnlyList<SaidBytes> Said => said;

    /// <summary>The syncs that returned.</summary>
    public IReadOnlyList<SyncSpan> Syncs => spans;

    /// <summary>The call that a fault was injected into; null for none.</summary>
    public string? Struck { get; private set; }

    /// <summary>The calls that the recorder answered as a disk that cannot do them, each with its errno.</summary>
    public IReadOnlyList<string> Declined => declined;

    /// <summary>How the program acknowledges, as the command line has it; empty for lines.</summary>
    public string AcknowledgedBy { get; private set; } = "";

    /// <summary>The entries of the record that were done, each with the number of changes of the disk up to it.
    /// </summary>
    internal IReadOnlyList<(RecordEntry Entry, int Changes)> Done => done;

    /// <summary>Microseconds from the beginning to the end of the run.</summary>
    public long EndUs { get; private set; }

    /// <summary>
    /// True when all that was recorded could be done. Then only the comparison at the end may object.
    /// </summary>
    public bool IsWhole { get; private set; }

    /// <summary>
    /// Why the record cannot be believed: it is damaged, the program did what the recorder cannot follow, or the disk
    /// at the end is another one. Null when it can.
    /// </summary>
    public string? Objection { get; private set; }

    /// <summary>Does what the record holds, up to the first entry that cannot be done.</summary>
    public static RebuiltDisk Of(RecordContent record)
    {
        var rebuilt = new RebuiltDisk();
        for (var i = 0; i < record.Entries.Count && rebuilt.Objection is null; i++)
        {
            rebuilt.now = record.Entries[i];
            rebuilt.EndUs = rebuilt.now.AtUs;
            if (rebuilt.Do() is { } problem)
            {
                rebuilt.Objection = Invariant($"entry {i + 1}, {rebuilt.NowText()}: {problem}");
            }

            rebuilt.done.Add((rebuilt.now, rebuilt.moments.Count));
        }

        rebuilt.Objection ??= record.Damage;
        rebuilt.IsWhole = rebuilt.Objection is null;
        rebuilt.Objection ??= rebuilt.Difference();
        return rebuilt;
    }

    /// <summary>The size and the hash of a file, as an entry <see cref="EntryKind.FileAfter"/> has them.</summary>
    public static byte[] Digest(ReadOnlySpan<byte> content)
    {
        var digest = new byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteInt64LittleEndian(digest, content.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(digest.AsSpan(sizeof(ulong)), ContentHash.Of(content));
        return digest;
    }

    private VirtualDisk Begun()
    {
        var begun = VirtualDisk.From(Before);
        begun.Changing += () => moments.Add(new ChangeMoment(now.AtUs, now.Thread));
        return begun;
    }

    private string NowText()
    {
        var kind = now.Kind == EntryKind.NotFollowed ? "" : $"{now.Kind} ";
        return kind + (now.Path.Length > 0 ? now.Path : paths.GetValueOrDefault(now.File, ""));
    }

    /// <summary>Does one entry. Returns the problem, if any.</summary>
    private string? Do()
    {
        if (now.Kind == EntryKind.NotFollowed)
        {
            return "the recorder cannot follow it";
        }

        if (now.Number > LargestFile - now.Data.Length)
        {
            return "a file of more than 1 GiB is more than an audit follows";
        }

        return IsPath(now.Kind) && (IsOutside(now.Path) || IsOutside(now.ToPath))
            ? "the path leads out of the disk"
            : DoKnown();
    }

    private string? DoKnown()
    {
        switch (now.Kind)
        {
            case EntryKind.DirectoryAfter:
            case EntryKind.FileAfter:
                after[now.Path] = now.Kind == EntryKind.FileAfter ? now.Data : (ReadOnlyMemory<byte>?)null;
                return null;
            case EntryKind.Said or EntryKind.Heard or EntryKind.Replied:
                said.Add(new SaidBytes(
                    now.Kind == EntryKind.Heard, now.File, Disk.Journal.Count, now.AtUs, now.Data));
                return null;
            case EntryKind.AcknowledgedBy when AcknowledgementMode.Complaint(now.Path) is { } complaint:
                return "--acks " + complaint;
            case EntryKind.AcknowledgedBy:
                AcknowledgedBy = now.Path;
                return null;
            case EntryKind.Struck:
                Struck = now.Path;
                return null;
            case EntryKind.Declined:
                declined.Add(now.Path);
                return null;
            case EntryKind.Ended:
                return null;
            default:
                var error = Change();
                return error == Errno.None ? null : $"the simulated disk says {error}";
        }
    }

    private static bool IsPath(EntryKind kind) =>
        kind is not (EntryKind.AcknowledgedBy or EntryKind.Struck or EntryKind.Declined);

    private static bool IsOutside(string path) =>
        path.StartsWith('/') || path.Contains('\\', StringComparison.Ordinal) || path.Split('/').Contains("..");

    private Errno Change() => now.Kind switch
    {
        EntryKind.DirectoryBefore => before.MakeDirectory(now.Path),
        EntryKind.FileBefore => before.Create(now.Path) is var made && made.Ok
            ? before.Write(made.Value, 0, now.Data.Span).Error
            : made.Error,
        EntryKind.Opened => Open(),
        EntryKind.SyncBegan => BeginSync(),
        EntryKind.SyncEnded => EndSync(),
        EntryKind.Renamed => Disk.Rename(now.Path, now.ToPath),
        EntryKind.Unlinked => Disk.Unlink(now.Path),
        EntryKind.DirectoryMade => Disk.MakeDirectory(now.Path),
        EntryKind.DirectoryRemoved => Disk.RemoveDirectory(now.Path),
        _ when !files.TryGetValue(now.File, out var file) || file.IsDirectory => Errno.EBADF,
        EntryKind.Written => Disk.Write(files[now.File], now.Number, now.Data.Span).Error,
        EntryKind.Resized => Disk.Truncate(files[now.File], now.Number),
        _ => throw new InvalidOperationException("an entry that the rebuilt disk does not know"),
    };

    private Errno Open()
    {
        var found = Disk.Lookup(now.Path);
        found = found.Error == Errno.ENOENT ? Disk.Create(now.Path) : found;
        if (found.Ok)
        {
            files[now.File] = found.Value;
            paths[now.File] = now.Path;
        }

        return found.Ok && now.Number == 1 && !found.Value.IsDirectory ? Disk.Truncate(found.Value, 0) : found.Error;
    }

    private Errno BeginSync()
    {
        if (now.File != 0 && !files.ContainsKey(now.File))
        {
            return Errno.EBADF;
        }

        List<Inode> covered = now.File == 0 ? [.. Everything()] : [files[now.File]];
        var tickets = covered.ConvertAll(inode => Disk.BeginSync(inode, dataOnly: now.Number == 1));
        syncs[now.Thread] = (now.AtUs, now.File == 0 ? "" : paths[now.File], tickets);
        return Errno.None;
    }

    private IEnumerable<Inode> Everything() =>
        Disk.CachedImage().Entries.Select(entry => entry.Path).Prepend(".").Select(path => Disk.Lookup(path).Value);

    private Errno EndSync()
    {
        if (!syncs.Remove(now.Thread, out var sync))
        {
            return Errno.EINVAL;
        }

        spans.Add(new SyncSpan(sync.FromUs, now.AtUs, now.Thread, sync.Path));
        foreach (var ticket in sync.Tickets)
        {
            if (now.Number == 0)
            {
                Disk.EndSync(ticket);
            }
            else
            {
                Disk.FailSync(ticket);
            }
        }

        return Errno.None;
    }

    /// <summary>The first difference between the rebuilt disk and the real one at the end.</summary>
    private string? Difference()
    {
        foreach (var entry in Disk.CachedImage().Entries)
        {
            if (!after.Remove(entry.Path, out var real) || (real is null) != entry.IsDirectory)
            {
                return $"the rebuilt disk has {entry.Path}, and the real one does not";
            }

            if (real is { } digest && !digest.Span.SequenceEqual(Digest(entry.Content.Span)))
            {
                return $"{entry.Path} is another file on the rebuilt disk than on the real one";
            }
        }

        return after.Count == 0 ? null : $"the real disk has {after.First().Key}, and the rebuilt one does not";
    }
}
