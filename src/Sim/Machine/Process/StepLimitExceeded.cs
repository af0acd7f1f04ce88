namespace Sim.Machine.Process;

/// <summary>
/// The machine has gone on for as long as it may (<see cref="SimulatedMachine.StepsLeft"/>): a program on it, the server's or a child's, does not come to an end.
/// Nothing in the program catches it; the one catch is where the harness judges the run.
/// </summary>
public sealed class StepLimitExceeded : Exception
{
    /// <summary>There have been as many steps as there may be.</summary>
    public StepLimitExceeded()
        : base("there are system calls, or turns of a child, without end")
    {
    }
}
