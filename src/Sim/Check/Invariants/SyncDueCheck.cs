using Aof.State;
using Sim.Check.Rules;
using Sim.Machine.FileSystem;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Under everysec what is in the log is given to an fsync in time, also when no write follows (flushAppendOnlyFile() of
/// Redis). An fsync under way, and no-appendfsync-on-rewrite during a rewrite, put it off. A log that cannot be relied
/// on needs a rewrite instead.
/// <para>Time is counted in crons, as in <see cref="FlushCheck"/>.</para>
/// </summary>
internal sealed class SyncDueCheck(LiveRun run, Action<ViolationKind, string> report)
{
    /// <summary>
    /// An fsync is due in the second after the last one. Whole seconds are compared, so that takes two at most, and a
    /// few crons more are allowed.
    /// </summary>
    private const int MaxCrons = 24;

    private int crons;

    /// <summary>The file of the log when the last turn ended.</summary>
    private Inode? file;

    /// <summary>How much of it an fsync has covered, in bytes.</summary>
    private long covered;

    /// <summary>When the last write of it had returned.</summary>
    private long writtenUs;

    /// <summary>A server is about to start.</summary>
    public void Begin() => file = null;

    /// <summary>A call has returned.</summary>
    public void OnCall(in CallRecord call)
    {
        if (!ServerFiles.IsAppendedTo(call.Path))
        {
            return;
        }

        if (call is { By: Actor.Server, Call: SystemCall.Write })
        {
            writtenUs = call.NowUs;
        }
        else if (call is { By: Actor.Server or Actor.Background, Call: SystemCall.SyncData or SystemCall.Sync })
        {
            crons = 0;
            // A rewrite that has renamed the file has not told its name yet.
            covered = call.Error == Errno.None && call.BeganUs >= writtenUs
                ? (run.LogFile ?? file)?.Size ?? 0
                : covered;
        }
    }

    /// <summary>A turn is over.</summary>
    public void TurnEnded(AofStatus status, bool cronRan)
    {
        var size = run.LogFile?.Size ?? 0;
        if (run.LogFile != file)
        {
            (file, covered) = (run.LogFile, size);
        }

        if (covered >= size || status is not
            { Mode: AofMode.On, FileUnsafe: false, BufferLength: 0, PendingBackgroundSyncs: 0 }
            || run.Server!.Config is not { Policy: FsyncPolicy.EverySecond } config
            || (config.NoFsyncOnRewrite && status.RewriteInProgress))
        {
            crons = 0;
            return;
        }

        crons += cronRan ? 1 : 0;
        if (cronRan && crons == MaxCrons)
        {
            report(ViolationKind.Stalled,
                Invariant($"{size - covered} bytes are in the log, and in {crons} crons the server has not given them ")
                + "to an fsync");
        }
    }
}
