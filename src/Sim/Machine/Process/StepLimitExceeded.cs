namespace Sim.Machine.Process;

/// <summary>
/// Thrown when the machine has used all its steps (<see cref="SimulatedMachine.StepsLeft"/>): the server or a child
/// loops without end. The program under test must not catch it; catch it where the harness judges the run.
/// </summary>
public sealed class StepLimitExceeded : Exception
{
    /// <summary>The step limit of the machine is exceeded.</summary>
    public StepLimitExceeded()
        : base("there are system calls, or turns of a child, without end")
    {
    }
}
