using Aof.State;
using Sim.Check.Rules;
using Sim.Machine.Tracing;
using Sim.Plans;

namespace Sim.Check.Invariants;

/// <summary>
/// What waits in the buffer is written in time, unless an fsync has failed: then only a new file helps.
/// <list type="number">
/// <item>A failed write is tried again once a second, by one cron in ten.</item>
/// <item>A write waits for a background fsync for two seconds at most (flushAppendOnlyFile() of Redis).</item>
/// </list>
/// Time is counted in crons, which are a tenth of a second apart or more: a machine may stand still in between.
/// </summary>
internal sealed class FlushCheck(Action<ViolationKind, string> report)
{
    private const int MaxCrons = 12;
    private const int MaxCronsHeld = 24;

    /// <summary>The crons since the last try, and those of them since a background fsync was last seen.</summary>
    private int crons, cronsFree;

    /// <summary>A server is about to start.</summary>
    public void Begin() => crons = cronsFree = 0;

    /// <summary>A call has returned.</summary>
    public void OnCall(in CallRecord call)
    {
        if (call is { By: Actor.Server, Call: SystemCall.Write } && ServerFiles.IsAppendedTo(call.Path))
        {
            Begin();
        }
    }

    /// <summary>A turn is over.</summary>
    public void TurnEnded(AofStatus status, bool cronRan)
    {
        if (status is not { Mode: AofMode.On, FileUnsafe: false, BufferLength: > 0 })
        {
            Begin();
            return;
        }

        cronsFree = status.PendingBackgroundSyncs > 0 ? 0 : cronsFree + (cronRan ? 1 : 0);
        crons += cronRan ? 1 : 0;
        if (cronRan && (cronsFree == MaxCrons || crons == MaxCronsHeld))
        {
            report(ViolationKind.Stalled,
                Invariant($"{status.BufferLength} bytes wait for the log, and in {crons} crons the server has not ") +
                (status.LastWriteOk ? "written them" : "tried again to write them"));
        }
    }
}
