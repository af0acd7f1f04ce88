using Sim.Check.Rules;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>
/// Under everysec on a healthy disk: which writes were acknowledged so long ago that a power loss must not take them
/// (rule 4 of the <see cref="Contract"/>).
/// </summary>
internal sealed class EverysecWindow(LiveRun run)
{
    private readonly History history = run.History;
    private int oldAcks;

    /// <summary>The units that were acknowledged two seconds ago; 0 where the bound does not hold.</summary>
    public int UnitsAt(int position)
    {
        DurabilityPoint promise = history.Promises[position];
        while (oldAcks < promise.Acks && history.Acks[oldAcks].AtUs <= promise.NowUs - DurabilityPoint.EverysecBoundUs)
        {
            oldAcks++;
        }

        return promise.EverysecBoundHolds && oldAcks > 0 ? history.UnitsOf(oldAcks - 1, position) : 0;
    }

    /// <summary>
    /// How old the oldest acknowledged write is that a power loss took, in microseconds; 0 when it took none, or the
    /// bound does not hold.
    /// </summary>
    public long LossUs(RecoveryOutcome outcome, int position)
    {
        DurabilityPoint promise = history.Promises[position];
        if (!promise.EverysecBoundHolds || !run.Plan.Disk.Kind.KeepsItsWord || outcome.Matches.Count == 0)
        {
            return 0;
        }

        var back = history.LastLive(outcome.Matches, position);
        for (var i = oldAcks; i < promise.Acks; i++)
        {
            if (history.UnitsOf(i, position) > back)
            {
                return promise.NowUs - history.Acks[i].AtUs;
            }
        }

        return 0;
    }
}
