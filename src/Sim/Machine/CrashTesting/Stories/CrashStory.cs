using System.Globalization;
using System.Text;
using Sim.Machine.Crash;
using Sim.Machine.CrashTesting.Lives;
using Sim.Machine.CrashTesting.Plans;
using Sim.Machine.CrashTesting.Texts;
using Sim.Machine.Disk;

namespace Sim.Machine.CrashTesting.Stories;

/// <summary>Runs the plan of a failure once more, and writes down what happens.</summary>
internal sealed class CrashStory<TStep>(ICrashTested<TStep> tested, CrashTestOptions options)
{
    private const int LongestLine = 160;
    private const int LongestText = 2_000;
    private const int FirstLines = 8;
    private const int LastLines = 42;

    private readonly CrashRunner<TStep> runner = new(tested, options, tells: true);
    private readonly StringBuilder text = new();

    /// <summary>
    /// The mark of the last crash of the plan, as <see cref="CrashToken.MarkOf"/>; null when it was not reached.
    /// </summary>
    public string? Mark { get; private set; }

    /// <summary>The failure that a plan shows; null when it shows none.</summary>
    public CrashFailure<TStep>? Tell(CrashPlan plan)
    {
        var life = plan.Crashes.Count;
        if (life == 0)
        {
            return OfLife(plan, StepHistory<TStep>.None, image: null);
        }

        var last = runner.Run(plan, life - 1);
        return last is { End.Kind: null } && CrashRunner<TStep>.ImageOf(last, plan.Crashes[^1]) is { } image
            ? OfRecovery(plan, last, image)
            : null;
    }

    /// <summary>The recovery after the last crash fails, or the life after it.</summary>
    private CrashFailure<TStep>? OfRecovery(CrashPlan plan, Stage<TStep> last, DiskImage image)
    {
        var crash = plan.Crashes[^1];
        var history = runner.HistoryAt(last, crash);
        Mark = CrashToken.MarkOf(image, history);
        var judged = runner.Judge(plan, image, history);
        return judged.End.Kind is null ? OfLife(plan, history, image) : Failure(plan, judged.End, () =>
        {
            Lives(last, crash);
            Recovery(judged, image, Needed(plan, last, judged.End));
        }, history, image);
    }

    private CrashFailure<TStep>? OfLife(CrashPlan plan, StepHistory<TStep> history, DiskImage? image) =>
        plan.Steps.Count > plan.Crashes.Count
            && runner.Run(plan, plan.Crashes.Count) is { End.Kind: not null } stage
            ? Failure(plan, stage.End, () => Lives(stage, crash: null), history, image)
            : null;

    private CrashFailure<TStep> Failure(
        CrashPlan plan, ProcessEnd end, Action body, StepHistory<TStep> history, DiskImage? image)
    {
        var steps = plan.Steps.Sum(list => list.Count);
        var crash = plan.Crashes.Count == 0 ? (CrashCase?)null : plan.Crashes[^1];
        var how = crash is null ? "" : crash.Value.IsKill ? "kill -9" : "power loss";
        _ = text.Append(CultureInfo.InvariantCulture, $"seed {plan.Seed}, {steps} steps, {plan.Disk.Name}: ")
            .Append(crash is null
                ? "no crash\n"
                : Invariant($"{how} after change {crash.Value.Position} of life {plan.Crashes.Count}\n"));
        body();
        Line($"wrong: {end.Wrong}");
        if (end.Kind == CrashFailureKind.BrokenPromise && history.Compared > 1)
        {
            Line(Invariant($"  (said of the promised steps alone; none of {history.Compared} choices is right)"));
        }

        foreach (var frame in Frames(end.Cause))
        {
            Line("  " + frame);
        }

        var token = new CrashToken(plan, options, crash is null ? CrashToken.NoMark : Mark).ToString();
        _ = text.Append($"  again: CrashTest.Replay(test, {RegressionText.Literal(token)}")
            .Append(CrashToken.IsOwn(plan.Disk) ? ", options)" : ")").Append(".ThrowIfFailed();");
        return new CrashFailure<TStep>(end.Kind!.Value, end.Wrong, text.ToString())
        {
            Token = token,
            Seed = plan.Seed,
            Steps = steps,
            Disk = plan.Disk.Name,
            How = how,
            Position = crash?.Position ?? 0,
            History = history,
            Image = image ?? DiskImage.Empty,
            Cause = end.Cause,
        };
    }

    /// <summary>The lives up to this one, which ends with a crash, or fails.</summary>
    private void Lives(Stage<TStep> stage, CrashCase? crash)
    {
        if (stage.Parent is { } parent)
        {
            Lives(parent, stage.Plan.Crashes[parent.Number]);
        }

        Line($"life {stage.Number + 1}:");
        var words = new ChangeWords(stage.Before, stage.Journal);
        var until = crash is null || stage.WasKilled ? int.MaxValue : crash.Value.Position;
        Lines(stage.Story!.Lines.Where(line => line.Position <= until), words, LastLines);
        if (crash is { } at)
        {
            Line("crash: " + (at.IsKill
                ? Invariant($"kill -9 after change {at.Position}: the page cache survived")
                : CrashRunner<TStep>.ImageOf(stage, at)!.Description));
        }
    }

    private void Recovery(Judgement judged, DiskImage image, string? needed)
    {
        Line("recovery:");
        Lines(judged.Story!.Lines, new ChangeWords(image, judged.Machine.Disk.Journal), LastLines / 2);
        if (needed is not null)
        {
            Line(needed);
        }
    }

    private void Lines(IEnumerable<StoryLine> lines, ChangeWords words, int last)
    {
        var all = Folded(lines.Select(line =>
            (line.Process is null ? "" : line.Process + ": ") + (line.Text ?? words[line.Position - 1])));
        for (var i = 0; i < all.Count; i++)
        {
            if (i == FirstLines && all.Count > FirstLines + last)
            {
                Line(Invariant($"  ... {all.Count - FirstLines - last} lines ..."));
                i = all.Count - last;
            }

            Line("  " + all[i]);
        }
    }

    /// <summary>A line that comes several times in a row, such as a wait for a lock, once.</summary>
    private static List<string> Folded(IEnumerable<string> lines)
    {
        var folded = new List<(string Line, int Times)>();
        foreach (var line in lines)
        {
            if (folded.Count > 0 && folded[^1].Line == line)
            {
                folded[^1] = (line, folded[^1].Times + 1);
            }
            else
            {
                folded.Add((line, 1));
            }
        }

        return [.. folded.Select(one => one.Times == 1 ? one.Line : Invariant($"{one.Line}, {one.Times} times"))];
    }

    private string? Needed(CrashPlan plan, Stage<TStep> stage, ProcessEnd end)
    {
        var crash = plan.Crashes[^1];
        var history = runner.HistoryAt(stage, crash);
        var order = end.IsEndless ? null : stage.Cases().Needed(
            crash, images => images.Any(image => runner.Judge(plan, image, history).End.Kind == end.Kind));
        var words = new ChangeWords(stage.Before, stage.Journal);
        return order is not var (earlier, later) ? NotOne(crash, end)
            : earlier == later && IsNotPromised(stage, crash, earlier)
                ? $"needed: a recovery that copes; no sync can come between {words[earlier]}, and the crash"
            : "needed: " + words.Needed(earlier, later);
    }

    private static string? NotOne(CrashCase crash, ProcessEnd end) =>
        crash.IsKill || end.IsEndless ? null : "needed: no single sync would have helped";

    /// <summary>The crash comes right behind a change, and nothing was promised in between.</summary>
    private static bool IsNotPromised(Stage<TStep> stage, CrashCase crash, int change) =>
        crash.Position == change + 1
        && stage.MarkAt(crash.Position).Acknowledged == stage.MarkAt(change).Acknowledged;

    /// <summary>The first frames of the program.</summary>
    private static IEnumerable<string> Frames(Exception? cause) => cause is null
        ? []
        : (cause.StackTrace ?? "").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Take(5);

    /// <summary>Long text goes on in the next line, further in.</summary>
    private void Line(string line)
    {
        var rest = line.ReplaceLineEndings(" ");
        rest = rest.Length > LongestText ? rest[..LongestText] + "..." : rest;
        for (var indent = "  "; rest.Length > 0; indent = "      ")
        {
            var blank = rest.Length > LongestLine ? rest.LastIndexOf(' ', LongestLine) : -1;
            var end = blank > LongestLine / 2 ? blank : Math.Min(rest.Length, LongestLine);
            _ = text.Append(indent).Append(rest.AsSpan(0, end)).Append('\n');
            rest = rest[end..].TrimStart(' ');
        }
    }
}
