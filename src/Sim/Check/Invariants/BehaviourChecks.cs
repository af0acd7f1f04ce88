using Aof.State;
using Sim.Check.Rules;
using Sim.Machine.Tracing;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Rule 15 of the <see cref="Contract"/>: what a run is held to besides its data. A server tells the truth about
/// itself, leaves nothing behind, does not waste work,
/// completes what it begins, and does what its settings ask. The truth comes from the machine: from the calls that were
/// made and their results, never from what the
/// server says. A server keeps these laws whatever fails; each says how, where it is not plain. A run goes on after its
/// first anomaly, for a loss of data is worse and is
/// reported first.
/// <list type="bullet">
/// <item><see cref="RewriteCheck"/>: the status says how the last rewrite ended; one that failed is not tried again at
/// once; none fails without a reason; the child is sent the
/// difference while it can take it; a rewritten log has the form that was asked for.</item>
/// <item><see cref="GrowthCheck"/>: a log that has grown is rewritten, growth being counted across restarts.</item>
/// <item><see cref="WriteErrorCheck"/>: the error that is reported is that of the write which failed last, and nothing of
/// that write stays.</item>
/// <item><see cref="LeakCheck"/>: no descriptor stays open that has no use, and the files of dead rewrites are gone after
/// a start.</item>
/// <item><see cref="RefusedStartCheck"/>: a start is not refused when no call of it failed and nothing was read wrong,
/// the log is whole as far as it goes, and
/// aof-load-truncated is on.</item>
/// </list>
/// </summary>
internal sealed class BehaviourChecks
{
    private readonly LiveRun run;
    private readonly RewriteCheck rewrites;
    private readonly GrowthCheck growth;
    private readonly WriteErrorCheck errors;
    private readonly LeakCheck litter;

    /// <summary>Follows a run from its beginning.</summary>
    public BehaviourChecks(LiveRun run)
    {
        this.run = run;
        var (plan, machine) = (run.Plan, run.Machine);
        rewrites = new RewriteCheck(plan, machine, () => run.ActsByItself, Report);
        growth = new GrowthCheck(plan, machine, rewrites, Report);
        errors = new WriteErrorCheck(machine, Report);
        litter = new LeakCheck(machine, Report);
        _ = new RefusedStartCheck(run, Report);
        machine.Trace.CallReturned += OnCall;
        machine.Faults.Injecting += rewrites.OnFault;
        run.Starting += Starting;
        run.Started += Started;
        run.TurnEnded += TurnEnded;
    }

    /// <summary>The first anomaly; null while there is none.</summary>
    public Anomaly? First { get; private set; }

    private void Starting()
    {
        rewrites.Begin();
        errors.Begin();
        litter.Starting();
    }

    private void Started()
    {
        growth.Started();
        errors.Started();
        litter.Started();
    }

    private void TurnEnded(AofStatus status, bool cronRan)
    {
        rewrites.TurnEnded(status);
        growth.TurnEnded(status, cronRan);
        errors.TurnEnded(status);
        litter.TurnEnded(status);
    }

    private void OnCall(CallRecord call)
    {
        rewrites.OnCall(call);
        errors.OnCall(call);
        litter.OnCall(call);
    }

    private void Report(ViolationKind kind, string what) => First ??= new Anomaly(kind, what, run.Machine.Clock.NowUs);
}
