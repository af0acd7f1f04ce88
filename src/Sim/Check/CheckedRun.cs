using Sim.Check.Crashes;
using Sim.Check.Invariants;
using Sim.Check.Rules;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check;

/// <summary>A run with every check of it that needs no crash: rules 11 to 15 of the <see cref="Contract"/>.</summary>
public sealed class CheckedRun
{
    private readonly BehaviourChecks behaviour;
    private readonly ReturnCheck returns;
    private (ViolationKind Kind, string What)? stopped;

    private CheckedRun(LiveRun run)
    {
        Run = run;
        returns = new ReturnCheck(run, Stop);
        _ = new RefusedWriteCheck(run, Stop);
        _ = new LostWriteCheck(run, Stop);
        NeedlessRefusalCheck.Watch(run, Stop);
        _ = new NeedlessStayCheck(run, Stop);
        _ = new ReplyCheck(run, Stop);
        _ = new KeyModelCheck(run, Stop);
        LogEndCheck.Watch(run, Stop);
        NeedlessExitCheck.Watch(run, Stop);
        behaviour = new BehaviourChecks(run);
    }

    /// <summary>The run.</summary>
    public LiveRun Run { get; }

    /// <summary>The broken rule that loses data or ends the service; null when there is none.</summary>
    public Violation? Broken =>
        (stopped ?? HealingCheck.Of(Run)) is var (kind, what) ? FailureReport.OfRun(kind, what, Run) : null;

    /// <summary>The first broken rule that loses nothing; null when there is none.</summary>
    public Violation? Anomaly => behaviour.First is { } found ? FailureReport.OfAnomaly(found, Run) : null;

    /// <summary>From this change of the disk on no crash is judged (rule 11).</summary>
    public int JudgedPositions => returns.MisreadAt is { } misread ? misread + 1 : Run.History.Promises.Count;

    /// <summary>Runs a plan to its end, or to the first broken rule that loses data.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="trace">Records what happens.</param>
    /// <param name="observe">Subscribes to the events of the run before it begins; null when nothing else
    /// listens.</param>
    public static CheckedRun Execute(Plan plan, Trace trace, Action<LiveRun>? observe = null)
    {
        CheckedRun? checks = null;
        _ = LiveRun.Execute(plan, trace, run =>
        {
            checks = new CheckedRun(run);
            observe?.Invoke(run);
        });
        return checks!;
    }

    private void Stop(ViolationKind kind, string what)
    {
        stopped = (kind, what);
        throw new RunEnded(RunEnd.Stopped, what);
    }
}
