using Aof.State;
using Sim.Check.Rules;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Rule 5: a server that is asked to end refuses only after a call failed, while a background fsync does not end, or
/// while the first rewrite of its log runs.
/// </summary>
internal sealed class NeedlessStayCheck
{
    private readonly LiveRun run;
    private readonly Action<ViolationKind, string> stop;

    /// <summary>The client is inside MULTI, so its command waits for EXEC.</summary>
    private bool isQueued;

    /// <summary>
    /// The first rewrite of the log was running at the end of the last turn, or before a command of this one.
    /// </summary>
    private bool writesFirstLog;
    private bool terminating;
    private bool shuttingDown;

    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public NeedlessStayCheck(LiveRun run, Action<ViolationKind, string> stop)
    {
        (this.run, this.stop) = (run, stop);
        run.Starting += () => terminating = shuttingDown = writesFirstLog = false;
        run.Terminating += () => terminating = true;
        run.CommandStarting += client => isQueued = client.Session.InTransaction;
        run.CommandTaken += (_, argv) =>
        {
            writesFirstLog |= WritesFirstLog(run.Server!.Status);
            shuttingDown |= !isQueued && argv[0].EqualsIgnoreCase("SHUTDOWN");
        };
        run.TurnEnded += TurnEnded;
    }

    private void TurnEnded(AofStatus status, bool cronRan)
    {
        var stays = shuttingDown || (terminating && cronRan);
        var mayStay = writesFirstLog;
        writesFirstLog = WritesFirstLog(status);
        (shuttingDown, terminating) = (false, terminating && !cronRan);
        if (stays && !mayStay && !writesFirstLog && status.PendingBackgroundSyncs == 0 && !FailedCalls.Exist(run))
        {
            stop(ViolationKind.Exited, "the server was asked to end and goes on, and no call has failed");
        }
    }

    private static bool WritesFirstLog(AofStatus status) =>
        status is { Mode: AofMode.WaitRewrite, RewriteInProgress: true };
}
