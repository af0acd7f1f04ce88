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

    /// <summary>fstat(2): the size in bytes.</summary>
    SysResult<long> Size(int fd);

    /// <summary>lseek(fd, 0, SEEK_END): the new offset in bytes.</summary>
    SysResult<long> SeekEnd(int fd);

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

    /// <summary>The names in a directory, in ordinal order, without "." and "..".</summary>
    SysResult<IReadOnlyList<string>> List(string path);
}
