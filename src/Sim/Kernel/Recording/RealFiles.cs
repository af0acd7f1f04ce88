using Sim.Kernel.Device;
using Sim.Kernel.Histories;

namespace Sim.Kernel.Recording;

/// <summary>A history on a mounted file system: its open files, its calls, and what the kernel does in
/// between.</summary>
internal sealed unsafe class RealFiles : IDisposable
{
    /// <summary>A file that no history uses. It is synced to commit a transaction.</summary>
    public const string Unrelated = "u";

    private const int SeekEnd = 2;

    /// <summary>RWF_DSYNC.</summary>
    private const int DataSync = 2;

    /// <summary>SYNC_FILE_RANGE_WRITE alone starts to write; with both WAIT flags it waits too.</summary>
    private const uint StartWriting = 2;
    private const uint WriteAndWait = 7;

    /// <summary>BTRFS_IOC_START_SYNC and BTRFS_IOC_WAIT_SYNC.</summary>
    private const nuint BtrfsStartSync = 0x8008_9418;
    private const nuint BtrfsWaitSync = 0x4008_9416;

    private readonly KernelDisk disk;
    private readonly bool isBtrfs;
    private readonly SortedList<string, int> open = new(StringComparer.Ordinal);
    private readonly List<int> replaced = [];
    private long time = 1_000_000;

    public RealFiles(KernelDisk disk, bool isBtrfs, History history)
    {
        (this.disk, this.isBtrfs) = (disk, isBtrfs);
        open["."] = Open(".", Linux.CloseOnExec);
        foreach (var entry in history.InitialImage.Entries)
        {
            var access = entry.IsDirectory ? 0 : Linux.ReadWrite;
            open[entry.Path] = Open(entry.Path, access | Linux.CloseOnExec);
        }
    }

    public void Dispose()
    {
        foreach (var fd in open.Values.Concat(replaced))
        {
            _ = Linux.Close(fd);
        }
    }

    public void SyncAll() => Linux.Done(Linux.SyncFileSystem(open["."]), "syncfs");

    /// <summary>Does one call.</summary>
    public void Do(HistoryCall call)
    {
        switch (call.Kind)
        {
            case CallKind.Create:
                Add(call.Path, Open(call.Path, Linux.ReadWrite | Linux.New | Linux.CloseOnExec));
                break;
            case CallKind.Mkdir:
                _ = Linux.Done(Linux.MakeDirectory(Full(call.Path), 0x1ED), "mkdir");
                Add(call.Path, Open(call.Path, Linux.CloseOnExec));
                break;
            case CallKind.Write:
                Write(open[call.Path], call.Offset, ContentText.Parse(call.Data), flags: 0);
                break;
            case CallKind.Dsync:
                Write(open[call.Path], call.Offset, ContentText.Parse(call.Data), DataSync);
                break;
            case CallKind.Trunc:
                _ = Linux.Done(Linux.Truncate(open[call.Path], call.Offset), "ftruncate");
                break;
            case CallKind.Allocate:
                _ = Linux.Done(Linux.Allocate(open[call.Path], 0, 0, call.Offset), "fallocate");
                break;
            case CallKind.Rename:
                _ = Linux.Done(Linux.Rename(Full(call.Path), Full(call.To)), "rename");
                Moved(call.Path, call.To);
                break;
            case CallKind.Unlink:
                _ = Linux.Done(Linux.Unlink(Full(call.Path)), "unlink");
                break;
            default:
                var fd = open[call.Path];
                _ = Linux.Done(call.Kind == CallKind.Fsync ? Linux.Sync(fd) : Linux.SyncData(fd), $"{call.Kind}");
                break;
        }
    }

    /// <summary>Lets the kernel do something that it may do at any time.</summary>
    public void Do(ScheduleStep step)
    {
        switch (step.Action)
        {
            case KernelAction.Commit:
                Commit();
                break;
            case KernelAction.Sync:
                SyncAll();
                break;
            default:
                foreach (var (path, fd) in open)
                {
                    if (path != "." && (step.Path.Length == 0 || step.Path == path))
                    {
                        WriteBack(fd, step);
                    }
                }

                break;
        }
    }

    private static void WriteBack(int fd, ScheduleStep step)
    {
        // A directory cannot be written back, and its error says so.
        var flags = step.Action == KernelAction.WriteBack ? WriteAndWait : StartWriting;
        _ = step.Block < 0
            ? Linux.SyncRange(fd, 0, 0, flags)
            : Linux.SyncRange(fd, step.Block * 4096L, 4096, flags);
    }

    /// <summary>Commits the metadata without the data of the history's files.</summary>
    private void Commit()
    {
        if (isBtrfs)
        {
            ulong transaction;
            _ = Linux.Done(Linux.Control(open["."], BtrfsStartSync, (byte*)&transaction), "start a commit");
            _ = Linux.Done(Linux.Control(open["."], BtrfsWaitSync, (byte*)&transaction), "wait for a commit");
            return;
        }

        var fd = Open(Unrelated, Linux.ReadWrite | Linux.CloseOnExec);
        var times = stackalloc long[] { ++time, 0, time, 0 };
        _ = Linux.Done(Linux.SetTimes(fd, times), "futimens");
        _ = Linux.Done(Linux.Sync(fd), "fsync");
        _ = Linux.Close(fd);
    }

    private static void Write(int fd, long offset, byte[] data, int flags)
    {
        var at = offset < 0 ? Linux.Done(Linux.Seek(fd, 0, SeekEnd), "lseek") : offset;
        fixed (byte* bytes = data)
        {
            var buffer = stackalloc nuint[] { (nuint)bytes, (nuint)data.Length };
            if (Linux.Done(Linux.WriteWith(fd, buffer, 1, at, flags), "pwritev2") != data.Length)
            {
                throw new IOException("a write was short: the disk of the recorder is full");
            }
        }
    }

    private void Add(string path, int fd)
    {
        if (open.TryGetValue(path, out var other))
        {
            replaced.Add(other);
        }

        open[path] = fd;
    }

    private void Moved(string from, string to)
    {
        foreach (var path in HandlePaths.Below(from, open.Keys))
        {
            var fd = open[path];
            _ = open.Remove(path);
            Add(HandlePaths.Moved(path, from, to), fd);
        }
    }

    private int Open(string path, int flags) => (int)Linux.Done(Linux.Open(Full(path), flags, 0x1A4), path);

    private string Full(string path) => Path.Combine(disk.Directory, path);
}
