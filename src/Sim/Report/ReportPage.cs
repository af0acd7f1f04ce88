using Sim.Plans;

namespace Sim.Report;

/// <summary>
/// A run as one page that needs only a browser. The same plan gives the same page, byte for byte.
/// </summary>
public sealed record ReportPage
{
    private const int MaxWritesBefore = 400;
    private const int MaxWritesAfter = 100;
    private const int MaxPlanCharacters = 200_000;

    private ReportPage(string text, string summary, bool isBroken)
    {
        Text = text;
        Summary = summary;
        IsBroken = isBroken;
    }

    /// <summary>The page, as HTML.</summary>
    public string Text { get; }

    /// <summary>The result of the run, in one line.</summary>
    public string Summary { get; }

    /// <summary>True when it broke a promise.</summary>
    public bool IsBroken { get; }

    /// <summary>Runs a plan and draws it.</summary>
    /// <param name="plan">The plan, with or without the crash that is shown first.</param>
    /// <param name="replay">The command line that replays the run.</param>
    public static ReportPage Of(Plan plan, string replay)
    {
        var data = Data(RecordedRun.Of(plan), replay);
        var text = PageFile.Of("page.html", ["dom.js", "timeline.js", "page.js"], data);
        return new ReportPage(text, data.Summary, data.Broken);
    }

    private static ReportData Data(RecordedRun recorded, string replay)
    {
        var (plan, violation) = (recorded.Plan, recorded.Verdict.Violation);
        var timeline = new Timeline(recorded);
        var lanes = timeline.Lanes();
        var views = new DiskViews(recorded);
        var writes = Writes(recorded);
        var file = PlanFile.Write(plan);
        var point = Math.Clamp(recorded.Focus.Position - views.First, 0, views.Points.Count - 1);
        return new ReportData
        {
            Title = Invariant($"seed {plan.Seed}"),
            Summary = violation?.Summary ?? Invariant(
                $"every promise was kept in {recorded.States.Count} crash states"),
            Broken = violation is not null,
            Replay = replay,
            Story = violation?.Story ?? [],
            Settings = Settings(plan),
            Plan = file.Length <= MaxPlanCharacters ? file : file[..MaxPlanCharacters],
            Lanes = lanes,
            Points = views.Points,
            Writes = writes,
            Restarts = [.. recorded.Run.History.Restarts.Select(
                restart => new[] { restart.Position, restart.Back, restart.First })],
            Blobs = views.Blobs.All,
            Log = ServerFiles.Log,
            Point = point,
            Image = FirstImage(recorded.Focus, views.Points[point]),
            Cuts = [.. Cuts(recorded, timeline, views, writes),
                .. file.Length <= MaxPlanCharacters ? (string[])[] : ["the end of the plan"]],
        };
    }

    private static int FirstImage(CrashChoice focus, CrashPoint point) =>
        focus.Kind == CrashKind.Kill ? 0 : Math.Clamp(1 + focus.Image, 0, Math.Max(0, point.Images.Count - 1));

    private static List<IReadOnlyList<string>> Settings(Plan plan)
    {
        var config = plan.Config;
        List<IReadOnlyList<string>> settings =
        [
            ["appendfsync", PlanText.PolicyName(plan)],
            ["disk", plan.Disk.Preset
                + (plan.Disk.CapacityBytes > 0
                ? Invariant($", {plan.Disk.CapacityBytes} bytes")
                : "")],
            ["preamble", config.UseRdbPreamble ? "RDB" : "none"],
        ];
        if (config.NoFsyncOnRewrite)
        {
            settings.Add(["no-appendfsync-on-rewrite", "yes"]);
        }

        if (!config.LoadTruncated)
        {
            settings.Add(["aof-load-truncated", "no"]);
        }

        settings.AddRange(config.Defects.Select(defect => new[] { "defect", defect }));
        settings.AddRange(plan.Faults.Select(fault => new[] { "fault", fault.ToString() }));
        return settings;
    }

    private static List<WriteRow> Writes(RecordedRun recorded)
    {
        var history = recorded.Run.History;
        var executed = history.Promises[recorded.Focus.Position].Executed;
        var rows = new List<WriteRow>();
        var ack = 0;
        for (var number = 1; number <= history.Executed; number++)
        {
            var unit = history.Units[number];
            while (ack < history.Acks.Count && (history.Acks[ack].Unit < number || history.Acks[ack].AtUs < unit.AtUs))
            {
                ack++;
            }

            if (number > executed - MaxWritesBefore && number <= executed + MaxWritesAfter)
            {
                var text = unit.Step < 0 ? "made by the server itself" : WriteOf(recorded.Run.Steps[unit.Step]);
                var ackUs = ack < history.Acks.Count ? history.Acks[ack].AtUs - Plan.StartUs : -1;
                rows.Add(new WriteRow(number, text, unit.AtUs - Plan.StartUs, ackUs));
            }
        }

        return rows;
    }

    private static string WriteOf(PlanStep step) =>
        (step.Client == PlanStep.HealingClient ? PlanText.ClientName(step.Client) + ": " : "")
        + PlanText.Words(step.Command);

    private static IEnumerable<string> Cuts(
        RecordedRun recorded, Timeline timeline, DiskViews views, List<WriteRow> writes)
    {
        var points = recorded.Journal.Count + 1;
        if (views.Points.Count < points)
        {
            yield return Invariant($"{points - views.Points.Count} of {points} crash points");
        }

        if (timeline.LeftOut > 0)
        {
            yield return Invariant($"{timeline.LeftOut} events of the timeline");
        }

        if (writes.Count < recorded.Run.History.Executed)
        {
            yield return Invariant(
                $"{recorded.Run.History.Executed - writes.Count} of {recorded.Run.History.Executed} writes");
        }

        if (views.Blobs.LeftOut > 0)
        {
            yield return Invariant($"the bytes of {views.Blobs.LeftOut} contents");
        }
    }
}
