using Sim.Check.Rules;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check;

/// <summary>
/// Describes a broken rule: what was done, what was acknowledged, what came back, the first difference.
/// </summary>
internal static class FailureReport
{
    private const int MaxSteps = 24;
    private const int MaxLogLines = 12;

    /// <summary>A crash state that breaks a rule.</summary>
    /// <param name="state">The state.</param>
    /// <param name="kind">The rule.</param>
    /// <param name="run">The run.</param>
    public static Violation Describe(JudgedState state, ViolationKind kind, LiveRun run)
    {
        var (crash, outcome, floor, plan) = (state.Crash, state.Outcome, state.Floor, run.Plan);
        var promise = run.History.Promises[crash.Position];
        var how = crash.Kind switch
        {
            CrashKind.Kill => "kill -9",
            CrashKind.PowerLoss => $"power loss ({plan.Disk.Preset}, image {crash.Image})",
            CrashKind.BitRot => "bit rot",
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
        var lines = new List<string>
        {
            $"appendfsync {PlanText.PolicyName(plan)}; {how} {After(promise.NowUs)}, after change {crash.Position} of "
            + $"the disk: {LastChange(run, crash)}",
        };
        lines.AddRange(Events(run, promise.NowUs));
        lines.Add($"Executed {promise.Executed} writes, acknowledged the first {promise.Acknowledged}; promised to "
            + $"survive: the first {floor.Units} ({floor.Why}).");
        lines.Add("The machine before the crash: " + Cached(run, crash));
        lines.Add("The disk after the crash: " + state.Image.Description);
        lines.AddRange(CameBack(run, outcome, promise, floor));
        return new Violation(kind, Summary(kind, how, outcome, floor), crash, lines);
    }

    /// <summary>What the page cache held, and how much of it was durable.</summary>
    private static string Cached(LiveRun run, CrashChoice crash)
    {
        var model = new CrashModel(DiskImage.Empty, run.Machine.Disk.Journal);
        model.MoveTo(crash.Position);
        var files = CacheSnapshot.At(model, run.Plan.Disk.Kind).Select(file => file.Words);
        return string.Join("; ", files.DefaultIfEmpty("no file"));
    }

    /// <summary>A rule that the run broke before any crash.</summary>
    public static Violation OfRun(ViolationKind kind, string summary, LiveRun run) =>
        UpTo(run.Machine.Clock.NowUs, "the run ended", kind, summary, run);

    /// <summary>An anomaly, with the run up to the moment when it was seen.</summary>
    public static Violation OfAnomaly(Anomaly found, LiveRun run) =>
        UpTo(found.AtUs, "seen", found.Kind, found.What, run);

    private static Violation UpTo(long endUs, string what, ViolationKind kind, string summary, LiveRun run)
    {
        var lines = new List<string> { $"appendfsync {PlanText.PolicyName(run.Plan)}; {what} {After(endUs)}" };
        lines.AddRange(Events(run, endUs));
        return new Violation(kind, summary, null, lines);
    }

    private static string Summary(ViolationKind kind, string how, RecoveryOutcome outcome, RequiredPrefix floor) =>
        kind switch
        {
            ViolationKind.NotAPrefix => $"after {how} the dataset is none that the executed writes ever made",
            ViolationKind.Refused => $"after {how} the server refuses to start: {outcome.Refused}",
            ViolationKind.AfterRecovery => $"after {how}: {outcome.Defect}",
            ViolationKind.LostPromised or ViolationKind.LostSynced =>
                $"after {how} writes are gone that were {floor.Why}",
            _ when outcome.Anomaly?.Kind == kind => $"after {how} {outcome.Anomaly.What}",
            ViolationKind.NotHealed or ViolationKind.Exited or ViolationKind.ErrorNotTold or >= ViolationKind.Hung =>
                kind.ToString(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    private static IEnumerable<string> CameBack(
        LiveRun run, RecoveryOutcome outcome, DurabilityPoint promise, RequiredPrefix floor)
    {
        if (outcome.Refused is not null)
        {
            yield return "The server refused to start: " + outcome.Refused;
            yield return $"The checker kept the first {outcome.Accepted} bytes of the log.";
        }

        if (outcome.State is null)
        {
            yield return "Nothing came back.";
        }
        else if (outcome.Matches.Count > 0)
        {
            var back = outcome.Matches[^1];
            yield return $"What came back is the state after write {back} of {promise.Executed}.";
            if (back < floor.Units)
            {
                yield return $"First promised write that is missing: number {back + 1}, "
                    + $"{StepText(run, run.History.Units[back + 1])}";
            }
        }
        else
        {
            yield return "What came back is the state after none of the writes. Beside the state after the last one:";
            yield return outcome.State.FirstDifference(
                run.History.Units[promise.Executed].State, "after the crash", "before it") ?? "(no difference)";
        }

        if (outcome.Defect is not null)
        {
            yield return "Then: " + outcome.Defect;
        }

        if (outcome.Anomaly is { } found)
        {
            yield return "Then: " + found.What;
        }
    }

    /// <summary>
    /// The faults, then the steps and the lines of the log in one list by time. They have no numbers: those of a story
    /// are of changes of the disk and of writes.
    /// </summary>
    private static List<string> Events(LiveRun run, long untilUs)
    {
        var steps = run.Steps.Select(step => (step.AtUs, Text: PlanText.WhatHappens(step)))
            .Where(step => step.AtUs <= untilUs - Plan.StartUs).ToList();
        var log = run.Log.Lines.Select(line => (AtUs: line.AtUs - Plan.StartUs, Text: "log: " + line.Text))
            .Where(line => line.AtUs <= untilUs - Plan.StartUs).ToList();
        var shown = steps.TakeLast(MaxSteps).Concat(log.TakeLast(MaxLogLines)).OrderBy(what => what.AtUs).ToList();
        var earlier = steps.Count + log.Count - shown.Count;
        var lines = PlanText.Faults(run.Plan);
        if (earlier > 0)
        {
            lines.Add(Invariant($"... {earlier} earlier steps and lines of the log"));
        }

        lines.AddRange(shown.Select(what => $"{PlanText.Seconds(what.AtUs)} {what.Text}"));
        return lines;
    }

    private static string StepText(LiveRun run, WriteUnit unit) =>
        (unit.Step >= 0 ? PlanText.Step(run.Steps[unit.Step]) : "made by the server itself") + " executed " + After(
        unit.AtUs);

    private static string LastChange(LiveRun run, CrashChoice crash) =>
        crash.Position == 0 ? "none yet" : run.Machine.Disk.Journal[crash.Position - 1].ToString();

    private static string After(long nowUs) => "at " + PlanText.Seconds(nowUs - Plan.StartUs);
}
