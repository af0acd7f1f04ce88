namespace Sim.Os;

/// <summary>Where a child lets others move: what it waits for until it runs on.</summary>
/// <param name="Descriptor">The pipe end that it polls for reading, or -1 when it only yields.</param>
/// <param name="TimeoutMs">How long it polls at most, in milliseconds; 0 when it only yields.</param>
public readonly record struct Wait(int Descriptor, int TimeoutMs)
{
    /// <summary>Others may move; nothing is waited for. Yielded after every system call of the child.</summary>
    public static Wait Yield => new(-1, 0);

    /// <summary>poll(2) on one descriptor: until it is readable, or the time is over.</summary>
    public static Wait Readable(int fd, int timeoutMs) => new(fd, timeoutMs);
}

/// <summary>A child's program: it runs on its own host (its own descriptors, its own process id) and reads top-down.
/// Reaching the end is exit(0); <see cref="ProcessExit"/> is any other end.</summary>
public delegate IEnumerable<Wait> ChildProgram(Host host);

/// <summary>How a child ended, as waitpid(2) tells it.</summary>
/// <param name="Pid">Whose end this is.</param>
/// <param name="ExitCode">The code given to exit(3); 0 when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; 0 when it exited by itself.</param>
public readonly record struct ChildEnd(int Pid, int ExitCode, int Signal);

/// <summary>Signal numbers as Linux has them.</summary>
public static class Signals
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGUSR1: how the server ends its own child; not counted as an error.</summary>
    public const int User1 = 10;
}

/// <summary>Processes: who I am, and my children.</summary>
public interface IProcesses
{
    /// <summary>getpid(2).</summary>
    int Current { get; }

    /// <summary>fork(2): the child's process id. Descriptors are shared with the child (same offsets); the program sees only what it captured, so a dataset is handed over as a snapshot. EAGAIN, ENOMEM.</summary>
    SysResult<int> Fork(ChildProgram program);

    /// <summary>waitpid(-1, WNOHANG): a child that has ended, once; null when none has.</summary>
    ChildEnd? Reap();

    /// <summary>kill(2), and for a child that is mine also the wait for its end: it is reaped by this call. ESRCH when there is none.</summary>
    Errno Kill(int pid, int signal);
}
