using System.Text.Json.Serialization;

namespace Sim.Faults;

/// <summary>The calls of the ports at which a fault can strike. Reads, writes of a pipe are kinds of their own.</summary>
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

    /// <summary>rename(2); its path is the old name.</summary>
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
}

/// <summary>Who makes a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Actor>))]
public enum Actor
{
    /// <summary>The server's own thread.</summary>
    Server,

    /// <summary>A forked child, an orphan too.</summary>
    Child,

    /// <summary>The server's background thread.</summary>
    Background,
}

/// <summary>What a fault does to a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>The call fails and has no effect (a close loses the descriptor all the same, what a sync leaves, the disk says; after EROFS the disk is read-only).</summary>
    Error,

    /// <summary>Fewer bytes are read or written than were asked for, at least one.</summary>
    Short,

    /// <summary>The call takes longer.</summary>
    Slow,

    /// <summary>One bit of what is read is wrong: bit rot.</summary>
    Flip,

    /// <summary>SIGKILL ends the caller before the call has had any effect.</summary>
    KilledBefore,

    /// <summary>SIGKILL ends the caller when the call has had its effect and has not returned.</summary>
    KilledAfter,

    /// <summary>The child ends itself instead of making the call, with an exit code: it has run out of memory, say. Its files stay as they are.</summary>
    Exit,

    /// <summary>The call has no effect and does not return: a child hangs until it is killed, a background job until the faults stop.</summary>
    Hang,
}
