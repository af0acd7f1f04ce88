namespace Sim.Machine.Process;

/// <summary>
/// Thrown out of the system call during which, or before which, the server was killed: its program ends there. Nothing
/// in the program catches it; the one catch is where the harness runs the server.
/// </summary>
public sealed class ServerKilled : Exception
{
    /// <summary>The server's program must not go on.</summary>
    public ServerKilled(int pid)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The process with pid {pid} was killed.")) => Pid = pid;

    /// <summary>The process that was killed.</summary>
    public int Pid { get; }
}
