using Sim.Check.Rules;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>
/// Follows the fsyncs of the log (rule 4 of the <see cref="Contract"/>). A completed fsync covers the state that
/// kill -9 would have left when the fsync began.
/// <list type="number">
/// <item>Where no sync of that file has failed, the state is promised at once.</item>
/// <item>Where one has failed, the state is promised once the same server has ended its turn and still trusts its log.
/// In that turn it sees whether another fsync, before or beside this one, has failed.</item>
/// <item>A server that goes down before that has promised nothing, nor has one that has switched its log off.</item>
/// <item>What the server cuts off the log is promised no more: rule 2 says what it must not cut.</item>
/// <item>While the disk hides an error (rule 6b), no fsync promises anything.</item>
/// </list>
/// </summary>
internal sealed class SyncFollower(LiveRun run, CrashModel model, DiskFollower disk)
{
    private readonly History history = run.History;
    private readonly int[] killUnits = new int[run.History.Promises.Count];
    private readonly SortedSet<int> failedSyncs = [];
    private CompletedSync? unsettled;

    /// <summary>Units that a completed fsync covers for certain.</summary>
    public int Units { get; private set; }

    /// <summary>Takes note of the last change.</summary>
    /// <param name="position">How many changes there were.</param>
    /// <param name="kept">Units that a kill leaves now.</param>
    public void Follow(int position, int kept)
    {
        killUnits[position] = kept;
        var now = history.Promises[position];
        Settle(now);
        var log = position == 0 ? null : model.InodeAt(history.Promises[position - 1].Log);
        switch (position == 0 ? null : run.Machine.Disk.Journal[position - 1])
        {
            case Change.SyncFailed failed:
                _ = failedSyncs.Add(failed.Inode);
                break;
            case Change.Truncate cut when cut.Inode == log:
                Cut(kept);
                break;
            case Change.Synced done when done.Inode == log:
                Completed(done, history.Promises[position - 1], now);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// The server has cut the log. A part of a failed write may have been synced before, and it was never promised.
    /// </summary>
    private void Cut(int kept)
    {
        for (var i = 0; i < killUnits.Length; i++)
        {
            killUnits[i] = Math.Min(killUnits[i], kept);
        }

        Units = Math.Min(Units, kept);
        unsettled = unsettled is null ? null : unsettled with { Units = Math.Min(unsettled.Units, kept) };
    }

    private void Completed(Change.Synced done, DurabilityPoint before, DurabilityPoint now)
    {
        var units = killUnits[done.CoversUpTo];
        if (!failedSyncs.Contains(done.Inode))
        {
            Promise(units, now);
            return;
        }

        unsettled = new CompletedSync(Math.Max(unsettled?.Units ?? 0, units), before.Turn, before.Life);
        Settle(now);
    }

    private void Settle(DurabilityPoint now)
    {
        if (unsettled is null || (now.Life == unsettled.Life && now.Turn <= unsettled.Turn))
        {
            return;
        }

        if (now.Life == unsettled.Life && now.LogIsOn)
        {
            Promise(unsettled.Units, now);
        }

        unsettled = null;
    }

    private void Promise(int units, DurabilityPoint now) =>
        Units = now.LogIsReliable && !disk.HidesError ? Math.Max(Units, units) : Units;

    /// <summary>An fsync that has completed.</summary>
    /// <param name="Units">The units that it covers.</param>
    /// <param name="Turn">How many turns of the server's loop had ended by then.</param>
    /// <param name="Life">The server that was up then.</param>
    private sealed record CompletedSync(int Units, int Turn, int Life);
}
