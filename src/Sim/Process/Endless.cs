namespace Sim.Process;

/// <summary>
/// The machine has gone on for as long as it may (<see cref="Machine.StepsLeft"/>): a program on it, the server's or a child's, does not come to an end.
/// Nothing in the program catches it; the one catch is where the harness judges the run.
/// </summary>
public sealed class Endless : Exception
{
    /// <summary>There have been as many steps as there may be.</summary>
    public Endless()
        : base("there are system calls, or turns of a child, without end")
    {
    }
}
