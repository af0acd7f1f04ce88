using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// The file calls of one process, on the virtual disk. Each call first decides about faults and lets its time pass.
/// Then it has its effect, on the descriptors as they are at that moment.
/// </summary>
internal sealed class VirtualFiles : IFilesInTurns
{
    private readonly VirtualProcess process;
    private readonly VirtualDisk disk;
    private readonly FileEffects effects;

    public VirtualFiles(VirtualProcess process)
    {
        this.process = process;
        disk = process.Machine.Disk;
        effects = new FileEffects(process);
    }

    public bool TryPost(Action action)
    {
        process.Turns?.Post(static state => ((Action)state!)(), action);
        return process.Turns is not null;
    }

    public SysResult<int> Open(string path, OpenMode mode) => Open(SystemCall.Open, path, mode);

    public SysResult<int> OpenDirectory(string path) => Open(SystemCall.OpenDirectory, path, OpenMode.Read);

    public SysResult<int> Read(int fd, Span<byte> buffer)
    {
        var call = IsPipe(fd) ? SystemCall.PipeRead : SystemCall.Read;
        var injection = process.Enter(call, PathOf(fd), mostShort: buffer.Length - 1);
        var result = injection.Error != Errno.None
            ? injection.Error
            : injection.Flip(buffer, effects.Read(fd, buffer[..Math.Min(buffer.Length, injection.AtMostBytes)]));
        return process.Leave(call, fd, result, PathOf(fd));
    }

    public SysResult<int> Write(int fd, ReadOnlySpan<byte> data)
    {
        var pipe = IsPipe(fd);
        var call = pipe ? SystemCall.PipeWrite : SystemCall.Write;
        var mostShort = pipe && data.Length <= Pipe.AtomicBytes ? 0 : data.Length - 1;
        var injection = process.Enter(call, PathOf(fd), mostShort);
        process.Machine.Trace.Fold(data);
        var result = injection.Error != Errno.None
            ? injection.Error
            : effects.Write(fd, data[..Math.Min(data.Length, injection.AtMostBytes)]);
        return process.Leave(call, fd, result, PathOf(fd));
    }

    public SysResult<int> ReadAt(int fd, Span<byte> buffer, long offset)
    {
        var injection = process.Enter(SystemCall.ReadAt, PathOf(fd), mostShort: buffer.Length - 1);
        process.Machine.Trace.Fold(offset);
        var result = injection.Error != Errno.None ? injection.Error : injection.Flip(
            buffer, effects.ReadAt(fd, buffer[..Math.Min(buffer.Length, injection.AtMostBytes)], offset));
        return process.Leave(SystemCall.ReadAt, fd, result, PathOf(fd));
    }

    public SysResult<int> WriteAt(int fd, ReadOnlySpan<byte> data, long offset)
    {
        var injection = process.Enter(SystemCall.WriteAt, PathOf(fd), mostShort: data.Length - 1);
        process.Machine.Trace.Fold(data);
        process.Machine.Trace.Fold(offset);
        var result = injection.Error != Errno.None
            ? injection.Error
            : effects.WriteAt(fd, data[..Math.Min(data.Length, injection.AtMostBytes)], offset);
        return process.Leave(SystemCall.WriteAt, fd, result, PathOf(fd));
    }

    public SysResult<long> Seek(int fd, long offset)
    {
        var injection = process.Enter(SystemCall.Seek, PathOf(fd));
        SysResult<long> result = injection.Error != Errno.None ? injection.Error
            : Find(fd) is not { } open ? Errno.EBADF
            : open.Inode is null ? Errno.ESPIPE
            : offset < 0 ? Errno.EINVAL
            : open.Offset = offset;
        return process.Leave(SystemCall.Seek, fd, result, PathOf(fd));
    }

    public Errno Allocate(int fd, long offset, long length)
    {
        var injection = process.Enter(SystemCall.Allocate, PathOf(fd));
        process.Machine.Trace.Fold(offset);
        process.Machine.Trace.Fold(length);
        var error = injection.Error != Errno.None ? injection.Error : effects.Allocate(fd, offset, length);
        return process.LeaveWith(SystemCall.Allocate, fd, error, PathOf(fd));
    }

    public Errno Lock(int fd, FileLock kind)
    {
        var injection = process.Enter(SystemCall.Lock, PathOf(fd));
        process.Machine.Trace.Fold((long)kind);
        var error = injection.Error != Errno.None ? injection.Error : effects.Lock(fd, kind);
        return process.LeaveWith(SystemCall.Lock, fd, error, PathOf(fd));
    }

    public SysResult<long> Size(int fd)
    {
        var injection = process.Enter(SystemCall.Size, PathOf(fd));
        SysResult<long> result = injection.Error != Errno.None ? injection.Error
            : Find(fd) is { } open ? open.Inode?.Size ?? 0
            : Errno.EBADF;
        return process.Leave(SystemCall.Size, fd, result, PathOf(fd));
    }

    public SysResult<long> SeekEnd(int fd)
    {
        var injection = process.Enter(SystemCall.SeekEnd, PathOf(fd));
        SysResult<long> result = injection.Error != Errno.None ? injection.Error
            : Find(fd) is not { } open ? Errno.EBADF
            : open.Inode is not { } inode ? Errno.ESPIPE
            : open.Offset = inode.Size;
        return process.Leave(SystemCall.SeekEnd, fd, result, PathOf(fd));
    }

    public Errno Truncate(int fd, long size)
    {
        var injection = process.Enter(SystemCall.Truncate, PathOf(fd));
        process.Machine.Trace.Fold(size);
        var error = injection.Error != Errno.None ? injection.Error
            : Find(fd) is not { } open ? Errno.EBADF
            : open.Inode is null || !open.Writes || size < 0 ? Errno.EINVAL
            : disk.Truncate(open.Inode, size);
        return process.LeaveWith(SystemCall.Truncate, fd, error, PathOf(fd));
    }

    public Errno Sync(int fd) => Sync(SystemCall.Sync, fd);

    public Errno SyncData(int fd) => Sync(SystemCall.SyncData, fd);

    public Errno Close(int fd)
    {
        var path = PathOf(fd);
        var injection = process.Enter(SystemCall.Close, path);
        var error = !process.Descriptors.Remove(fd) ? Errno.EBADF : injection.Error;
        return process.LeaveWith(SystemCall.Close, fd, error, path);
    }

    public Errno Rename(string from, string to)
    {
        var injection = process.Enter(SystemCall.Rename, from);
        FoldPaths(from, to);
        var error = injection.Error != Errno.None ? injection.Error : effects.Rename(from, to);
        var path = process.Machine.Trace.Recording ? from + " -> " + to : from;
        return process.LeaveWith(SystemCall.Rename, to.Length, error, path);
    }

    public Errno Unlink(string path) => OnPath(SystemCall.Unlink, path, effects.Unlink);

    public Errno MakeDirectory(string path) => OnPath(SystemCall.MakeDirectory, path, disk.MakeDirectory);

    public Errno RemoveDirectory(string path) => OnPath(SystemCall.RemoveDirectory, path, disk.RemoveDirectory);

    public Errno Exists(string path) => OnPath(SystemCall.Exists, path, path => disk.Lookup(path).Error);

    public SysResult<IReadOnlyList<string>> List(string path)
    {
        var injection = process.Enter(SystemCall.List, path);
        var names = injection.Error != Errno.None ? injection.Error : disk.List(path);
        process.Record(SystemCall.List, path.Length, names.Ok ? names.Value.Count : 0, names.Error, path);
        return names;
    }

    private Errno OnPath(SystemCall call, string path, Func<string, Errno> effect)
    {
        var injection = process.Enter(call, path);
        FoldPaths(path, null);
        var error = injection.Error != Errno.None ? injection.Error : effect(path);
        return process.LeaveWith(call, path.Length, error, path);
    }

    private SysResult<int> Open(SystemCall call, string path, OpenMode mode)
    {
        var injection = process.Enter(call, path);
        FoldPaths(path, null);
        var result = injection.Error != Errno.None
            ? injection.Error
            : effects.Open(path, mode, directory: call == SystemCall.OpenDirectory);
        return process.Leave(call, (long)mode, result, path);
    }

    /// <summary>
    /// A sync covers the changes before it began (rule Y1), and succeeds or fails when it ends. A kill in between
    /// leaves the changes open.
    /// </summary>
    private Errno Sync(SystemCall call, int fd)
    {
        var open = Find(fd);
        SyncTicket? ticket =
            open?.Inode is { } inode ? disk.BeginSync(inode, dataOnly: call == SystemCall.SyncData) : null;
        var injection = process.Enter(call, open?.Path);
        var error = open is null ? Errno.EBADF
            : ticket is not { } begun ? Errno.EINVAL
            : injection.Aborts ? disk.Abort(begun.Inode)
            : injection.Error;
        error = disk.Settle(ticket, open, error);
        return process.LeaveWith(call, fd, error, open?.Path);
    }

    private OpenDescription? Find(int fd) => process.Descriptors.Find(fd);

    private bool IsPipe(int fd) => Find(fd)?.Pipe is not null;

    private string? PathOf(int fd) => Find(fd)?.Path;

    private void FoldPaths(string first, string? second)
    {
        process.Machine.Trace.Fold(first);
        process.Machine.Trace.Fold(second);
    }
}
