using Sim.Check.Crashes;
using Sim.Check.Rules;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check;

/// <summary>
/// Applies the <see cref="Contract"/> to a run and to every crash of it. It walks the disk's journal from change to
/// change. At each one it judges the image that kill -9 leaves, and those that a power loss may leave, against what was
/// promised by then.
/// </summary>
public sealed class Verifier
{
    private readonly CheckedRun run;
    private readonly CrashChoice? chosen;
    private readonly History history;
    private readonly CrashedDisk disk;
    private readonly CrashModel model;
    private readonly Recovery recovery;
    private readonly DiskFollower follower;
    private readonly SyncFollower syncs;
    private readonly EverysecWindow window;
    private int judged;
    private Verdict verdict = new();
    private Violation? anomaly;

    /// <summary>Prepares the judgement of a run by the crash that its plan names, or by every one.</summary>
    public Verifier(CheckedRun run)
        : this(run, run.Run.Plan.Crash)
    {
    }

    /// <summary>Prepares the judgement of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="chosen">The one crash to judge; null: every one.</param>
    public Verifier(CheckedRun run, CrashChoice? chosen)
    {
        (this.run, this.chosen, history) = (run, chosen, run.Run.History);
        disk = new CrashedDisk(run.Run);
        model = disk.Model;
        recovery = new Recovery(run.Run.Plan, history, run.Run.Machine.Clock.NowUs);
        follower = new DiskFollower(run.Run, model);
        syncs = new SyncFollower(run.Run, model, follower);
        window = new EverysecWindow(run.Run);
    }

    /// <summary>Called with each crash state that is judged.</summary>
    public Action<JudgedState>? Judged { get; init; }

    /// <summary>The judgement does not end at the first violation.</summary>
    internal bool JudgesAll { get; init; }

    /// <summary>The one kind of crash that is judged; null: each.</summary>
    internal CrashKind? Only { get; init; }

    private bool IsOver => verdict.Violation is not null && !JudgesAll;

    /// <summary>The verdict on the run, and on every crash of it, or on the chosen one.</summary>
    public Verdict Judge()
    {
        verdict = verdict with { Violation = run.Broken };
        _ = JudgeUpTo(run.JudgedPositions);

        // A loss of data is worse, so it is reported first.
        verdict = verdict with { Violation = verdict.Violation ?? run.Anomaly ?? anomaly };
        return verdict;
    }

    /// <summary>
    /// Judges further crashes, up to those before this change of the disk. Returns the verdict so far, without that on
    /// the run itself.
    /// </summary>
    public Verdict JudgeUpTo(int position)
    {
        for (; judged < position && !IsOver; judged++)
        {
            try
            {
                JudgeCrashesAt(judged);
            }
            catch (StepLimitExceeded endless)
            {
                Found(FailureReport.OfRun(ViolationKind.Hung,
                    "a start on what a crash has left does not come to an end: " + endless.Message, run.Run));
            }
            // It must have a plan that replays it, whatever it is.
#pragma warning disable CA1031
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Found(FailureReport.OfRun(ViolationKind.Threw,
                    "a start on what a crash has left threw " + Thrown.Describe(exception), run.Run));
            }
        }

        verdict = verdict with { DistinctImages = recovery.DistinctImages };
        return verdict;
    }

    private void Found(Violation violation) => verdict = verdict with { Violation = verdict.Violation ?? violation };

    private void JudgeCrashesAt(int position)
    {
        model.MoveTo(position);
        var image = model.KillImage();
        var killed = recovery.Of(image);
        follower.Follow(position, killed, image);
        var floor = Contract.OfKill(history.Promises[position], follower.CachedUnits);
        syncs.Follow(position, FirstAtLeast(killed.Matches, floor.Units, position));
        if (chosen is not null && chosen.Position != position)
        {
            return;
        }

        if (IsAsked(CrashKind.Kill))
        {
            JudgeState(new CrashChoice(position, CrashKind.Kill, 0), image, killed, floor);
        }

        if (IsAsked(CrashKind.PowerLoss))
        {
            JudgePowerLosses(position);
        }

        if (IsAsked(CrashKind.BitRot))
        {
            JudgeRot(position, image, floor);
        }
    }

    private bool IsAsked(CrashKind kind) => (chosen is null || chosen.Kind == kind) && (Only is null || Only == kind);

    private void JudgePowerLosses(int position)
    {
        var plan = run.Run.Plan;
        var durable = new DurableUnits(syncs.Units, window.UnitsAt(position), follower.UnitsBeforeHiddenError);
        var floor =
            Contract.OfPowerLoss(plan.Disk.Kind, history.Promises[position], durable);
        var number = 0;
        foreach (var image in disk.PowerLossImages(position))
        {
            if (chosen is null || chosen.Image == number)
            {
                var outcome = recovery.Of(image);
                JudgeState(new CrashChoice(position, CrashKind.PowerLoss, number), image, outcome, floor);
                verdict = verdict
                    with
                { LargestWindowUs = Math.Max(verdict.LargestWindowUs, window.LossUs(outcome, position)) };
            }

            if (IsOver)
            {
                return;
            }

            number++;
        }
    }

    /// <summary>One time in eight, flips one bit of the log that a kill would have left.</summary>
    private void JudgeRot(int position, DiskImage image, RequiredPrefix floor)
    {
        const int OneIn = 8;
        var draw = new Seed(run.Run.Plan.Seed).Fork("images").Fork("rot").Fork(position).Stream();
        var bytes = ServerFiles.LogOn(image).Sum(static file => file.Content.Length);
        if (bytes == 0
            || (draw.Below(OneIn) != 0 && chosen is null))
        {
            return;
        }

        var bit = chosen?.Image ?? draw.Below(8 * bytes);
        var rotten = CrashedDisk.Rotten(image, bit)!;
        verdict = verdict with { Rotten = verdict.Rotten + 1 };
        var outcome = recovery.Of(rotten, Evidence.Spoiled);
        JudgeState(new CrashChoice(position, CrashKind.BitRot, bit), rotten, outcome, floor);
    }

    private void JudgeState(CrashChoice crash, DiskImage image, RecoveryOutcome outcome, RequiredPrefix floor)
    {
        var state = new JudgedState(
            crash, image, outcome, floor, Contract.Judge(outcome, history, floor, FactsOf(crash, image, outcome)));
        Judged?.Invoke(state);
        verdict = verdict.With(state);
        if (state.Ruling.IsViolation)
        {
            Found(FailureReport.Describe(state, state.Broken!.Value, run.Run));
        }

        anomaly ??= outcome.Anomaly is { } found ? FailureReport.Describe(state, found.Kind, run.Run) : null;
    }

    private CrashFacts FactsOf(CrashChoice crash, DiskImage image, RecoveryOutcome outcome) =>
        new(crash.Kind, crash.Position)
        {
            DiskLeavesUnreadable = run.Run.Plan.Disk.Kind.MayLeaveUnreadable,
            CutsTornTail = run.Run.Plan.Config.LoadTruncated,
            CacheLostPages = follower.CacheLostPages,
            Rests = history.Promises[crash.Position].IsQuiescent,
            NewLogMayBeCutShort = follower.MayBeCutShort(crash),
            SyncLag = crash.Kind == CrashKind.PowerLoss ? run.Run.Plan.Disk.Kind.SyncLag : 0,
            HasForeignBytes = () => HasForeignBytes(image, outcome.Accepted),
        };

    /// <summary>Some of the bytes that the start has accepted come from no program.</summary>
    private bool HasForeignBytes(DiskImage image, long accepted)
    {
        foreach (var file in ServerFiles.LogOn(image))
        {
            var taken = (int)Math.Min(accepted, file.Content.Length);
            if (!model.WereWritten(file.Content.Span[..taken]))
            {
                return true;
            }

            accepted -= taken;
        }

        return false;
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
