using Sim.Check.Rules;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>
/// Follows the fsyncs of the log (rule 4 of the <see cref="Contract"/>). What a completed fsync covers is the state
/// that kill -9 would have left when it began. It is promised when
/// the server has gone on after the fsync: in that turn it sees whether another fsync, before or beside this one, has
/// failed.
/// </summary>
internal sealed class SyncFollower(LiveRun run, CrashModel model)
{
    private readonly History history = run.History;
    private readonly int[] killUnits = new int[run.History.Promises.Count];
    private CompletedSync? unsettled;

    /// <summary>Units that a completed fsync covers for certain.</summary>
    public int Units { get; private set; }

    /// <summary>Takes note of the last change.</summary>
    /// <param name="position">How many changes there were.</param>
    /// <param name="kept">Units that a kill leaves now.</param>
    public void Follow(int position, int kept)
    {
        killUnits[position] = kept;
        DurabilityPoint promise = history.Promises[position];
        Settle(promise);
        if (position > 0 && run.Machine.Disk.Journal[position - 1] is Change.Synced done && done.Inode == model.InodeAt(ServerFiles.Log))
        {
            unsettled = new CompletedSync(Math.Max(unsettled?.Units ?? 0, killUnits[done.CoversUpTo]), history.Promises[position - 1].Turn);
            Settle(promise);
        }
    }

    private void Settle(DurabilityPoint promise)
    {
        if (unsettled is not null && promise.Turn > unsettled.Turn)
        {
            Units = promise.LogIsReliable ? Math.Max(Units, unsettled.Units) : Units;
            unsettled = null;
        }
    }

    /// <summary>An fsync that has completed.</summary>
    /// <param name="Units">The units that it covers.</param>
    /// <param name="Turn">How many turns of the server's loop had ended by then.</param>
    private sealed record CompletedSync(int Units, int Turn);
}
