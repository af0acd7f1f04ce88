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
    /// <summary>A background fsync that takes this long, in microseconds, may keep a server from ending.</summary>
    private const long LongSyncUs = 10_000_000;

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

    /// <summary>
    /// When a background fsync was under way at the end of a turn, or before a command of this one; null: none was.
    /// </summary>
    private long? syncingUs;

    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public NeedlessStayCheck(LiveRun run, Action<ViolationKind, string> stop)
    {
        (this.run, this.stop) = (run, stop);
        run.Starting += () => (terminating, shuttingDown, writesFirstLog, syncingUs) = (false, false, false, null);
        run.Terminating += () => terminating = true;
        run.CommandStarting += client => isQueued = client.Session.InTransaction;
        run.CommandTaken += (_, argv) =>
        {
            writesFirstLog |= WritesFirstLog(run.Server!.Status);
            syncingUs ??= Syncing(run.Server.Status);
            shuttingDown |= !isQueued && argv[0].EqualsIgnoreCase("SHUTDOWN");
        };
        run.TurnEnded += TurnEnded;
    }

    private void TurnEnded(AofStatus status, bool cronRan)
    {
        var stays = shuttingDown || (terminating && cronRan);
        var mayStay = writesFirstLog || run.Machine.Clock.NowUs - syncingUs >= LongSyncUs;
        syncingUs = Syncing(status);
        writesFirstLog = WritesFirstLog(status);
        (shuttingDown, terminating) = (false, terminating && !cronRan);
        if (stays && !mayStay && !writesFirstLog && syncingUs is null && !FailedCalls.Exist(run))
        {
            stop(ViolationKind.Exited, "the server was asked to end and goes on, and no call has failed");
        }
    }

    private long? Syncing(AofStatus status) =>
        status.PendingBackgroundSyncs > 0 ? run.Machine.Clock.NowUs : null;

    private static bool WritesFirstLog(AofStatus status) =>
        status is { Mode: AofMode.WaitRewrite, RewriteInProgress: true };
}
