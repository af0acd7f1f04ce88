using Sim.Check.Rules;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Rule 14: after the faults the server starts, accepts writes and completes a rewrite, within a bound of time, turns
/// and system calls.
/// </summary>
internal static class HealingCheck
{
    /// <summary>What a run that is over has broken; null when it has healed, or a check ended it.</summary>
    public static (ViolationKind Kind, string What)? Of(LiveRun run) => run.End switch
    {
        RunEnd.NotHealed =>
            (ViolationKind.NotHealed, "the faults have stopped, and the server does not heal: " + run.EndReason),
        RunEnd.NotStarted =>
            (ViolationKind.NotHealed, "the faults have stopped, and the server does not start: " + run.EndReason),
        RunEnd.Hung => (ViolationKind.Hung, run.EndReason),
        RunEnd.Threw => (ViolationKind.Threw, "the server threw " + run.EndReason),
        _ => null,
    };
}
