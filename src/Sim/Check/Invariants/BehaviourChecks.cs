using Aof.State;
using Sim.Check.Rules;
using Sim.Machine.Tracing;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Rule 15 of the <see cref="Contract"/>: what a server must do besides keeping its data. The facts come from the calls
/// that the machine has seen, never from what the server says. The rules hold under every fault. A run goes on after
/// its first anomaly, for a loss of data is worse and is reported first.
/// <list type="bullet">
/// <item><see cref="RewriteCheck"/>: the status says how the last rewrite ended. A server rests after a failed
/// rewrite. No rewrite fails, or is given up, without a reason. The child gets the difference while it can take it. A
/// rewritten log has the form that the configuration asks for.</item>
/// <item><see cref="GrowthCheck"/>: a log that has grown, or cannot be relied on, is rewritten in time. Growth counts
/// across restarts.</item>
/// <item><see cref="FlushCheck"/>: what waits for the log is written in time.</item>
/// <item><see cref="SyncDueCheck"/>: what is in the log is synced in time under everysec.</item>
/// <item><see cref="WriteErrorCheck"/>: the reported error is that of the last failed write, and nothing of that write
/// stays.</item>
/// <item><see cref="LeakCheck"/>: no unused descriptor stays open. The files of dead rewrites are gone after a
/// start.</item>
/// <item><see cref="RefusedStartCheck"/>: a server refuses to start only for a reason.</item>
/// <item><see cref="SyncWaitCheck"/>: WAITAOF is answered in time.</item>
/// </list>
/// </summary>
internal sealed class BehaviourChecks
{
    private readonly LiveRun run;
    private readonly RewriteCheck rewrites;
    private readonly GrowthCheck growth;
    private readonly FlushCheck flushes;
    private readonly SyncDueCheck syncs;
    private readonly WriteErrorCheck errors;
    private readonly LeakCheck leaks;
    private readonly SyncWaitCheck syncWaits;

    /// <summary>Follows a run from its beginning.</summary>
    public BehaviourChecks(LiveRun run)
    {
        this.run = run;
        var machine = run.Machine;
        rewrites = new RewriteCheck(run, Report);
        growth = new GrowthCheck(run, rewrites, Report);
        flushes = new FlushCheck(Report);
        syncs = new SyncDueCheck(run, Report);
        errors = new WriteErrorCheck(run, Report);
        leaks = new LeakCheck(machine, Report);
        syncWaits = new SyncWaitCheck(run, Report);
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
        flushes.Begin();
        syncs.Begin();
        errors.Begin();
        leaks.Starting();
        syncWaits.Begin();
    }

    private void Started()
    {
        growth.Started();
        errors.Started();
        leaks.Started();
    }

    private void TurnEnded(AofStatus status, bool cronRan)
    {
        rewrites.TurnEnded(status);
        growth.TurnEnded(status, cronRan);
        flushes.TurnEnded(status, cronRan);
        syncs.TurnEnded(status, cronRan);
        errors.TurnEnded(status);
        leaks.TurnEnded(status);
        syncWaits.TurnEnded(status);
    }

    private void OnCall(CallRecord call)
    {
        rewrites.OnCall(call);
        flushes.OnCall(call);
        syncs.OnCall(call);
        errors.OnCall(call);
        leaks.OnCall(call);
        syncWaits.OnCall(call);
    }

    private void Report(ViolationKind kind, string what) => First ??= new Anomaly(kind, what, run.Machine.Clock.NowUs);
}
