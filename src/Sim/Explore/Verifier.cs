using Sim.Chance;
using Sim.Disk;

namespace Sim.Explore;

/// <summary>
/// The contract, applied to every crash of a run: walks the disk's journal from change to change, and at each one
/// judges the image that kill -9 leaves and those that a power loss may leave against what was promised by then.
/// </summary>
public sealed class Verifier
{
    private readonly Plan plan;
    private readonly LiveRun run;
    private readonly History history;
    private readonly CrashedDisk disk;
    private readonly CrashModel model;
    private readonly Recovery recovery;
    private readonly DiskPreset preset;
    private readonly int[] killUnits;
    private readonly string logName;
    private readonly bool cutsTornTail;
    private int synced;
    private (int Units, int Turn) covered;
    private (int Inode, int Units) givenUp = (0, int.MaxValue);
    private (int Units, int UpTo) untold = (int.MaxValue, 0);
    private int replacedAt = -1;
    private int windowAcks;
    private int judged;
    private Verdict verdict = new();
    private Violation? misconduct;

    /// <summary>Prepares the judgement of a run.</summary>
    /// <param name="plan">The plan it ran.</param>
    /// <param name="run">The run.</param>
    public Verifier(Plan plan, LiveRun run)
    {
        var config = plan.Config.ToAofConfig();
        this.plan = plan;
        this.run = run;
        history = run.History;
        disk = new CrashedDisk(plan, run);
        model = disk.Model;
        recovery = new Recovery(plan, history, run.Machine.Clock.NowUs);
        preset = plan.Disk.Kind;
        (logName, cutsTornTail) = (config.FileName, config.LoadTruncated);
        killUnits = new int[history.Promises.Count];
    }

    /// <summary>Takes note of the crashes that are judged; null when nobody wants to know.</summary>
    public Reach? Reach { get; init; }

    /// <summary>Called with each crash state that is judged; then the judgement does not end at the first violation.</summary>
    internal Action<JudgedState>? Judged { get; init; }

    /// <summary>The one kind of crash that is judged; null: each.</summary>
    internal CrashKind? Only { get; init; }

    private bool IsOver => verdict.Violation is not null && Judged is null;

    /// <summary>The verdict on the run, and on every crash of it, or on the one that the plan names.</summary>
    public Verdict Judge()
    {
        verdict = verdict with { Violation = Contract.OfRun(plan, run) };
        _ = JudgeUpTo(history.MisreadAt is { } misread ? misread + 1 : history.Promises.Count);

        // What loses data is worse, and is told first.
        verdict = verdict with { Violation = verdict.Violation ?? Contract.OfConduct(plan, run) ?? misconduct };
        return verdict;
    }

    /// <summary>Goes on to judge crashes, up to those before this change of the disk; the verdict so far. For whoever wants to know what a part of a history costs.</summary>
    public Verdict JudgeUpTo(int position)
    {
        for (; judged < position && !IsOver; judged++)
        {
            try
            {
                JudgeCrashesAt(judged);
            }
            catch (Process.Endless endless)
            {
                verdict = verdict with { Violation = verdict.Violation ?? Story.OfRun(ViolationKind.Hung, "a start on what a crash has left does not come to an end: " + endless.Message, plan, run) };
            }
        }

        verdict = verdict with { DistinctImages = recovery.DistinctImages };
        return verdict;
    }

    private void JudgeCrashesAt(int position)
    {
        model.MoveTo(position);
        var promise = history.Promises[position];
        var killImage = model.KillImage();
        var killed = recovery.Of(killImage);
        FollowTheDisk(position, killed, killImage);
        var killFloor = Contract.OfKill(promise, CachedUnits());
        killUnits[position] = FirstAtLeast(killed.Matches, killFloor.Units, position);
        FollowSyncs(position, promise);
        if (plan.Crash is { } chosen && chosen.Position != position)
        {
            return;
        }

        if (IsAsked(CrashKind.Kill))
        {
            JudgeState(new CrashChoice(position, CrashKind.Kill, 0), killImage, killed, killFloor);
        }

        if (IsAsked(CrashKind.PowerLoss))
        {
            JudgePowerLosses(position, promise);
        }

        if (IsAsked(CrashKind.BitRot))
        {
            JudgeRot(position, killImage, killFloor);
        }
    }

    private bool IsAsked(CrashKind kind) => (plan.Crash is null || plan.Crash.Kind == kind) && (Only is null || Only == kind);

    private void JudgePowerLosses(int position, Promise promise)
    {
        var floor = Contract.OfPowerLoss(plan.Config.Policy, promise, synced, WindowFloor(promise, position), untold.Units, preset);
        var number = 0;
        foreach (var image in disk.PowerLossImages(position))
        {
            if (plan.Crash is null || plan.Crash.Image == number)
            {
                var outcome = recovery.Of(image);
                JudgeState(new CrashChoice(position, CrashKind.PowerLoss, number), image, outcome, floor);
                MeasureWindow(promise, outcome, position);
            }

            if (IsOver)
            {
                return;
            }

            number++;
        }
    }

    private void JudgeState(CrashChoice crash, DiskImage image, RecoveryOutcome outcome, Floor floor)
    {
        verdict = verdict with { States = verdict.States + 1 };
        Reach?.Judged(crash, outcome);
        var mayBeUnreadable = crash.Kind == CrashKind.PowerLoss
            ? !cutsTornTail || preset.MayLeaveUnreadable
            : HasGivenUp || (!cutsTornTail && !history.Promises[crash.Position].Rests);
        var broken = Contract.Broken(outcome, history, crash.Position, floor, mayBeUnreadable);
        var damaged = broken is ViolationKind.NotAPrefix && (MayBeCutShort(crash) || NobodyWrote(image, outcome.Accepted));

        // A preamble that is not whole: nothing can be made of it, and nothing is.
        var nothing = broken is not null && !damaged && outcome.State is null && MayBeCutShort(crash);
        Judged?.Invoke(new JudgedState(crash, image, outcome, floor, broken, damaged || nothing));
        if (damaged)
        {
            verdict = verdict with { Undetectable = verdict.Undetectable + 1 };
        }
        else if (broken is { } kind && !nothing)
        {
            verdict = verdict with { Violation = verdict.Violation ?? Story.Tell(plan, run, crash, image, outcome, floor, kind) };
        }
        else if (outcome.Refused is not null || nothing)
        {
            verdict = verdict with { Refused = verdict.Refused + 1 };
        }

        LookAtConduct(crash, image, outcome, floor);
    }

    private void LookAtConduct(CrashChoice crash, DiskImage image, RecoveryOutcome outcome, Floor floor) =>
        misconduct ??= outcome.Misconduct is { } found ? Story.Tell(plan, run, crash, image, outcome, floor, found.Kind) : null;

    /// <summary>
    /// One time in eight, one bit of the log that a kill would have left. Refused, cut, or loaded: what must hold is that it comes to one of these, that a server which has
    /// started goes on soundly, and that what the checker calls valid is loaded. How often nothing was detected is counted.
    /// </summary>
    private void JudgeRot(int position, DiskImage image, Floor floor)
    {
        const int OneIn = 8;
        var draw = new Seed(plan.Seed).Fork("images").Fork("rot").Fork(position).Stream();
        if (!image.TryGet(logName, out var log) || log.Length == 0 || (draw.Below(OneIn) != 0 && plan.Crash is null))
        {
            return;
        }

        var bit = plan.Crash?.Image ?? draw.Below(8 * log.Length);
        var rotten = image.Rotten(logName, bit);
        var outcome = recovery.Of(rotten);
        verdict = verdict with { States = verdict.States + 1, Rotten = verdict.Rotten + 1 };
        var crash = new CrashChoice(position, CrashKind.BitRot, bit);
        var unsound = outcome.State is not null && outcome.Defect is not null;
        var broken = unsound ? ViolationKind.AfterRecovery
            : outcome.Refused is null ? Contract.Broken(outcome, history, position, floor, mayBeUnreadable: true)
            : null;
        var undetected = !unsound && broken is not null;
        Judged?.Invoke(new JudgedState(crash, rotten, outcome, floor, broken, undetected));
        if (unsound)
        {
            verdict = verdict with { Violation = verdict.Violation ?? Story.Tell(plan, run, crash, rotten, outcome, floor, ViolationKind.AfterRecovery) };
        }
        else if (undetected)
        {
            verdict = verdict with { RotUndetected = verdict.RotUndetected + 1 };
        }

        LookAtConduct(crash, rotten, outcome, floor);
    }

    /// <summary>A new file took the log's place so lately that a disk which lies may have a part of it only.</summary>
    private bool MayBeCutShort(CrashChoice crash) =>
        crash.Kind == CrashKind.PowerLoss && !preset.KeepsItsWord && replacedAt >= 0 && crash.Position - replacedAt <= preset.SyncLag;

    /// <summary>The log is the file of which the cache gave up pages, or the copy that a starting server has made of it.</summary>
    private bool HasGivenUp => givenUp.Inode != 0 && (givenUp.Inode == model.InodeAt(logName) || history.Promises[model.Position].Starts);

    private int CachedUnits() => HasGivenUp ? givenUp.Units : int.MaxValue;

    /// <summary>What the last change says of the disk itself: that the cache gave up pages of the log, that an error was hidden, that a new file took the log's place.</summary>
    private void FollowTheDisk(int position, RecoveryOutcome killed, DiskImage image)
    {
        givenUp = HasGivenUp ? givenUp : (0, int.MaxValue);
        untold = model.DurableInOrder >= untold.UpTo ? (int.MaxValue, 0) : untold;
        switch (position == 0 ? null : run.Machine.Disk.Journal[position - 1])
        {
            case Change.Reread lost when lost.Inode == model.InodeAt(logName):
                var left = killed.Matches.Where(unit => unit <= history.Promises[position].Executed && history.IsLive(unit, position));
                givenUp = (lost.Inode, Math.Min(CachedUnits(), left.DefaultIfEmpty(0).Max()));
                break;
            case Change.SyncFailed hidden when preset.FailedSync == FailedSync.ToldByTheNext:
                untold = (Math.Min(untold.Units, history.Promises[position - 1].Always), Math.Max(untold.UpTo, hidden.CoversUpTo));
                break;
            case Change.Rename rename when rename.ToName == logName && image.TryGet(logName, out var log) && log.Length > 0:
                replacedAt = position;
                break;
            default:
                break;
        }
    }

    /// <summary>True when the accepted bytes of the log are not what was written into any file: the disk damaged them, and the format, having no checksum, cannot tell.</summary>
    private bool NobodyWrote(DiskImage image, long accepted) =>
        image.TryGet(logName, out var log)
        && !model.WereWritten(log.Span[..(int)accepted]);

    /// <summary>
    /// What a completed fsync of the log covers is the state that kill -9 would have left when the fsync began. It is promised once the
    /// server has gone on after it: in that turn it sees whether another fsync, before or beside this one, has failed.
    /// </summary>
    private void FollowSyncs(int position, Promise promise)
    {
        Settle(promise);
        if (position > 0
            && run.Machine.Disk.Journal[position - 1] is Change.Synced done
            && done.Inode == model.InodeAt(logName))
        {
            covered = (Math.Max(covered.Units, killUnits[done.CoversUpTo]), history.Promises[position - 1].Turn);
            Settle(promise);
        }
    }

    private void Settle(Promise promise)
    {
        if (promise.Turn > covered.Turn)
        {
            synced = promise.Trusted ? Math.Max(synced, covered.Units) : synced;
            covered = default;
        }
    }

    /// <summary>Under everysec on a healthy disk: what had been acknowledged two seconds ago.</summary>
    private int WindowFloor(Promise promise, int position)
    {
        while (windowAcks < promise.Acks && history.Acks[windowAcks].AtUs <= promise.NowUs - Promise.EverysecBoundUs)
        {
            windowAcks++;
        }

        return promise.Windowed && windowAcks > 0 ? history.UnitsOf(windowAcks - 1, position) : 0;
    }

    private void MeasureWindow(Promise promise, RecoveryOutcome outcome, int position)
    {
        if (!promise.Windowed || !preset.KeepsItsWord || outcome.Matches.Count == 0)
        {
            return;
        }

        var back = history.LastLive(outcome.Matches, position);
        for (var i = windowAcks; i < promise.Acks; i++)
        {
            if (history.UnitsOf(i, position) > back)
            {
                verdict = verdict with { LargestWindowUs = Math.Max(verdict.LargestWindowUs, promise.NowUs - history.Acks[i].AtUs) };
                return;
            }
        }
    }

    private int FirstAtLeast(IReadOnlyList<int> matches, int floor, int position)
    {
        for (var i = 0; i < matches.Count; i++)
        {
            if (matches[i] >= floor && history.IsLive(matches[i], position))
            {
                return matches[i];
            }
        }

        return 0;
    }
}

/// <summary>One crash state and what became of it.</summary>
/// <param name="Crash">The crash.</param>
/// <param name="Image">What it left on the disk.</param>
/// <param name="Outcome">What a server made of that.</param>
/// <param name="Floor">What had been promised.</param>
/// <param name="Broken">Which promise is broken; null when none is.</param>
/// <param name="Undetectable">True when it is, by damage that the format cannot tell: then it is not held against the server.</param>
internal sealed record JudgedState(CrashChoice Crash, DiskImage Image, RecoveryOutcome Outcome, Floor Floor, ViolationKind? Broken, bool Undetectable);
