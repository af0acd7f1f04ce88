using Sim.Os;

namespace Aof.State;

/// <summary>
/// Retries calls that a signal interrupted (EINTR). close(2) is not retried, because it closes the descriptor in any
/// case. After a hundred EINTR in a row the error is returned.
/// </summary>
internal sealed class UninterruptedFiles(IFiles files) : IFiles
{
    private const int MaxRetries = 100;

    public SysResult<int> Open(string path, OpenMode mode) =>
        Retry(static (files, path, mode) => files.Open(path, mode), path, mode);

    public SysResult<int> OpenDirectory(string path) =>
        Retry(static (files, path, _) => files.OpenDirectory(path), path, 0);

    public SysResult<int> Read(int fd, Span<byte> buffer) =>
        Retry(static (files, fd, buffer) => files.Read(fd, buffer), fd, buffer);

    public SysResult<int> Write(int fd, ReadOnlySpan<byte> data) =>
        Retry(static (files, fd, data) => files.Write(fd, data), fd, data);

    public SysResult<int> ReadAt(int fd, Span<byte> buffer, long offset) =>
        Retry(static (files, at, buffer) => files.ReadAt(at.fd, buffer, at.offset), (fd, offset), buffer);

    public SysResult<int> WriteAt(int fd, ReadOnlySpan<byte> data, long offset) =>
        Retry(static (files, at, data) => files.WriteAt(at.fd, data, at.offset), (fd, offset), data);

    public SysResult<long> Size(int fd) => Retry(static (files, fd, _) => files.Size(fd), fd, 0);

    public SysResult<long> SeekEnd(int fd) => files.SeekEnd(fd);

    public SysResult<long> Seek(int fd, long offset) => files.Seek(fd, offset);

    public Errno Allocate(int fd, long offset, long length) => Retry<int, (long Offset, long Length), int>(
        static (files, fd, range) => files.Allocate(fd, range.Offset, range.Length), fd, (offset, length)).Error;

    public Errno Lock(int fd, FileLock kind) =>
        Retry<int, FileLock, int>(static (files, fd, kind) => files.Lock(fd, kind), fd, kind).Error;

    public Errno Truncate(int fd, long size) =>
        Retry<int, long, int>(static (files, fd, size) => files.Truncate(fd, size), fd, size).Error;

    public Errno Sync(int fd) => Retry<int, int, int>(static (files, fd, _) => files.Sync(fd), fd, 0).Error;

    public Errno SyncData(int fd) => Retry<int, int, int>(static (files, fd, _) => files.SyncData(fd), fd, 0).Error;

    public Errno Close(int fd) => files.Close(fd);

    public Errno Rename(string from, string to) =>
        Retry<string, string, int>(static (files, from, to) => files.Rename(from, to), from, to).Error;

    public Errno Unlink(string path) =>
        Retry<string, int, int>(static (files, path, _) => files.Unlink(path), path, 0).Error;

    public Errno MakeDirectory(string path) => files.MakeDirectory(path);

    public Errno RemoveDirectory(string path) => files.RemoveDirectory(path);

    public Errno Exists(string path) => files.Exists(path);

    public SysResult<IReadOnlyList<string>> List(string path) => files.List(path);

    private SysResult<TResult> Retry<TFirst, TSecond, TResult>(
        Func<IFiles, TFirst, TSecond, SysResult<TResult>> call, TFirst first, TSecond second)
        where TFirst : allows ref struct
        where TSecond : allows ref struct
    {
        var result = call(files, first, second);
        for (var i = 0; result.Error == Errno.EINTR && i < MaxRetries; i++)
        {
            result = call(files, first, second);
        }

        return result;
    }
}
