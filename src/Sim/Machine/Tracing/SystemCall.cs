using System.Text.Json.Serialization;

namespace Sim.Machine.Tracing;

/// <summary>
/// The calls of the ports into which faults can be injected. Reads and writes of pipes are kinds of their own.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<SystemCall>))]
public enum SystemCall
{
    /// <summary>open(2).</summary>
    Open,

    /// <summary>open(2) of a directory.</summary>
    OpenDirectory,

    /// <summary>read(2) of a file.</summary>
    Read,

    /// <summary>write(2) of a file.</summary>
    Write,

    /// <summary>fstat(2).</summary>
    Size,

    /// <summary>lseek(2) to the end.</summary>
    SeekEnd,

    /// <summary>ftruncate(2).</summary>
    Truncate,

    /// <summary>fsync(2).</summary>
    Sync,

    /// <summary>fdatasync(2).</summary>
    SyncData,

    /// <summary>close(2).</summary>
    Close,

    /// <summary>rename(2). Its path is the old name.</summary>
    Rename,

    /// <summary>unlink(2).</summary>
    Unlink,

    /// <summary>mkdir(2).</summary>
    MakeDirectory,

    /// <summary>Reading the names in a directory.</summary>
    List,

    /// <summary>pipe(2).</summary>
    PipeCreate,

    /// <summary>read(2) of a pipe.</summary>
    PipeRead,

    /// <summary>write(2) of a pipe.</summary>
    PipeWrite,

    /// <summary>fork(2).</summary>
    Fork,

    /// <summary>kill(2).</summary>
    Kill,

    /// <summary>waitpid(2) without waiting.</summary>
    Reap,

    /// <summary>pread(2).</summary>
    ReadAt,

    /// <summary>pwrite(2).</summary>
    WriteAt,

    /// <summary>lseek(2) to an offset.</summary>
    Seek,

    /// <summary>fallocate(2).</summary>
    Allocate,

    /// <summary>flock(2).</summary>
    Lock,

    /// <summary>rmdir(2).</summary>
    RemoveDirectory,

    /// <summary>access(2).</summary>
    Exists,
}
