using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// The effects of a process's file calls, when no fault was injected: POSIX's rules about modes, offsets and names.
/// </summary>
internal sealed class FileEffects(VirtualProcess process)
{
    private VirtualDisk Disk => process.Machine.Disk;

    public SysResult<int> Open(string path, OpenMode mode, bool directory)
    {
        if (process.Descriptors.Free == 0)
        {
            return Errno.EMFILE;
        }

        var creates = (mode & OpenMode.Create) != 0;
        var found = Disk.Lookup(path, creates);
        if (found.Error == Errno.ENOENT && creates)
        {
            found = Disk.Create(path);
        }
        else if (found.Ok && creates && (mode & OpenMode.Exclusive) != 0)
        {
            return Errno.EEXIST;
        }

        if (!found.Ok)
        {
            return found.Error;
        }

        var opened = OpenDescription.File(found.Value, path, mode);
        if (found.Value.IsDirectory ? opened.Writes || (mode & (OpenMode.Create | OpenMode.Truncate)) != 0 : directory)
        {
            return directory ? Errno.ENOTDIR : Errno.EISDIR;
        }

        if (opened.Writes && Disk.Refusal() is not Errno.None and var refusal)
        {
            return refusal;
        }

        // Truncating an empty file is no change. It would only add a crash point equal to the one before it.
        var emptied =
            (mode & OpenMode.Truncate) != 0 && found.Value.Size > 0 ? Disk.Truncate(found.Value, 0) : Errno.None;
        return emptied != Errno.None ? emptied : process.Descriptors.Add(opened);
    }

    public SysResult<int> Read(int fd, Span<byte> buffer)
    {
        if (process.Descriptors.Find(fd) is not { Reads: true } open)
        {
            return Errno.EBADF;
        }

        if (open.Pipe is { } pipe)
        {
            return pipe.Take(buffer);
        }

        if (open.Inode!.IsDirectory)
        {
            return Errno.EISDIR;
        }

        var read = Disk.Read(open.Inode, open.Offset, buffer);
        open.Offset += read;
        return read;
    }

    public SysResult<int> ReadAt(int fd, Span<byte> buffer, long offset) => offset < 0 ? Errno.EINVAL
        : process.Descriptors.Find(fd) is not { } open ? Errno.EBADF
        : open.Inode is not { } inode ? Errno.ESPIPE
        : !open.Reads ? Errno.EBADF
        : inode.IsDirectory ? Errno.EISDIR
        : Disk.Read(inode, offset, buffer);

    public SysResult<int> WriteAt(int fd, ReadOnlySpan<byte> data, long offset) => offset < 0 ? Errno.EINVAL
        : process.Descriptors.Find(fd) is not { } open ? Errno.EBADF
        : open.Inode is null ? Errno.ESPIPE
        : !open.Writes ? Errno.EBADF
        : data.IsEmpty ? 0
        : Store(open, offset, data, out _);

    public SysResult<int> Write(int fd, ReadOnlySpan<byte> data)
    {
        if (process.Descriptors.Find(fd) is not { Writes: true } open)
        {
            return Errno.EBADF;
        }

        if (open.Pipe is { } pipe)
        {
            return pipe.Put(data);
        }

        if (data.IsEmpty)
        {
            return 0;
        }

        var written = Store(open, open.Offset, data, out var end);
        open.Offset = end ?? open.Offset;
        return written;
    }

    public Errno Allocate(int fd, long offset, long length) => process.Descriptors.Find(fd) is not { } open
        ? Errno.EBADF
        : offset < 0 || length <= 0 ? Errno.EINVAL
        : !open.Writes ? Errno.EBADF
        : open.Inode is not { } inode ? Errno.ESPIPE
        : offset > long.MaxValue - length ? Errno.EFBIG
        : Disk.Allocate(inode, offset + length);

    public Errno Lock(int fd, FileLock kind)
    {
        if (process.Descriptors.Find(fd) is not { } open)
        {
            return Errno.EBADF;
        }

        if (kind == FileLock.None)
        {
            open.Locks.Release(open);
            return Errno.None;
        }

        return open.Locks.TryTake(open, exclusive: kind == FileLock.Exclusive) ? Errno.None : Errno.EAGAIN;
    }

    /// <summary>Writes, and syncs with O_DSYNC.</summary>
    /// <param name="open">A file that is open for writing.</param>
    /// <param name="offset">The offset; with O_APPEND it is the end of the file.</param>
    /// <param name="data">The bytes, at least one.</param>
    /// <param name="end">The offset behind them; null when none was written.</param>
    private SysResult<int> Store(OpenDescription open, long offset, ReadOnlySpan<byte> data, out long? end)
    {
        var inode = open.Inode!;
        var start = (open.Mode & OpenMode.Append) != 0 ? inode.Size : offset;
        var written = Disk.Write(inode, start, data);
        end = written.Ok ? start + written.Value : null;
        if (!written.Ok || (open.Mode & OpenMode.DataSync) == 0)
        {
            return written;
        }

        var error = Disk.Settle(Disk.BeginSync(inode, dataOnly: true), open, Errno.None);
        return error == Errno.None ? written : error;
    }

    public Errno Rename(string from, string to)
    {
        var moved = Disk.Lookup(from);
        var replaced = Disk.Lookup(to);
        var error = Disk.Rename(from, to);
        if (error == Errno.None && !ReferenceEquals(moved.Value, replaced.Value))
        {
            process.Machine.Table.Unlinked(replaced, to);
            process.Machine.Table.Renamed(moved.Value, to);
        }

        return error;
    }

    public Errno Unlink(string path)
    {
        var unlinked = Disk.Lookup(path);
        var error = Disk.Unlink(path);
        if (error == Errno.None)
        {
            process.Machine.Table.Unlinked(unlinked, path);
        }

        return error;
    }
}
