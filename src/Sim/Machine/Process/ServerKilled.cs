namespace Sim.Machine.Process;

/// <summary>
/// Thrown by every system call of a killed process, also by the call during which it was killed. The program under test
/// must not catch it; catch it where the harness runs the program.
/// </summary>
public sealed class ServerKilled : Exception
{
    /// <summary>The process with this id was killed.</summary>
    public ServerKilled(int pid)
        : base(Invariant($"The process with pid {pid} was killed.")) => Pid = pid;

    /// <summary>The id of the killed process.</summary>
    public int Pid { get; }
}
