namespace Sim.Os;

/// <summary>How a file is opened: the flags of open(2) that the AOF needs. Files are created with mode 0644.</summary>
[Flags]
public enum OpenMode
{
    /// <summary>O_RDONLY.</summary>
    Read = 1,

    /// <summary>O_WRONLY (with <see cref="Read"/>: O_RDWR).</summary>
    Write = 2,

    /// <summary>O_APPEND: every write goes to the end of the file as it is at that moment.</summary>
    Append = 4,

    /// <summary>O_CREAT.</summary>
    Create = 8,

    /// <summary>O_TRUNC.</summary>
    Truncate = 16,

    /// <summary>O_EXCL: with <see cref="Create"/>, EEXIST when the name is there.</summary>
    Exclusive = 32,
}

/// <summary>
/// Files as POSIX has them, by descriptor. A write may be short, a read may be short, and any call may fail: callers
/// cope. Paths are relative to the server's directory. Read, Write and Close also take the ends of a pipe.
/// </summary>
public interface IFiles
{
    /// <summary>open(2). The lowest free descriptor is used.</summary>
    SysResult<int> Open(string path, OpenMode mode);

    /// <summary>open(2) with O_DIRECTORY|O_RDONLY: a descriptor to <see cref="Sync"/> the names in a directory ("." is the server's).</summary>
    SysResult<int> OpenDirectory(string path);

    /// <summary>read(2) at the descriptor's offset: bytes read; 0 at the end of the file, or when no writer of a pipe is left. EAGAIN on an empty non-blocking pipe.</summary>
    SysResult<int> Read(int fd, Span<byte> buffer);

    /// <summary>write(2): bytes written, perhaps fewer than given. EAGAIN on a full non-blocking pipe, EPIPE when its reader is gone.</summary>
    SysResult<int> Write(int fd, ReadOnlySpan<byte> data);

    /// <summary>fstat(2): the size in bytes.</summary>
    SysResult<long> Size(int fd);

    /// <summary>lseek(fd, 0, SEEK_END): the new offset in bytes.</summary>
    SysResult<long> SeekEnd(int fd);

    /// <summary>ftruncate(2) to a size in bytes; the offset stays where it is.</summary>
    Errno Truncate(int fd, long size);

    /// <summary>fsync(2): data and metadata; on a directory, its names.</summary>
    Errno Sync(int fd);

    /// <summary>fdatasync(2): data, and the size where it is needed to read them.</summary>
    Errno SyncData(int fd);

    /// <summary>close(2). The descriptor is gone whatever is returned.</summary>
    Errno Close(int fd);

    /// <summary>rename(2), over an existing file too.</summary>
    Errno Rename(string from, string to);

    /// <summary>unlink(2).</summary>
    Errno Unlink(string path);

    /// <summary>mkdir(2).</summary>
    Errno MakeDirectory(string path);

    /// <summary>The names in a directory, in ordinal order, without "." and "..".</summary>
    SysResult<IReadOnlyList<string>> List(string path);
}
