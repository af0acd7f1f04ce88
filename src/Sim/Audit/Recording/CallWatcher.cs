using Sim.Audit.Records;

namespace Sim.Audit.Recording;

/// <summary>A call that has begun: what is to be known when it ends.</summary>
/// <param name="Call">Which call.</param>
/// <param name="Registers">The registers at its beginning.</param>
/// <param name="File">The number of the file that it is on; 0 for none.</param>
/// <param name="Path">The path that it names, relative to the root; null for none, or one outside.</param>
/// <param name="ToPath">The second path.</param>
/// <param name="Channel">The number of the channel that it is on; 0 for none.</param>
internal sealed record BegunCall(
    SystemCall Call, Ptrace.Registers Registers, int File = 0, string? Path = null, string? ToPath = null,
    int Channel = 0)
{
    /// <summary>All names of the disk: operations on them wait for each other.</summary>
    public const int Names = -1;

    /// <summary>
    /// The number of what the call changes, or <see cref="Names"/>; 0 when it changes nothing that order matters for.
    /// Two changes of the same thing at once would leave their order unknown.
    /// </summary>
    public int Changes => Path is not null || ToPath is not null ? Names
        : Call is SystemCall.Fsync or SystemCall.FDataSync or SystemCall.Mmap ? 0
        : File;

    /// <summary>False when nothing is to be known of its end: a stop there would double its cost.</summary>
    public bool NeedsItsEnd => File != 0 || Changes != 0 || Channel > RecordEntry.LastOwnChannel
        || Call is SystemCall.Sync or SystemCall.SyncFs or SystemCall.Accept or SystemCall.Accept4;

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

/// <summary>Turns the calls of the program into entries of the record.</summary>
/// <param name="files">The files of the disk.</param>
/// <param name="channels">What the program speaks on.</param>
/// <param name="add">Adds an entry to the record.</param>
internal sealed class CallWatcher(RecordedFiles files, Channels channels, Action<RecordEntry> add)
{
    /// <summary>O_TRUNC, O_APPEND, O_DSYNC, O_SYNC, and the bit of O_TMPFILE, as open(2) has them.</summary>
    private const long Truncates = 0x200, Appends = 0x400, SyncsData = 0x1000, Syncs = 0x10_0000, Nameless = 0x40_0000;

    /// <summary>RWF_DSYNC, RWF_SYNC, RWF_APPEND of pwritev2(2).</summary>
    private const long WriteSyncsData = 2, WriteSyncs = 4, WriteAppends = 0x10;

    /// <summary>FALLOC_FL_PUNCH_HOLE, ZERO_RANGE; COLLAPSE_RANGE and INSERT_RANGE.</summary>
    private const long MakesZeros = 2 | 0x10, MovesBytes = 8 | 0x20;

    private const int RemovesDirectory = 0x200;

    /// <summary>AT_FDCWD.</summary>
    private const int WorkingDirectory = -100;

    /// <summary>Looks at a call before it begins. Nothing of it has happened yet.</summary>
    public BegunCall Look(ThreadView thread, Ptrace.Registers at)
    {
        var call = (SystemCall)at.Call;
        string? Name(int directory, int address) => files.Inside(thread.NameAt(directory, at.Argument(address)));
        string? NameAt(int directory, int address) => Name((int)at.Argument(directory), address);
        return call switch
        {
            SystemCall.Rename or SystemCall.Link =>
                new(call, at, 0, Name(WorkingDirectory, 0), Name(WorkingDirectory, 1)),
            SystemCall.RenameAt or SystemCall.RenameAt2 or SystemCall.LinkAt =>
                new(call, at, 0, NameAt(0, 1), NameAt(2, 3)),
            SystemCall.Symlink => new(call, at, ToPath: Name(WorkingDirectory, 1)),
            SystemCall.SymlinkAt => new(call, at, ToPath: NameAt(1, 2)),
            SystemCall.Unlink or SystemCall.Mkdir or SystemCall.Rmdir
                or SystemCall.Open or SystemCall.Creat => new(call, at, Path: Name(WorkingDirectory, 0)),
            SystemCall.UnlinkAt or SystemCall.MkdirAt or SystemCall.OpenAt or SystemCall.OpenAt2 =>
                new(call, at, Path: NameAt(0, 1)),
            SystemCall.Truncate => new(call, at, files.NumberAt(Name(WorkingDirectory, 0))),
            SystemCall.Mmap => new(call, at, files.NumberOf(thread, (int)at.Argument(4))),
            SystemCall.Splice => new(call, at, files.NumberOf(thread, (int)at.Argument(2))),
            SystemCall.Sync or SystemCall.Accept or SystemCall.Accept4 => new(call, at),
            _ => OnDescriptor(thread, call, at),
        };
    }

    private BegunCall OnDescriptor(ThreadView thread, SystemCall call, Ptrace.Registers at)
    {
        var descriptor = (int)at.Argument(0);
        var status = thread.StatusOf(descriptor);
        var channel = channels.NumberOf(status);
        var isTalk = channel != 0 || call is SystemCall.Read or SystemCall.ReadV or SystemCall.RecvFrom
            or SystemCall.RecvMsg or SystemCall.SendTo or SystemCall.SendMsg;
        return new BegunCall(
            call, at, isTalk ? 0 : files.NumberOf(thread, descriptor, status), Channel: channel);
    }

    /// <summary>The path on the disk that a call is on; null for none.</summary>
    public string? PathOf(BegunCall call) =>
        call.Path ?? call.ToPath ?? (call.File != 0 ? files.PathOf(call.File) : null);

    /// <summary>A fault strikes a call that begins.</summary>
    public void Struck(BegunCall call, string path) =>
        add(new RecordEntry(EntryKind.Struck) { Path = $"{call.Call} of {path}" });

    /// <summary>The call begins now.</summary>
    public void Begins(ThreadView thread, BegunCall call)
    {
        switch (call.Call)
        {
            case SystemCall.Fsync or SystemCall.FDataSync when call.File != 0:
                add(new RecordEntry(EntryKind.SyncBegan)
                {
                    File = call.File,
                    Number = call.Call == SystemCall.FDataSync ? 1 : 0,
                });
                break;
            case SystemCall.Sync or SystemCall.SyncFs:
                add(new RecordEntry(EntryKind.SyncBegan));
                break;
            default:
                channels.Begins(thread, call);
                break;
        }
    }

    /// <summary>The call has ended.</summary>
    public void Ended(ThreadView thread, BegunCall call, long result)
    {
        if (call.Call is SystemCall.Fsync or SystemCall.FDataSync or SystemCall.Sync or SystemCall.SyncFs)
        {
            if (call.File != 0 || call.Call is SystemCall.Sync or SystemCall.SyncFs)
            {
                add(new RecordEntry(EntryKind.SyncEnded) { Number = Math.Max(0, -result) });
            }
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
            case SystemCall.Truncate or SystemCall.FTruncate:
                add(new RecordEntry(EntryKind.Resized) { File = call.File, Number = call.Argument(1) });
                break;
            case SystemCall.FAllocate:
                Allocated(thread, call);
                break;
            case SystemCall.Mkdir or SystemCall.MkdirAt:
                files.Forget(call.Path!);
                add(new RecordEntry(EntryKind.DirectoryMade) { Path = call.Path! });
                break;
            case SystemCall.Unlink:
            case SystemCall.UnlinkAt when (call.Argument(2) & RemovesDirectory) == 0:
                add(new RecordEntry(EntryKind.Unlinked) { Path = call.Path! });
                break;
            case SystemCall.Rename or SystemCall.RenameAt or SystemCall.RenameAt2 when IsPlainRename(call):
                add(new RecordEntry(EntryKind.Renamed) { Path = call.Path!, ToPath = call.ToPath! });
                break;
            case SystemCall.Write or SystemCall.WriteV or SystemCall.PWrite64 or SystemCall.PWriteV
                or SystemCall.PWriteV2:
                break;
            default:
                NotFollowed(call);
                break;
        }
    }

    /// <summary>False for a rename across the edge of the disk, and for one that is more than a rename.</summary>
    private static bool IsPlainRename(BegunCall call) => call is { Path: not null, ToPath: not null }
        && (call.Call != SystemCall.RenameAt2 || call.Argument(4) is 0 or 1);

    private void NotFollowed(BegunCall call) => add(new RecordEntry(EntryKind.NotFollowed)
    {
        Path = $"{call.Call} of {call.Path ?? files.PathOf(call.File)}"
            + (call.ToPath is null ? "" : $" to {call.ToPath}"),
    });

    private void Opened(ThreadView thread, BegunCall call, int descriptor)
    {
        var flags = call.Call switch
        {
            SystemCall.Open => call.Argument(1),
            SystemCall.Creat => Truncates,
            SystemCall.OpenAt => call.Argument(2),
            _ => BitConverter.ToInt64(thread.BytesAt(call.Argument(2), sizeof(long))),
        };
        if ((flags & Nameless) != 0)
        {
            NotFollowed(call);
        }

        files.Opened(thread, descriptor, (flags & Truncates) != 0);
    }

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

    private void Allocated(ThreadView thread, BegunCall call)
    {
        var (mode, offset) = (call.Argument(1), call.Argument(2));
        var size = thread.StatusOf((int)call.Argument(0))!.Value.Size;
        if ((mode & MovesBytes) != 0)
        {
            NotFollowed(call);
            return;
        }

        add(new RecordEntry(EntryKind.Resized) { File = call.File, Number = size });
        if ((mode & MakesZeros) != 0 && offset < size)
        {
            var zeros = new byte[Math.Min(call.Argument(3), size - offset)];
            add(new RecordEntry(EntryKind.Written) { File = call.File, Number = offset, Data = zeros });
        }
    }
}
