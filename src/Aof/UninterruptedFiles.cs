using Aof.Os;

namespace Aof;

/// <summary>
/// The same files, but a call that a signal interrupted (EINTR) before it did anything is made again. close(2) is not:
/// its descriptor is gone whatever it returned. A call interrupted a hundred times in a row is given up, so that nothing hangs.
/// </summary>
internal sealed class UninterruptedFiles(IFiles files) : IFiles
{
    private const int Patience = 100;

    public SysResult<int> Open(string path, OpenMode mode)
    {
        var result = files.Open(path, mode);
        for (var i = 0; result.Error == Errno.EINTR && i < Patience; i++)
        {
            result = files.Open(path, mode);
        }

        return result;
    }

    public SysResult<int> OpenDirectory(string path)
    {
        var result = files.OpenDirectory(path);
        for (var i = 0; result.Error == Errno.EINTR && i < Patience; i++)
        {
            result = files.OpenDirectory(path);
        }

        return result;
    }

    public SysResult<int> Read(int fd, Span<byte> buffer)
    {
        var result = files.Read(fd, buffer);
        for (var i = 0; result.Error == Errno.EINTR && i < Patience; i++)
        {
            result = files.Read(fd, buffer);
        }

        return result;
    }

    public SysResult<int> Write(int fd, ReadOnlySpan<byte> data)
    {
        var result = files.Write(fd, data);
        for (var i = 0; result.Error == Errno.EINTR && i < Patience; i++)
        {
            result = files.Write(fd, data);
        }

        return result;
    }

    public SysResult<long> Size(int fd)
    {
        var result = files.Size(fd);
        for (var i = 0; result.Error == Errno.EINTR && i < Patience; i++)
        {
            result = files.Size(fd);
        }

        return result;
    }

    public SysResult<long> SeekEnd(int fd) => files.SeekEnd(fd);

    public Errno Truncate(int fd, long size)
    {
        var result = files.Truncate(fd, size);
        for (var i = 0; result == Errno.EINTR && i < Patience; i++)
        {
            result = files.Truncate(fd, size);
        }

        return result;
    }

    public Errno Sync(int fd)
    {
        var result = files.Sync(fd);
        for (var i = 0; result == Errno.EINTR && i < Patience; i++)
        {
            result = files.Sync(fd);
        }

        return result;
    }

    public Errno SyncData(int fd)
    {
        var result = files.SyncData(fd);
        for (var i = 0; result == Errno.EINTR && i < Patience; i++)
        {
            result = files.SyncData(fd);
        }

        return result;
    }

    public Errno Close(int fd) => files.Close(fd);

    public Errno Rename(string from, string to)
    {
        var result = files.Rename(from, to);
        for (var i = 0; result == Errno.EINTR && i < Patience; i++)
        {
            result = files.Rename(from, to);
        }

        return result;
    }

    public Errno Unlink(string path)
    {
        var result = files.Unlink(path);
        for (var i = 0; result == Errno.EINTR && i < Patience; i++)
        {
            result = files.Unlink(path);
        }

        return result;
    }

    public Errno MakeDirectory(string path) => files.MakeDirectory(path);

    public SysResult<IReadOnlyList<string>> List(string path) => files.List(path);
}
