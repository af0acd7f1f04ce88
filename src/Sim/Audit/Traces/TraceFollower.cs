using System.Globalization;
using Sim.Audit.Records;
using Sim.Os;

namespace Sim.Audit.Traces;

/// <summary>
/// Turns the calls of a trace into entries of a record. A change counts where its call returned, a sync from where it
/// began, and what was said from where its write began.
/// </summary>
/// <param name="inside">A path relative to the disk; null for what is no part of it.</param>
/// <param name="first">The first process.</param>
/// <param name="connections">True when what goes over accepted connections is recorded.</param>
/// <param name="add">Adds an entry to the record.</param>
internal sealed class TraceFollower(
    Func<string, string?> inside, TracedProcess first, bool connections, Action<RecordEntry> add)
{
    private readonly SortedDictionary<int, TracedProcess> processes = [];
    private int channels = RecordEntry.LastOwnChannel;
    private TracedProcess? running;

    private TracedProcess At => running ?? first;

    /// <summary>The names and sizes of the Disk.</summary>
    public TracedDisk Disk { get; } = new(add);

    /// <summary>What cannot be followed, with its line; null when all could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Follows one beginning or end.</summary>
    public void Follow(TracedEvent happening)
    {
        var call = happening.Call;
        if (!processes.TryGetValue(call.Thread, out var process))
        {
            // The first thread of the trace is the program; all others are made by it.
            if (processes.Count > 0)
            {
                Refuse(call, "no call of the trace has made its thread");
                return;
            }

            processes[call.Thread] = process = first;
        }

        running = process;
        if (happening.Begins)
        {
            Begins(call);
        }
        else if (call.Name is "fsync" or "fdatasync" or "sync" or "syncfs")
        {
            SyncEnds(call);
        }
        else if (call.WentWell && !Names(call) && !Descriptors(call))
        {
            Contents(call);
        }
    }

    private void Refuse(TracedCall call, string why) => Problem ??= $"{call}: {why}";

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private void Begins(TracedCall call)
    {
        switch (call.Name)
        {
            case "fsync" or "fdatasync" when At.File(call[0]) is { Number: > 0 } file:
                add(new RecordEntry(EntryKind.SyncBegan)
                {
                    File = file.Number,
                    Number = call.Name == "fdatasync" ? 1 : 0,
                });
                break;
            case "sync" or "syncfs":
                add(new RecordEntry(EntryKind.SyncBegan));
                break;
            case "clone" or "clone3" or "fork" or "vfork" when call is { WentWell: true, Result: > 0 }:
                // The lines of a child may come before its parent's call returns.
                var flags = string.Join('|', call.Arguments).Split('|', '=', ',', ' ', '{', '}');
                processes[(int)call.Result.Value] =
                    At.Child(flags.Contains("CLONE_FILES"), flags.Contains("CLONE_FS"));
                break;
            case "write" or "writev" when call is { WentWell: true, Result: > 0 }
                && At.File(call[0]) is { Channel: RecordEntry.OutputChannel } output:
                Say(EntryKind.Said, output, call);
                break;
            default:
                break;
        }
    }

    private void SyncEnds(TracedCall call)
    {
        if (call.Name is "sync" or "syncfs" || At.File(call[0]) is { Number: > 0 })
        {
            var errno = Enum.TryParse<Errno>(call.Error, out var known) ? known : Errno.EIO;
            add(new RecordEntry(EntryKind.SyncEnded) { Number = call.Error.Length == 0 ? 0 : (long)errno });
        }
    }

    private void Say(EntryKind kind, TracedFile file, TracedCall call)
    {
        if (Data(call) is { } data)
        {
            add(new RecordEntry(kind) { File = file.Channel, Data = data });
        }
    }

    /// <summary>The bytes that a call moved; null, and a refusal, when the trace does not have them all.</summary>
    private ReadOnlyMemory<byte>? Data(TracedCall call)
    {
        var bytes = call.Name is "writev" or "readv" or "pwritev" or "pwritev2" or "sendmsg" or "recvmsg"
            ? TraceStrings.Pieces(call[1])
            : TraceStrings.Bytes(call[1]);
        if (bytes is null || bytes.Length < call.Result)
        {
            Refuse(call, "the trace does not have all bytes; give strace a larger -s");
            return null;
        }

        return bytes.AsMemory(0, (int)call.Result!.Value);
    }

    private string? Inside(string directory, string path) =>
        TraceStrings.Text(path) is { } text ? inside(At.Absolute(directory, text)) : null;

    /// <summary>Calls that change names. False for all others.</summary>
    private bool Names(TracedCall call)
    {
        const string here = "AT_FDCWD";
        switch (call.Name)
        {
            case "open" or "creat":
                Open(call, here, call[0], call.Name == "open" ? call[1] : "O_CREAT|O_TRUNC");
                return true;
            case "openat" or "openat2":
                Open(call, call[0], call[1], call[2].Replace("{flags=", "", StringComparison.Ordinal).Split(',')[0]);
                return true;
            case "rename":
                Rename(call, Inside(here, call[0]), Inside(here, call[1]));
                return true;
            case "renameat" or "renameat2":
                Rename(call, Inside(call[0], call[1]), Inside(call[2], call[3]));
                return true;
            case "unlink" or "unlinkat" or "rmdir":
                Unlink(call, call.Name == "unlinkat" ? Inside(call[0], call[1]) : Inside(here, call[0]));
                return true;
            case "mkdir" when Inside(here, call[0]) is { } made:
                Disk.MakeDirectory(made);
                return true;
            case "mkdirat" when Inside(call[0], call[1]) is { } made:
                Disk.MakeDirectory(made);
                return true;
            case "link" or "symlink" when Inside(here, call[1]) is not null:
            case "linkat" when Inside(call[2], call[3]) is not null:
            case "symlinkat" when Inside(call[1], call[2]) is not null:
                Refuse(call, "links are not followed");
                return true;
            case "truncate" when Inside(here, call[0]) is { } path:
                Disk.Resize(Disk.Open(path, cuts: false), Number(call[1]));
                return true;
            default:
                return false;
        }
    }

    private void Open(TracedCall call, string directory, string path, string flagWords)
    {
        var flags = flagWords.Split('|');
        var absolute = At.Absolute(directory, TraceStrings.Text(path) ?? "");
        var found = inside(absolute);
        if (found is not null && flags.Contains("O_TMPFILE"))
        {
            Refuse(call, "files without a name are not followed");
        }

        var number = found is null ? 0 : Disk.Open(found, flags.Contains("O_TRUNC"));
        var file = new TracedFile
        {
            Number = number,
            Path = absolute,
            Appends = flags.Contains("O_APPEND"),
            Syncs = flags.Contains("O_SYNC"),
            SyncsData = flags.Contains("O_DSYNC"),
        };
        At.Set((int)call.Result!.Value, file, flags.Contains("O_CLOEXEC"));
    }

    private void Rename(TracedCall call, string? from, string? to)
    {
        if (call.Has(4, "RENAME_EXCHANGE") || call.Has(4, "RENAME_WHITEOUT"))
        {
            Refuse(call, "this kind of rename is not followed");
        }
        else if (from is not null && to is not null)
        {
            Disk.Rename(from, to);
        }
        else if (from is not null || to is not null)
        {
            Refuse(call, "a rename across the edge of the disk is not followed");
        }
    }

    private void Unlink(TracedCall call, string? path)
    {
        if (path is not null && (call.Name == "rmdir" || call.Has(2, "AT_REMOVEDIR")))
        {
            Disk.RemoveDirectory(path);
        }
        else if (path is not null && Disk.Has(path))
        {
            // Sockets and pipes are no part of the Disk.
            Disk.Unlink(path);
        }
    }

    /// <summary>Calls that change descriptors and processes. False for all others.</summary>
    private bool Descriptors(TracedCall call)
    {
        var result = (int)Math.Clamp(call.Result!.Value, -1, int.MaxValue);
        switch (call.Name)
        {
            case "close":
                At.Set(TracedProcess.NumberOf(call[0]), file: null, closesOnExecute: false);
                return true;
            case "close_range":
                At.Close(Number(call[0]), call[1].All(char.IsAsciiDigit) ? Number(call[1]) : int.MaxValue);
                return true;
            case "dup" or "dup2" or "dup3":
                At.Set(result, At.File(call[0]), call.Has(2, "O_CLOEXEC"));
                return true;
            case "fcntl":
                Control(call, result);
                return true;
            case "execve" or "execveat":
                At.Execute();
                return true;
            case "chdir":
                At.WorkingDirectory = At.Absolute("AT_FDCWD", TraceStrings.Text(call[0]) ?? "");
                return true;
            case "fchdir":
                At.WorkingDirectory = At.File(call[0])?.Path ?? "/unknown";
                return true;
            case "accept" or "accept4" when connections:
                At.Set(result, new TracedFile { Channel = ++channels }, call.Has(3, "SOCK_CLOEXEC"));
                return true;
            default:
                return Others(call, result);
        }
    }

    /// <summary>Calls that make descriptors of no interest, or that cannot be followed.</summary>
    private bool Others(TracedCall call, int result)
    {
        switch (call.Name)
        {
            case "socket" or "accept" or "accept4" or "epoll_create" or "epoll_create1" or "eventfd" or "eventfd2"
                or "timerfd_create" or "signalfd" or "signalfd4" or "memfd_create" or "inotify_init"
                or "inotify_init1" or "pidfd_open":
                At.Set(result, file: null, closesOnExecute: false);
                return true;
            case "pipe" or "pipe2" or "socketpair":
                foreach (var end in string.Join(' ', call.Arguments).Split(['[', ']', ',', ' ']).Where(
                    text => text.Length > 0 && text.All(char.IsAsciiDigit)))
                {
                    At.Set(TracedProcess.NumberOf(end), file: null, closesOnExecute: false);
                }

                return true;
            case "io_uring_setup" or "io_setup" or "pidfd_getfd" or "open_by_handle_at":
            case "recvmsg" when call[1].Contains("SCM_RIGHTS", StringComparison.Ordinal):
                Refuse(call, "what is done so is not in the trace");
                return true;
            default:
                return false;
        }
    }

    private void Control(TracedCall call, int result)
    {
        var file = At.File(call[0]);
        if (call[1].StartsWith("F_DUPFD", StringComparison.Ordinal))
        {
            At.Set(result, file, call[1] == "F_DUPFD_CLOEXEC");
        }
        else if (file is not null && call[1] == "F_SETFD")
        {
            At.Set(TracedProcess.NumberOf(call[0]), file, call.Has(2, "FD_CLOEXEC"));
        }
        else if (file is not null && call[1] == "F_SETFL")
        {
            file.Appends = call.Has(2, "O_APPEND");
        }
    }

    /// <summary>Calls on open files and connections.</summary>
    private void Contents(TracedCall call)
    {
        var file = At.File(call.Name is "copy_file_range" or "splice" ? call[2]
            : call.Name == "mmap" ? call[4] : call[0]);
        if (file is { Channel: > RecordEntry.LastOwnChannel } && call.Result > 0)
        {
            Talk(call, file);
        }

        if (file is not { Number: > 0 })
        {
            return;
        }

        switch (call.Name)
        {
            case "read" or "readv":
                file.Offset += call.Result!.Value;
                break;
            case "lseek":
                file.Offset = call.Result!.Value;
                break;
            case "write" or "writev" or "pwrite64" or "pwritev" or "pwritev2" when call.Result > 0:
                Write(call, file);
                break;
            case "ftruncate":
                Disk.Resize(file.Number, Number(call[1]));
                break;
            case "fallocate":
                Allocate(call, file.Number);
                break;
            default:
                RefuseUnseen(call);
                break;
        }
    }

    /// <summary>Bytes that come into a file past the trace.</summary>
    private void RefuseUnseen(TracedCall call)
    {
        if (call.Name == "mmap" && call.Has(2, "PROT_WRITE") && call.Has(3, "MAP_SHARED"))
        {
            Refuse(call, "stores into a shared mapping are not in a trace; --ignore the file, or use audit record");
        }
        else if (call.Name is "copy_file_range" or "sendfile" or "splice"
            || (call.Name == "ioctl" && call[1].Contains("CLONE", StringComparison.Ordinal)))
        {
            Refuse(call, "the trace does not have the bytes; use audit record");
        }
    }

    private void Talk(TracedCall call, TracedFile file)
    {
        var isHeard = call.Name is "read" or "readv" or "recvfrom" or "recvmsg";
        if (isHeard || call.Name is "write" or "writev" or "sendto" or "sendmsg")
        {
            Say(isHeard ? EntryKind.Heard : EntryKind.Replied, file, call);
        }
    }

    private void Write(TracedCall call, TracedFile file)
    {
        if (Data(call) is not { } data)
        {
            return;
        }

        var movesOffset = call.Name is "write" or "writev" || (call.Name == "pwritev2" && call[3] == "-1");
        var offset = file.Appends || call.Has(4, "RWF_APPEND") ? Disk.SizeOf(file.Number)
            : movesOffset ? file.Offset
            : Number(call[3]);
        Disk.Write(file.Number, offset, data);
        file.Offset = movesOffset ? offset + data.Length : file.Offset;
        var syncs = file.Syncs || call.Has(4, "RWF_SYNC");
        if (syncs || file.SyncsData || call.Has(4, "RWF_DSYNC"))
        {
            add(new RecordEntry(EntryKind.SyncBegan) { File = file.Number, Number = syncs ? 0 : 1 });
            add(new RecordEntry(EntryKind.SyncEnded));
        }
    }

    private void Allocate(TracedCall call, int number)
    {
        if (call.Has(1, "FALLOC_FL_COLLAPSE_RANGE") || call.Has(1, "FALLOC_FL_INSERT_RANGE"))
        {
            Refuse(call, "this kind of allocation is not followed");
            return;
        }

        var (offset, length) = (Number(call[2]), Number(call[3]));
        if (offset < 0 || length < 0 || offset > RebuiltDisk.LargestFile || length > RebuiltDisk.LargestFile)
        {
            Refuse(call, "a file of more than 1 GiB is more than an audit follows");
            return;
        }

        Disk.Allocate(number, offset, length, call.Has(1, "FALLOC_FL_KEEP_SIZE"),
            call.Has(1, "FALLOC_FL_PUNCH_HOLE") || call.Has(1, "FALLOC_FL_ZERO_RANGE"));
    }
}
