using Aof;
using Sim.Chance;
using Sim.Disk;

namespace Sim.Explore;

/// <summary>
/// The contract, applied to every crash of a run: walks the disk's journal from change to change, and at each one
/// judges the image that kill -9 leaves and those that a power loss may leave against what was promised by then.
/// </summary>
public sealed class Verifier
{
    private const long WindowUs = 2_000_000;

    private readonly Plan plan;
    private readonly LiveRun run;
    private readonly History history;
    private readonly CrashModel model;
    private readonly Recovery recovery;
    private readonly DiskPreset preset;
    private readonly Seed imageSeed;
    private readonly int[] killUnits;
    private readonly AofConfig config;
    private int synced;
    private (int Units, int Turn) covered;
    private int windowAcks;
    private int judged;
    private Verdict verdict = new();

    /// <summary>Prepares the judgement of a run.</summary>
    /// <param name="plan">The plan it ran.</param>
    /// <param name="run">The run.</param>
    public Verifier(Plan plan, LiveRun run)
    {
        this.plan = plan;
        this.run = run;
        history = run.History;
        model = new CrashModel(DiskImage.Empty, run.Machine.Disk.Journal);
        recovery = new Recovery(plan, history, run.Machine.Clock.NowUs);
        preset = DiskPreset.Named(plan.Disk.Preset);
        imageSeed = new Seed(plan.Seed).Fork("images");
        config = plan.Config.ToAofConfig();
        killUnits = new int[history.Promises.Count];
    }

    /// <summary>Called with each crash state that is judged; then the judgement does not end at the first violation.</summary>
    internal Action<JudgedState>? Judged { get; init; }

    private bool IsOver => verdict.Violation is not null && Judged is null;

    /// <summary>The verdict on the run, and on every crash of it, or on the one that the plan names.</summary>
    public Verdict Judge()
    {
        verdict = verdict with { Violation = Contract.OfRun(plan, run) };
        return JudgeUpTo(history.Promises.Count);
    }

    /// <summary>Goes on to judge crashes, up to those before this change of the disk; the verdict so far. For whoever wants to know what a part of a history costs.</summary>
    public Verdict JudgeUpTo(int position)
    {
        for (; judged < position && !IsOver; judged++)
        {
            JudgeCrashesAt(judged);
        }

        return verdict with { DistinctImages = recovery.DistinctImages };
    }

    private void JudgeCrashesAt(int position)
    {
        model.MoveTo(position);
        var promise = history.Promises[position];
        var killImage = model.KillImage();
        var killed = recovery.Of(killImage);
        killUnits[position] = FirstAtLeast(killed.Matches, promise.Handed, position);
        FollowSyncs(position, promise);
        if (plan.Crash is { } chosen && chosen.Position != position)
        {
            return;
        }

        if (plan.Crash is not { Kind: CrashKind.PowerLoss })
        {
            JudgeState(new CrashChoice(position, CrashKind.Kill, 0), killImage, killed, Contract.OfKill(promise));
        }

        if (plan.Crash is not { Kind: CrashKind.Kill })
        {
            JudgePowerLosses(position, promise);
        }
    }

    private void JudgePowerLosses(int position, Promise promise)
    {
        var floor = Contract.OfPowerLoss(plan.Config.Policy, promise, synced, WindowFloor(promise, position));
        var number = 0;
        foreach (var image in model.PowerLossImages(preset, plan.Disk.ImagesPerCrash, ImageSeed(promise).Fork(position).Stream()))
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

    private Seed ImageSeed(Promise promise) => plan.Reseed is { } reseed && promise.NowUs - LiveRun.StartUs > reseed.AtUs
        ? new Seed(reseed.Seed).Fork("images")
        : imageSeed;

    private void JudgeState(CrashChoice crash, DiskImage image, RecoveryOutcome outcome, Floor floor)
    {
        verdict = verdict with { States = verdict.States + 1 };
        var mayBeUnreadable = !config.CutsTornTail || (crash.Kind == CrashKind.PowerLoss && preset.MayLeaveUnreadable);
        var broken = Contract.Broken(outcome, history, crash.Position, floor, mayBeUnreadable);
        var damaged = broken is ViolationKind.NotAPrefix && NobodyWrote(image, outcome.Accepted);
        Judged?.Invoke(new JudgedState(crash, image, outcome, floor, broken, damaged));
        if (broken is { } kind)
        {
            if (damaged)
            {
                verdict = verdict with { Undetectable = verdict.Undetectable + 1 };
                return;
            }

            verdict = verdict with { Violation = verdict.Violation ?? Story.Tell(plan, run, crash, image, outcome, floor, kind) };
        }
        else if (outcome.Refused is not null)
        {
            verdict = verdict with { Refused = verdict.Refused + 1 };
        }
    }

    /// <summary>True when the accepted bytes of the log are not what was written into any file: the disk damaged them, and the format, having no checksum, cannot tell.</summary>
    private bool NobodyWrote(DiskImage image, long accepted) =>
        image.TryGet(config.FileName, out var log)
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
            && done.Inode == model.InodeAt(config.FileName))
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
        while (windowAcks < promise.Acks && history.Acks[windowAcks].AtUs <= promise.NowUs - WindowUs)
        {
            windowAcks++;
        }

        return promise.Windowed && windowAcks > 0 ? history.UnitsOf(windowAcks - 1, position) : 0;
    }

    private void MeasureWindow(Promise promise, RecoveryOutcome outcome, int position)
    {
        if (!promise.Windowed || outcome.Matches.Count == 0)
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
