using Sim.Audit.Records;
using Sim.Os;

namespace Sim.Audit.Recording;

/// <summary>A call that has begun: what is to be known when it ends.</summary>
/// <param name="Call">Which call.</param>
/// <param name="Registers">The registers at its beginning.</param>
/// <param name="File">The number of the file that it is on; 0 for none.</param>
/// <param name="Path">The path that it names, relative to the root; null for none, or one outside.</param>
/// <param name="ToPath">The second path.</param>
/// <param name="Channel">The number of the channel that it is on; 0 for none.</param>
/// <param name="Truncates">The number of the file that it cuts by its path; 0 for none.</param>
internal sealed record BegunCall(
    SystemCall Call, Ptrace.Registers Registers, int File = 0, string? Path = null, string? ToPath = null,
    int Channel = 0, int Truncates = 0)
{
    /// <summary>
    /// The errno of a call that the disk cannot do; none when the call is made. See <see cref="CallWatcher"/>.
    /// </summary>
    public Errno Answer { get; init; }

    /// <summary>All names of the disk: operations on them wait for each other.</summary>
    public const int Names = -1;

    /// <summary>MS_SYNC.</summary>
    private const long WaitsForSync = 4;

    /// <summary>
    /// The number of what the call changes, or <see cref="Names"/>; 0 when it changes nothing that order matters for.
    /// </summary>
    public int Changes => Path is not null || ToPath is not null ? Names
        : IsSync || Call == SystemCall.Mmap ? 0
        : File;

    /// <summary>True when both change the same thing: at once, they would leave their order unknown.</summary>
    public bool ConflictsWith(BegunCall other) =>
        (Changes != 0 && (Changes == other.Changes || Changes == other.Truncates))
        || (Truncates != 0 && (Truncates == other.Changes || Truncates == other.Truncates));

    /// <summary>True when it syncs files.</summary>
    public bool IsSync => Call is SystemCall.Sync or SystemCall.SyncFs
        || (File != 0 && (Call is SystemCall.Fsync or SystemCall.FDataSync
            || (Call == SystemCall.MSync && (Argument(2) & WaitsForSync) != 0)));

    /// <summary>False when nothing is to be known of its end: a stop there would double its cost.</summary>
    public bool NeedsItsEnd => File != 0 || Changes != 0 || Channel > RecordEntry.LastOwnChannel
        || IsSync || Call is SystemCall.Accept or SystemCall.Accept4;

    public long Argument(int index) => Registers.Argument(index);

    /// <summary>The first bytes of what a call writes, or has read.</summary>
    public byte[] Bytes(ThreadView thread, long limit) => Call switch
    {
        SystemCall.WriteV or SystemCall.PWriteV or SystemCall.PWriteV2 or SystemCall.ReadV =>
            thread.PiecesAt(Argument(1), Argument(2), limit),
        SystemCall.SendMsg or SystemCall.RecvMsg => thread.MessageAt(Argument(1), limit),
        _ => thread.BytesAt(Argument(1), Math.Min(limit, Argument(2))),
    };
}

/// <summary>
/// Turns the calls of the program into entries of the record. The directory behaves as a file system of its own,
/// without links and files without a name: what such a one cannot do is answered with the errno of its manual page, and
/// programs then use other calls.
/// </summary>
/// <param name="files">The files of the disk.</param>
/// <param name="channels">What the program speaks on.</param>
/// <param name="mapped">The files that are mapped.</param>
/// <param name="add">Adds an entry to the record.</param>
internal sealed class CallWatcher(
    RecordedFiles files, Channels channels, MappedFiles mapped, Action<RecordEntry> add)
{
    /// <summary>O_TRUNC, O_APPEND, O_DSYNC, O_SYNC, and the bit of O_TMPFILE, as open(2) has them.</summary>
    private const long Truncates = 0x200, Appends = 0x400, SyncsData = 0x1000, Syncs = 0x10_0000, Nameless = 0x40_0000;

    /// <summary>RWF_DSYNC, RWF_SYNC, RWF_APPEND of pwritev2(2).</summary>
    private const long WriteSyncsData = 2, WriteSyncs = 4, WriteAppends = 0x10;

    /// <summary>FALLOC_FL_PUNCH_HOLE, ZERO_RANGE; COLLAPSE_RANGE and INSERT_RANGE.</summary>
    private const long MakesZeros = 2 | 0x10, MovesBytes = 8 | 0x20;

    /// <summary>AT_REMOVEDIR of unlinkat(2).</summary>
    private const int RemovesDirectory = 0x200;

    /// <summary>RENAME_NOREPLACE of renameat2(2).</summary>
    private const long KeepsTarget = 1;

    /// <summary>AT_FDCWD.</summary>
    private const int WorkingDirectory = -100;

    /// <summary>Looks at a call before it begins. Nothing of it has happened yet.</summary>
    public BegunCall Look(ThreadView thread, Ptrace.Registers at)
    {
        var call = (SystemCall)at.Call;
        string? Name(int directory, int address) => files.Named(thread.NameAt(directory, at.Argument(address)));
        string? NameAt(int directory, int address) => Name((int)at.Argument(directory), address);
        return call switch
        {
            SystemCall.Rename or SystemCall.Link =>
                OfTwo(thread, at, WorkingDirectory, 0, WorkingDirectory, 1),
            SystemCall.RenameAt or SystemCall.RenameAt2 or SystemCall.LinkAt =>
                OfTwo(thread, at, (int)at.Argument(0), 1, (int)at.Argument(2), 3),
            SystemCall.Symlink => Linking(new(call, at, ToPath: Name(WorkingDirectory, 1))),
            SystemCall.SymlinkAt => Linking(new(call, at, ToPath: NameAt(1, 2))),
            SystemCall.Unlink or SystemCall.Mkdir or SystemCall.Rmdir
                => new(call, at, Path: Name(WorkingDirectory, 0)),
            SystemCall.Open or SystemCall.Creat or SystemCall.Truncate =>
                Opening(thread, new(call, at, Path: Name(WorkingDirectory, 0))),
            SystemCall.OpenAt or SystemCall.OpenAt2 => Opening(thread, new(call, at, Path: NameAt(0, 1))),
            SystemCall.UnlinkAt or SystemCall.MkdirAt => new(call, at, Path: NameAt(0, 1)),
            SystemCall.MSync => new(call, at, files.NumberOf(thread.MappedAt(at.Argument(0)))),
            SystemCall.Mmap => new(call, at, files.NumberOf(thread, (int)at.Argument(4))),
            SystemCall.Splice => new(call, at, files.NumberOf(thread, (int)at.Argument(2))),
            SystemCall.Sync or SystemCall.Accept or SystemCall.Accept4 => new(call, at),
            _ => OnDescriptor(thread, call, at),
        };
    }

    /// <summary>A call of two names. A socket whose new name nothing had changes nothing on the disk.</summary>
    private BegunCall OfTwo(
        ThreadView thread, Ptrace.Registers at, int fromDirectory, int from, int toDirectory, int to)
    {
        var old = thread.NameAt(fromDirectory, at.Argument(from));
        var next = thread.NameAt(toDirectory, at.Argument(to));
        var (path, toPath) = (files.Named(old), files.Named(next));
        var isSpecial = path is null && files.Inside(old) is not null;
        var call = new BegunCall((SystemCall)at.Call, at, Path: path,
            ToPath: isSpecial && files.StatusAt(toPath) is null ? null : toPath);
        var isAcross = (path is not null && !files.IsUnderRoot(next))
            || (toPath is not null && !files.IsUnderRoot(old));
        return !RecordedFiles.Exists(old) || (path is null && toPath is null) ? call
            : isAcross ? call with { Answer = Errno.EXDEV }
            : call.Call is SystemCall.Link or SystemCall.LinkAt ? Linking(call)
            : call.Call == SystemCall.RenameAt2 && (at.Argument(4) & ~KeepsTarget) != 0
                ? call with { Answer = Errno.EINVAL }
            : call;
    }

    /// <summary>link(2) and symlink(2). The kernel refuses a name that is there.</summary>
    private BegunCall Linking(BegunCall call) =>
        call.ToPath is not null && files.StatusAt(call.ToPath) is null ? call with { Answer = Errno.EPERM } : call;

    /// <summary>
    /// A call that opens or cuts a file by its path. Writes to a file that it cuts wait for it, and it for them.
    /// </summary>
    private BegunCall Opening(ThreadView thread, BegunCall call)
    {
        var flags = call.Call == SystemCall.Truncate ? Truncates : FlagsOf(thread, call);
        return call.Path is not null && (flags & Nameless) != 0 ? call with { Answer = Errno.EOPNOTSUPP }
            : (flags & Truncates) == 0 ? call
            : call with { Truncates = files.NumberOf(files.StatusAt(call.Path)) };
    }

    private BegunCall OnDescriptor(ThreadView thread, SystemCall call, Ptrace.Registers at)
    {
        var descriptor = (int)at.Argument(0);
        var status = thread.StatusOf(descriptor);
        var channel = channels.NumberOf(status);
        var isTalk = channel != 0 || call is SystemCall.Read or SystemCall.ReadV or SystemCall.RecvFrom
            or SystemCall.RecvMsg or SystemCall.SendTo or SystemCall.SendMsg;
        var file = isTalk ? 0 : files.NumberOf(thread, descriptor, status);
        var movesBytes = call == SystemCall.FAllocate && file != 0 && (at.Argument(1) & MovesBytes) != 0;
        return new BegunCall(call, at, file, Channel: channel)
        {
            Answer = movesBytes ? Errno.EOPNOTSUPP : Errno.None,
        };
    }

    /// <summary>The path on the disk that a call is on; null for none.</summary>
    public string? PathOf(BegunCall call) =>
        call.Path ?? call.ToPath ?? (call.File != 0 ? files.PathOf(call.File) : null);

    /// <summary>A fault strikes a call that begins.</summary>
    public void Struck(BegunCall call, string path) =>
        add(new RecordEntry(EntryKind.Struck) { Path = $"{call.Call} of {path}" });

    /// <summary>The call is not made, and its answer is what the disk cannot do.</summary>
    public void Declined(BegunCall call) =>
        add(new RecordEntry(EntryKind.Declined) { Path = $"{Words(call)}: {call.Answer}" });

    /// <summary>The call begins now.</summary>
    public void Begins(ThreadView thread, BegunCall call)
    {
        if (call.IsSync)
        {
            mapped.Look();
            add(new RecordEntry(EntryKind.SyncBegan)
            {
                File = call.Call == SystemCall.SyncFs ? 0 : call.File,
                Number = call.Call is SystemCall.FDataSync or SystemCall.MSync ? 1 : 0,
            });
        }
        else if (call.Channel != 0)
        {
            mapped.Look();
            channels.Begins(thread, call);
        }
    }

    /// <summary>The call has ended.</summary>
    public void Ended(ThreadView thread, BegunCall call, long result)
    {
        if (call.IsSync)
        {
            add(new RecordEntry(EntryKind.SyncEnded) { Number = Math.Max(0, -result) });
        }
        else if (result >= 0 && (call.File != 0 || call.Changes != 0))
        {
            Changed(thread, call, result);
        }
        else if (result >= 0)
        {
            channels.Ended(thread, call, result);
        }
    }

    private void Changed(ThreadView thread, BegunCall call, long result)
    {
        switch (call.Call)
        {
            case SystemCall.Open or SystemCall.Creat or SystemCall.OpenAt or SystemCall.OpenAt2:
                Opened(thread, call, (int)result);
                break;
            case SystemCall.Write or SystemCall.WriteV or SystemCall.PWrite64 or SystemCall.PWriteV
                or SystemCall.PWriteV2 when result > 0:
                Wrote(thread, call, result);
                break;
            case SystemCall.Truncate when files.NumberAt(call.Path!) is not 0 and var number:
                add(new RecordEntry(EntryKind.Resized) { File = number, Number = call.Argument(1) });
                break;
            case SystemCall.FTruncate:
                add(new RecordEntry(EntryKind.Resized) { File = call.File, Number = call.Argument(1) });
                break;
            case SystemCall.SendFile:
                Copied(thread, call.File, (int)call.Argument(0), result);
                break;
            case SystemCall.Splice when call.Argument(3) == 0:
                Copied(thread, call.File, (int)call.Argument(2), result);
                break;
            case SystemCall.FAllocate:
                Allocated(thread, call);
                break;
            case SystemCall.Mmap when mapped.TryAdd(call.File, thread, (int)call.Argument(4)):
            case SystemCall.Write or SystemCall.WriteV or SystemCall.PWrite64 or SystemCall.PWriteV
                or SystemCall.PWriteV2 or SystemCall.MSync:
                break;
            default:
                NameChanged(call);
                break;
        }
    }

    private void NameChanged(BegunCall call)
    {
        switch (call.Call)
        {
            case SystemCall.Mkdir or SystemCall.MkdirAt:
                files.Forget(call.Path!);
                add(new RecordEntry(EntryKind.DirectoryMade) { Path = call.Path! });
                break;
            case SystemCall.Rmdir:
            case SystemCall.UnlinkAt when (call.Argument(2) & RemovesDirectory) != 0:
                add(new RecordEntry(EntryKind.DirectoryRemoved) { Path = call.Path! });
                break;
            case SystemCall.Unlink or SystemCall.UnlinkAt:
                add(new RecordEntry(EntryKind.Unlinked) { Path = call.Path! });
                break;
            case SystemCall.Rename or SystemCall.RenameAt or SystemCall.RenameAt2 when IsPlainRename(call):
                add(new RecordEntry(EntryKind.Renamed) { Path = call.Path!, ToPath = call.ToPath! });
                break;
            default:
                NotFollowed(call);
                break;
        }
    }

    /// <summary>False for a rename between the disk and what is ignored.</summary>
    private static bool IsPlainRename(BegunCall call) => call is { Path: not null, ToPath: not null };

    private void NotFollowed(BegunCall call) => add(new RecordEntry(EntryKind.NotFollowed) { Path = Words(call) });

    private string Words(BegunCall call) => $"{call.Call} of {call.Path ?? files.PathOf(call.File)}"
        + (call.ToPath is null ? "" : $" to {call.ToPath}");

    private static long FlagsOf(ThreadView thread, BegunCall call) => call.Call switch
    {
        SystemCall.Open => call.Argument(1),
        SystemCall.Creat => Truncates,
        SystemCall.OpenAt => call.Argument(2),
        _ => BitConverter.ToInt64(thread.BytesAt(call.Argument(2), sizeof(long))),
    };

    private void Opened(ThreadView thread, BegunCall call, int descriptor) =>
        files.Opened(thread, descriptor, (FlagsOf(thread, call) & Truncates) != 0);

    private void Wrote(ThreadView thread, BegunCall call, long count)
    {
        var descriptor = (int)call.Argument(0);
        var (position, flags) = thread.PositionOf(descriptor);
        var more = call.Call == SystemCall.PWriteV2 ? call.Argument(5) : 0;
        var movesOffset = call.Call is SystemCall.Write or SystemCall.WriteV
            || (call.Call == SystemCall.PWriteV2 && call.Argument(3) == -1);
        var isAppended = (flags & Appends) != 0 || (more & WriteAppends) != 0;
        add(new RecordEntry(EntryKind.Written)
        {
            File = call.File,
            Number = movesOffset ? position - count
                : isAppended ? thread.StatusOf(descriptor)!.Value.Size - count
                : call.Argument(3),
            Data = call.Bytes(thread, count),
        });
        if ((flags & SyncsData) != 0 || (more & (WriteSyncs | WriteSyncsData)) != 0)
        {
            var isWhole = (flags & Syncs) != 0 || (more & WriteSyncs) != 0;
            add(new RecordEntry(EntryKind.SyncBegan) { File = call.File, Number = isWhole ? 0 : 1 });
            add(new RecordEntry(EntryKind.SyncEnded));
        }
    }

    /// <summary>What the kernel copied into a file is read back: nothing else may write there meanwhile.</summary>
    private void Copied(ThreadView thread, int number, int descriptor, long count)
    {
        var (position, _) = thread.PositionOf(descriptor);
        using var file = thread.Open(descriptor);
        var data = new byte[count];
        _ = RandomAccess.Read(file, data, position - count);
        add(new RecordEntry(EntryKind.Written) { File = number, Number = position - count, Data = data });
    }

    private void Allocated(ThreadView thread, BegunCall call)
    {
        var (mode, offset) = (call.Argument(1), call.Argument(2));
        var size = thread.StatusOf((int)call.Argument(0))!.Value.Size;
        add(new RecordEntry(EntryKind.Resized) { File = call.File, Number = size });
        if ((mode & MakesZeros) != 0 && offset < size)
        {
            var zeros = new byte[Math.Min(call.Argument(3), size - offset)];
            add(new RecordEntry(EntryKind.Written) { File = call.File, Number = offset, Data = zeros });
        }
    }
}
