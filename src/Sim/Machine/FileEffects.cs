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

        var offset = (open.Mode & OpenMode.Append) != 0 ? open.Inode!.Size : open.Offset;
        var written = Disk.Write(open.Inode!, offset, data);
        open.Offset = written.Ok ? offset + written.Value : open.Offset;
        return written;
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
