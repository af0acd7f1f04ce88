namespace Sim.Machine.Process;

/// <summary>How a child stopped.</summary>
/// <param name="ExitCode">The argument of exit(3).</param>
/// <param name="Signal">The signal that ended it; 0 when none did.</param>
/// <param name="Hangs">True when the child has not ended, but its call does not return.</param>
internal readonly record struct Stop(int ExitCode = 0, int Signal = 0, bool Hangs = false);

/// <summary>
/// Thrown by the system call in which a child ends or hangs. The program must not catch it; the machine does, where it
/// runs the child. The program's finally blocks do run, and <see cref="VirtualProcess.Enter"/> refuses calls in them.
/// </summary>
#pragma warning disable CA1064 // It never leaves the machine, so no code outside can catch it.
internal sealed class ChildStopped(Stop stop) : Exception
#pragma warning restore CA1064
{
    /// <summary>How the child stopped.</summary>
    public Stop Stop { get; } = stop;
}
