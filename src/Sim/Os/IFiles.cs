namespace Sim.Os;

/// <summary>The supported flags of open(2). New files get mode 0644.</summary>
[Flags]
public enum OpenMode
{
    /// <summary>O_RDONLY.</summary>
    Read = 1,

    /// <summary>O_WRONLY (with <see cref="Read"/>: O_RDWR).</summary>
    Write = 2,

    /// <summary>O_APPEND: every write goes to the current end of the file.</summary>
    Append = 4,

    /// <summary>O_CREAT.</summary>
    Create = 8,

    /// <summary>O_TRUNC.</summary>
    Truncate = 16,

    /// <summary>O_EXCL: with <see cref="Create"/>, EEXIST when the name exists.</summary>
    Exclusive = 32,

    /// <summary>O_DSYNC: a write returns only once it is durable, as after <see cref="IFiles.SyncData"/>.</summary>
    DataSync = 64,
}

/// <summary>A lock of flock(2). It belongs to the open description, and ends with the last close.</summary>
public enum FileLock
{
    /// <summary>LOCK_UN: no lock.</summary>
    None,

    /// <summary>LOCK_SH: several may hold it at once.</summary>
    Shared,

    /// <summary>LOCK_EX: no other may hold one.</summary>
    Exclusive,
}

/// <summary>
/// POSIX files by descriptor. Every read and write may be short, and every call may fail: callers must handle both.
/// Paths are relative to the program's directory and '/' separated. Read, Write and Close also accept the ends of a
/// pipe.
/// </summary>
public interface IFiles
{
    /// <summary>open(2). The lowest free descriptor is used.</summary>
    SysResult<int> Open(string path, OpenMode mode);

    /// <summary>
    /// open(2) with O_DIRECTORY|O_RDONLY: a descriptor to <see cref="Sync"/> the names in a directory. "." is the
    /// program's directory.
    /// </summary>
    SysResult<int> OpenDirectory(string path);

    /// <summary>
    /// read(2) at the descriptor's offset. Returns the number of bytes; 0 at the end of the file, or on a pipe without
    /// a writer. EAGAIN on an empty pipe.
    /// </summary>
    SysResult<int> Read(int fd, Span<byte> buffer);

    /// <summary>
    /// write(2). Returns the number of bytes, which may be smaller than given. EAGAIN on a full pipe, EPIPE on a pipe
    /// without a reader.
    /// </summary>
    SysResult<int> Write(int fd, ReadOnlySpan<byte> data);

    /// <summary>pread(2): reads at an offset and leaves that of the descriptor. EINVAL when negative, ESPIPE.</summary>
    SysResult<int> ReadAt(int fd, Span<byte> buffer, long offset);

    /// <summary>
    /// pwrite(2): writes at an offset and leaves that of the descriptor. EINVAL when negative, ESPIPE. With
    /// <see cref="OpenMode.Append"/> it writes at the end, as Linux does.
    /// </summary>
    SysResult<int> WriteAt(int fd, ReadOnlySpan<byte> data, long offset);

    /// <summary>fstat(2): the size in bytes.</summary>
    SysResult<long> Size(int fd);

    /// <summary>lseek(fd, 0, SEEK_END): the new offset in bytes.</summary>
    SysResult<long> SeekEnd(int fd);

    /// <summary>lseek(fd, offset, SEEK_SET): the new offset in bytes. EINVAL when negative, ESPIPE.</summary>
    SysResult<long> Seek(int fd, long offset);

    /// <summary>
    /// fallocate(2): the file has at least this range of bytes, new ones zero, and a write into it does not return
    /// ENOSPC. EINVAL, ESPIPE, EFBIG, ENOSPC; EOPNOTSUPP on some file systems.
    /// </summary>
    Errno Allocate(int fd, long offset, long length);

    /// <summary>
    /// flock(2) without waiting. EAGAIN when another holds a lock that excludes this one; an earlier lock of another
    /// kind is then lost.
    /// </summary>
    Errno Lock(int fd, FileLock kind);

    /// <summary>ftruncate(2) to a size in bytes. The offset does not change.</summary>
    Errno Truncate(int fd, long size);

    /// <summary>fsync(2): data and metadata of a file, or the names in a directory.</summary>
    Errno Sync(int fd);

    /// <summary>fdatasync(2): data, and the size where it is needed to read them.</summary>
    Errno SyncData(int fd);

    /// <summary>close(2). The descriptor is closed also when an error is returned.</summary>
    Errno Close(int fd);

    /// <summary>rename(2), also over an existing file.</summary>
    Errno Rename(string from, string to);

    /// <summary>unlink(2).</summary>
    Errno Unlink(string path);

    /// <summary>mkdir(2).</summary>
    Errno MakeDirectory(string path);

    /// <summary>rmdir(2): removes an empty directory. ENOTEMPTY, ENOTDIR, ENOENT, EINVAL for ".".</summary>
    Errno RemoveDirectory(string path);

    /// <summary>access(2) with F_OK: success when the file or directory exists; ENOENT, ENOTDIR.</summary>
    Errno Exists(string path);

    /// <summary>The names in a directory, in ordinal order, without "." and "..".</summary>
    SysResult<IReadOnlyList<string>> List(string path);
}
