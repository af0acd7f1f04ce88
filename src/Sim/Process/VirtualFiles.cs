using Aof.Os;
using Sim.Disk;
using Sim.Faults;

namespace Sim.Process;

/// <summary>
/// One process's system calls about files, on the virtual disk. What happens to a call while it is under way (time,
/// faults) is settled first; its effect comes at the end of that time, on the descriptors as they are then.
/// </summary>
internal sealed class VirtualFiles : IFiles
{
    private readonly VirtualProcess _process;
    private readonly VirtualDisk _disk;
    private readonly FileEffects _effects;

    public VirtualFiles(VirtualProcess process)
    {
        _process = process;
        _disk = process.Machine.Disk;
        _effects = new FileEffects(process);
    }

    public SysResult<int> Open(string path, OpenMode mode) => Open(SystemCall.Open, path, mode);

    public SysResult<int> OpenDirectory(string path) => Open(SystemCall.OpenDirectory, path, OpenMode.Read);

    public SysResult<int> Read(int fd, Span<byte> buffer)
    {
        SystemCall call = IsPipe(fd) ? SystemCall.PipeRead : SystemCall.Read;
        Injection injection = _process.Enter(call, PathOf(fd), mostShort: buffer.Length - 1);
        SysResult<int> result = injection.Error != Errno.None
            ? injection.Error
            : injection.Flip(buffer, _effects.Read(fd, buffer[..Math.Min(buffer.Length, injection.AtMostBytes)]));
        return _process.Leave(call, fd, result, PathOf(fd));
    }

    public SysResult<int> Write(int fd, ReadOnlySpan<byte> data)
    {
        bool pipe = IsPipe(fd);
        SystemCall call = pipe ? SystemCall.PipeWrite : SystemCall.Write;
        int mostShort = pipe && data.Length <= Pipe.AtomicBytes ? 0 : data.Length - 1;
        Injection injection = _process.Enter(call, PathOf(fd), mostShort);
        _process.Machine.Trace.Fold(data);
        SysResult<int> result = injection.Error != Errno.None
            ? injection.Error
            : _effects.Write(fd, data[..Math.Min(data.Length, injection.AtMostBytes)]);
        return _process.Leave(call, fd, result, PathOf(fd));
    }

    public SysResult<long> Size(int fd)
    {
        Injection injection = _process.Enter(SystemCall.Size, PathOf(fd));
        SysResult<long> result = injection.Error != Errno.None ? injection.Error
            : Find(fd) is { } open ? open.Inode?.Size ?? 0
            : Errno.EBADF;
        return _process.Leave(SystemCall.Size, fd, result, PathOf(fd));
    }

    public SysResult<long> SeekEnd(int fd)
    {
        Injection injection = _process.Enter(SystemCall.SeekEnd, PathOf(fd));
        SysResult<long> result = injection.Error != Errno.None ? injection.Error
            : Find(fd) is not { } open ? Errno.EBADF
            : open.Inode is not { } inode ? Errno.ESPIPE
            : open.Offset = inode.Size;
        return _process.Leave(SystemCall.SeekEnd, fd, result, PathOf(fd));
    }

    public Errno Truncate(int fd, long size)
    {
        Injection injection = _process.Enter(SystemCall.Truncate, PathOf(fd));
        _process.Machine.Trace.Fold(size);
        Errno error = injection.Error != Errno.None ? injection.Error
            : Find(fd) is not { } open ? Errno.EBADF
            : open.Inode is null || !open.Writes || size < 0 ? Errno.EINVAL
            : _disk.Truncate(open.Inode, size);
        return _process.LeaveWith(SystemCall.Truncate, fd, error, PathOf(fd));
    }

    public Errno Sync(int fd) => Sync(SystemCall.Sync, fd);

    public Errno SyncData(int fd) => Sync(SystemCall.SyncData, fd);

    public Errno Close(int fd)
    {
        string? path = PathOf(fd);
        Injection injection = _process.Enter(SystemCall.Close, path);
        Errno error = !_process.Descriptors.Remove(fd) ? Errno.EBADF : injection.Error;
        return _process.LeaveWith(SystemCall.Close, fd, error, path);
    }

    public Errno Rename(string from, string to)
    {
        Injection injection = _process.Enter(SystemCall.Rename, from);
        FoldPaths(from, to);
        Errno error = injection.Error != Errno.None ? injection.Error : _effects.Rename(from, to);
        string path = _process.Machine.Trace.Recording ? from + " -> " + to : from;
        return _process.LeaveWith(SystemCall.Rename, to.Length, error, path);
    }

    public Errno Unlink(string path)
    {
        Injection injection = _process.Enter(SystemCall.Unlink, path);
        FoldPaths(path, null);
        Errno error = injection.Error != Errno.None ? injection.Error : _effects.Unlink(path);
        return _process.LeaveWith(SystemCall.Unlink, path.Length, error, path);
    }

    public Errno MakeDirectory(string path)
    {
        Injection injection = _process.Enter(SystemCall.MakeDirectory, path);
        FoldPaths(path, null);
        Errno error = injection.Error != Errno.None ? injection.Error : _disk.MakeDirectory(path);
        return _process.LeaveWith(SystemCall.MakeDirectory, path.Length, error, path);
    }

    public SysResult<IReadOnlyList<string>> List(string path)
    {
        Injection injection = _process.Enter(SystemCall.List, path);
        SysResult<IReadOnlyList<string>> names = injection.Error != Errno.None ? injection.Error : _disk.List(path);
        _process.Tell(SystemCall.List, path.Length, names.Ok ? names.Value.Count : 0, names.Error, path);
        return names;
    }

    private SysResult<int> Open(SystemCall call, string path, OpenMode mode)
    {
        Injection injection = _process.Enter(call, path);
        FoldPaths(path, null);
        SysResult<int> result = injection.Error != Errno.None
            ? injection.Error
            : _effects.Open(path, mode, directory: call == SystemCall.OpenDirectory);
        return _process.Leave(call, (long)mode, result, path);
    }

    /// <summary>What a sync covers is settled when it begins; whether it worked, when it ends. A kill in between leaves it open.</summary>
    private Errno Sync(SystemCall call, int fd)
    {
        OpenDescription? open = Find(fd);
        SyncTicket? ticket = open?.Inode is { } inode ? _disk.BeginSync(inode, dataOnly: call == SystemCall.SyncData) : null;
        Injection injection = _process.Enter(call, open?.Path);
        Errno error = open is null ? Errno.EBADF : ticket is null ? Errno.EINVAL : injection.Error;
        error = _disk.Settle(ticket, open, error);
        return _process.LeaveWith(call, fd, error, open?.Path);
    }

    private OpenDescription? Find(int fd) => _process.Descriptors.Find(fd);

    private bool IsPipe(int fd) => Find(fd)?.Pipe is not null;

    private string? PathOf(int fd) => Find(fd)?.Path;

    private void FoldPaths(string first, string? second)
    {
        _process.Machine.Trace.Fold(first);
        _process.Machine.Trace.Fold(second);
    }
}
