namespace Sim.Machine.Process;

/// <summary>Why a child does not run on.</summary>
/// <param name="ExitCode">What it gave to exit(3).</param>
/// <param name="Signal">The signal that ended it; 0 when none did.</param>
/// <param name="Hangs">It has not ended: its call does not return.</param>
internal readonly record struct Stop(int ExitCode = 0, int Signal = 0, bool Hangs = false);

/// <summary>
/// Thrown out of the system call in which a child ends or hangs: its program does not go on. Nothing in the program
/// catches it; the one catch is where the machine runs the child. (What the program has in finally blocks does run, and whatever
/// calls it makes there are refused: see <see cref="VirtualProcess.Enter"/>.)
/// </summary>
#pragma warning disable CA1064 // It never leaves the machine, and nobody outside could catch it.
internal sealed class ChildStopped(Stop stop) : Exception
#pragma warning restore CA1064
{
    /// <summary>Why.</summary>
    public Stop Stop { get; } = stop;
}
