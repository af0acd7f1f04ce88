using Aof;
using Sim.Disk;

namespace Sim.Explore;

/// <summary>How many units must survive a crash, and what promised it.</summary>
/// <param name="Units">The first so many units of the history must be there.</param>
/// <param name="Kind">What it is called when they are not.</param>
/// <param name="Why">The promise, in words.</param>
public readonly record struct Floor(int Units, ViolationKind Kind, string Why);

/// <summary>
/// The oracle: what must hold after a crash.
/// <list type="bullet">
/// <item>What comes back is the state after some prefix of the executed writes: no hole, no reordering, nothing torn.</item>
/// <item>Kill -9: every acknowledged write is in that prefix; under everysec, where a reply does not wait for a background fsync that is under way, from when its bytes were handed to write(2).</item>
/// <item>Power loss under always: every acknowledged write is. Under everysec: everything that a completed fsync
/// covered, if the server went on after it without having said that its log cannot be relied on; and on a healthy disk everything acknowledged two seconds ago. Under no: any prefix will do.</item>
/// <item>What a disk takes back was not promised. Where the cache gives up pages after a failed sync, a kill may come back with what it has left. Where an
/// error is told one sync late, what is acknowledged after the sync that hid it is promised only when it is durable. Where syncs lie, a power
/// loss leaves a prefix of no certain length; not even that while a new file that took the log's place may be in the drive's cache,
/// since the beginning of a rewritten log is nothing that ever was: such states are counted.</item>
/// <item>A refusal to start is allowed only where the disk can leave an unreadable file, and the repaired file must
/// then give a state that is allowed.</item>
/// <item>Where the disk damaged bytes that the format cannot tell from data, the state is counted and not judged.</item>
/// <item>At rest, between two turns, the log is whole: where torn tails are refused a server that is killed then starts again, unless the tail could not be cut off.</item>
/// <item>The checker calls sound what a server has started on.</item>
/// <item>A write is not answered OK in a turn in which the log could not be written, and none is done while writes are refused.</item>
/// <item>After the faults the server heals; it ends itself only where a failed call under always leaves it no choice, and refuses writes only after a call has failed: one that is slow, or
/// moves a part of what it was asked to move, has not.</item>
/// <item>And where nothing is lost: what <see cref="Behaviour.Conduct"/> says.</item>
/// </list>
/// </summary>
public static class Contract
{
    /// <summary>What a kill -9 must leave.</summary>
    /// <param name="promise">What was promised then.</param>
    /// <param name="cached">Units that the page cache had left when it gave up pages of the log; unbounded when it did not.</param>
    public static Floor OfKill(Promise promise, int cached) =>
        new(Math.Min(promise.Handed, cached), ViolationKind.LostPromised, "acknowledged after they were handed to write(2), so kill -9 must not lose them");

    /// <summary>What a power loss must leave.</summary>
    /// <param name="policy">appendfsync.</param>
    /// <param name="promise">What was promised when the power went.</param>
    /// <param name="synced">Units that a completed fsync covered.</param>
    /// <param name="window">Units acknowledged two seconds ago, where that bound holds.</param>
    /// <param name="untold">Units acknowledged when an error was hidden that is not made good yet; unbounded when none is.</param>
    /// <param name="disk">The disk.</param>
    public static Floor OfPowerLoss(FsyncPolicy policy, Promise promise, int synced, int window, int untold, DiskPreset disk) => policy switch
    {
        _ when !disk.KeepsItsWord => new(0, ViolationKind.LostPromised, "nothing is promised on a disk whose syncs lie"),
        FsyncPolicy.Always => new(Math.Min(promise.Always, untold), ViolationKind.LostPromised, "acknowledged under appendfsync always, so a power loss must not lose them"),
        FsyncPolicy.EverySecond when window > synced =>
            new(window, ViolationKind.LostPromised, "acknowledged more than two seconds ago under appendfsync everysec on a healthy disk"),
        FsyncPolicy.EverySecond => new(synced, ViolationKind.LostSynced, "covered by an fsync that completed"),
        FsyncPolicy.No => new(0, ViolationKind.LostPromised, "nothing is promised under appendfsync no"),
        _ => throw new ArgumentOutOfRangeException(nameof(policy)),
    };

    /// <summary>Which promise an outcome broke; null when none.</summary>
    public static ViolationKind? Broken(RecoveryOutcome outcome, History history, int position, Floor floor, bool mayBeUnreadable)
    {
        if (outcome.Refused is not null && !mayBeUnreadable)
        {
            return ViolationKind.Refused;
        }

        if (outcome.State is not null && outcome.Matches.Count == 0)
        {
            return ViolationKind.NotAPrefix;
        }

        if (outcome.Defect is not null)
        {
            return ViolationKind.AfterRecovery;
        }

        var executed = history.Promises[position].Executed;
        var possible = false;
        for (var i = 0; i < outcome.Matches.Count && outcome.Matches[i] <= executed; i++)
        {
            var live = history.IsLive(outcome.Matches[i], position);
            if (live && outcome.Matches[i] >= floor.Units)
            {
                return null;
            }

            possible |= live;
        }

        return possible ? floor.Kind : ViolationKind.NotAPrefix;
    }

    /// <summary>What the run itself broke, before any crash.</summary>
    public static Violation? OfRun(Plan plan, LiveRun run) => run.End switch
    {
        RunEnd.Healed or RunEnd.Misread => null,
        RunEnd.NotHealed => Story.OfRun(ViolationKind.NotHealed, "the faults have stopped, and the server does not heal: " + run.EndReason, plan, run),
        RunEnd.NotStarted => Story.OfRun(ViolationKind.NotHealed, "the faults have stopped, and the server does not start: " + run.EndReason, plan, run),
        RunEnd.NeedlessExit => Story.OfRun(ViolationKind.Exited, "the server ended itself: " + run.EndReason, plan, run),
        RunEnd.NeedlessRefusal => Story.OfRun(ViolationKind.Exited, run.EndReason, plan, run),
        RunEnd.CameBackWrong => Story.OfRun(ViolationKind.NotAPrefix, run.EndReason, plan, run),
        RunEnd.ErrorNotTold => Story.OfRun(ViolationKind.ErrorNotTold, run.EndReason, plan, run),
        RunEnd.Hung => Story.OfRun(ViolationKind.Hung, run.EndReason, plan, run),
        _ => throw new ArgumentOutOfRangeException(nameof(run)),
    };

    /// <summary>What the server did in the run that it must not do, though it loses nothing.</summary>
    public static Violation? OfConduct(Plan plan, LiveRun run) => run.Misconduct is { } found ? Story.OfConduct(found, plan, run) : null;
}
