using System.Collections.Immutable;

namespace Sim.Machine.Tracing;

/// <summary>The names of system calls and actors in traces and fault lines.</summary>
public static class CallNames
{
    /// <summary>The names of all system calls, in the order of <see cref="SystemCall"/>.</summary>
    public static ImmutableArray<string> OfCalls { get; } =
    [
        "open", "open-directory", "read", "write", "size", "seek-end", "truncate", "sync", "sync-data", "close",
        "rename", "unlink", "mkdir", "list", "pipe-create", "pipe-read", "pipe-write", "fork", "kill", "reap",
        "pread", "pwrite", "seek", "allocate", "lock", "rmdir", "exists",
    ];

    /// <summary>The names of all actors, in the order of <see cref="Actor"/>.</summary>
    public static ImmutableArray<string> OfActors { get; } = ["server", "child", "background"];

    /// <summary>The name of a system call.</summary>
    public static string Name(this SystemCall call) => OfCalls[(int)call];

    /// <summary>The name of an actor.</summary>
    public static string Name(this Actor actor) => OfActors[(int)actor];
}
