namespace Sim.Os;

/// <summary>A point at which a child lets other processes run, and the event that it waits for.</summary>
/// <param name="Descriptor">The pipe end that it polls for reading; -1 to yield only.</param>
/// <param name="TimeoutMs">The timeout of the poll, in milliseconds; 0 to yield only.</param>
public readonly record struct Wait(int Descriptor, int TimeoutMs)
{
    /// <summary>Lets other processes run and waits for nothing. A child yields this after every system call.</summary>
    public static Wait Yield => new(-1, 0);

    /// <summary>poll(2) on one descriptor: waits until it is readable, or for a timeout.</summary>
    public static Wait Readable(int fd, int timeoutMs) => new(fd, timeoutMs);
}

/// <summary>
/// The program of a child, as an iterator. It runs on its own host, with its own descriptors and process id. The end of
/// the iterator is exit(0); a <see cref="ProcessExit"/> exits with another code.
/// </summary>
/// <param name="host">The ports of the child.</param>
public delegate IEnumerable<Wait> ChildProgram(Host host);

/// <summary>The end of a child, as from waitpid(2).</summary>
/// <param name="Pid">The process id of the child.</param>
/// <param name="ExitCode">The argument of exit(3); 0 when a signal ended the child.</param>
/// <param name="Signal">The signal that ended the child; 0 when it exited.</param>
public readonly record struct ChildEnd(int Pid, int ExitCode, int Signal);

/// <summary>Signal numbers of Linux.</summary>
public static class Signals
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGUSR1. Redis ends its own child with it, and does not count that as an error.</summary>
    public const int User1 = 10;
}

/// <summary>The present process and its children.</summary>
public interface IProcesses
{
    /// <summary>getpid(2).</summary>
    int Current { get; }

    /// <summary>
    /// fork(2). Returns the child's process id. The child shares the descriptors and their offsets. There is no copy of
    /// the memory: the program must capture an immutable snapshot of its data. EAGAIN, ENOMEM.
    /// </summary>
    SysResult<int> Fork(ChildProgram program);

    /// <summary>waitpid(-1, WNOHANG). Returns each ended child once; null when there is none.</summary>
    ChildEnd? Reap();

    /// <summary>
    /// kill(2). For an own child it also waits for its end and reaps it. ESRCH when there is no such process.
    /// </summary>
    Errno Kill(int pid, int signal);
}
