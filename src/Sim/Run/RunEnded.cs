namespace Sim.Run;

/// <summary>Ends a run early: thrown where it is seen that a promise is broken, caught where the run began.</summary>
internal sealed class RunEnded(RunEnd end, string reason) : Exception(reason)
{
    public RunEnd End { get; } = end;
}
