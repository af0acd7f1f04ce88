using Sim.Check.Rules;
using Sim.Machine.Workers;
using Sim.Plans;

namespace Sim.Check;

/// <summary>
/// Replays a plan for a bounded processor time. Real time would not do: a busy computer may stop any run for a minute.
/// </summary>
public static class PatientReplayer
{
    /// <summary>The processor time of one run: some thousand times what the longest one takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Replays a plan; null when the run does not end in time.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="patience">The processor time that the run may take.</param>
    /// <param name="recordTrace">Whether what happens is kept as lines.</param>
    /// <param name="observer">Follows the run and its crashes; null when nothing does.</param>
    /// <param name="used">The processor time so far; null: that of the process.</param>
    public static ReplayResult? Replay(Plan plan, TimeSpan patience, bool recordTrace = false,
        IReplayObserver? observer = null, Func<TimeSpan>? used = null)
    {
        ReplayResult? result = null;
        return PatientRun.Of(() => result = Replayer.Replay(plan, recordTrace, observer), patience,
            used ?? (static () => WorkerPool.UsedByProcess)) ? result : null;
    }

    /// <summary>The verdict on a plan. A run that does not end in time has hung.</summary>
    public static Verdict Judge(Plan plan) => Replay(plan, Patience)?.Verdict ?? Endless(plan, Patience);

    /// <summary>The verdict on a run that did not end in time.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="patience">The time that it was given.</param>
    public static Verdict Endless(Plan plan, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new Verdict
        {
            Violation = new Violation(ViolationKind.Hung,
                Invariant($"the run of seed {plan.Seed} did not end within {patience.TotalSeconds:0.#} s of ")
                + "processor time: a loop without a system call",
                null, PlanText.Of(plan).Split('\n')),
        };
    }
}
