using Sim.Check.Rules;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// A part of rule 15: a server does not refuse to start when aof-load-truncated is on or the server before has ended in
/// order, the log is whole as far as it goes, no call of the start failed, and nothing was read wrong.
/// </summary>
internal sealed class RefusedStartCheck
{
    private readonly LiveRun run;
    private readonly Action<ViolationKind, string> report;
    private long faultsBefore;
    private bool callFailed;

    /// <summary>Follows a run from its beginning.</summary>
    public RefusedStartCheck(LiveRun run, Action<ViolationKind, string> report)
    {
        (this.run, this.report) = (run, report);
        run.Starting += () => (faultsBefore, callFailed) = (run.Machine.Faults.InjectedCount, false);
        run.Machine.Trace.CallReturned += call =>
            callFailed |= call.By == Actor.Server && call.Error is not (Errno.None or Errno.ENOENT);
        run.StartRefused += Refused;
    }

    private void Refused(string why)
    {
        var mayBeTorn = !run.Plan.Config.LoadTruncated && run.Down is not { InOrder: true };
        if (!mayBeTorn && !run.LogMayBeDamaged && !callFailed
            && run.Machine.Faults.InjectedCount == faultsBefore)
        {
            report(ViolationKind.Refused,
                "the server refused to start, though no call failed and its log may be cut or was closed in order: "
                + why);
        }
    }
}
