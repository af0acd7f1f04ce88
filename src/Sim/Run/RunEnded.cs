namespace Sim.Run;

/// <summary>Ends a run early. A check or the run throws it, and <see cref="LiveRun.Execute"/> catches it.</summary>
internal sealed class RunEnded(RunEnd end, string reason) : Exception(reason)
{
    public RunEnd End { get; } = end;
}
