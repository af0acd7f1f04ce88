using System.Globalization;
using Aof.Data;
using Aof.Load;
using Sim.Check;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Bench;

/// <summary>
/// The cost of a crash state late in a long history, beside an early one. While rewrites keep the log small, both must
/// cost the same. When the log grows, the cost must not grow faster than that of the loads.
/// </summary>
internal sealed class LateStates : Measurement
{
    private const int Commands = 2_000;
    private const int Rounds = 5;

    /// <summary>The tolerance for a ratio of two ratios on a shared machine.</summary>
    private const double Noise = 0.1;

    public override string Name => "late-states";

    public override IEnumerable<Row> Take()
    {
        var small = Costs(ReferencePlan.Long(Commands, rewrites: true));
        var grown = Costs(ReferencePlan.Long(Commands, rewrites: false));
        var loads = Loads(LiveRun.Execute(ReferencePlan.Long(Commands, rewrites: false), new Trace(Plan.StartUs)));
        yield return RowOf("late crash states beside early ones, small log", small, Wanted.NotAbove(1.5));
        yield return RowOf("late crash states beside early ones, growing log", grown, Wanted.Nothing);
        yield return RowOf("late loads beside early ones, growing log", loads, Wanted.Nothing);
        var ratio = Median(grown.Select(Ratio)) / Median(loads.Select(Ratio));
        yield return new Row(
            "growth of a crash state beside the growth of the load",
            Text(Median(grown.Select(Ratio)), ""), Text(Median(loads.Select(Ratio)), ""), ratio, new Span(ratio, ratio),
            Wanted.NotAbove(1 + Noise));
    }

    private static Row RowOf(string what, List<(double Early, double Late)> rounds, Wanted wanted) => new(
        what,
        Text(Median(rounds.Select(round => round.Late)) * 1e6, " us each"),
        Text(Median(rounds.Select(round => round.Early)) * 1e6, " us each"),
        Median(rounds.Select(Ratio)),
        Span.Of(rounds.ConvertAll(Ratio)),
        wanted);

    private static double Ratio((double Early, double Late) round) => round.Late / round.Early;

    /// <summary>
    /// The seconds for each state in the first and the last quarter of a plan's changes of the disk. The first round is
    /// only a warm-up.
    /// </summary>
    private static List<(double Early, double Late)> Costs(Plan plan)
    {
        var run = CheckedRun.Execute(plan, new Trace(Plan.StartUs));
        if (run.Run.End != RunEnd.Healed)
        {
            throw new InvalidOperationException("The plan must have no violation: " + run.Run.EndReason);
        }

        return [.. Enumerable.Range(0, Rounds + 1).Select(
            _ => Quarters(new Verifier(run), run.Run.History.Promises.Count)).Skip(1)];
    }

    private static (double Early, double Late) Quarters(Verifier verifier, int positions)
    {
        var early = PerState(verifier, from: 0, positions / 4);
        _ = verifier.JudgeUpTo(positions * 3 / 4);
        return (early, PerState(verifier, positions * 3 / 4, positions));
    }

    private static double PerState(Verifier verifier, int from, int to)
    {
        var before = verifier.JudgeUpTo(from).States;
        var verdict = new Verdict();
        var seconds = CoreTime(() => verdict = verifier.JudgeUpTo(to));
        return verdict.Violation is { } violation
            ? throw new InvalidOperationException("The plan must have no violation: " + violation.Summary)
            : seconds / (verdict.States - before);
    }

    /// <summary>The seconds for each load of the logs that kill -9 leaves in the first and the last quarter.</summary>
    private static List<(double Early, double Late)> Loads(LiveRun run)
    {
        var model = new CrashModel(DiskImage.Empty, run.Machine.Disk.Journal);
        var images = new List<DiskImage>();
        for (var position = 0; position < run.History.Promises.Count; position++)
        {
            model.MoveTo(position);
            images.Add(model.KillImage());
        }

        var quarter = images.Count / 4;
        return [.. Enumerable.Range(0, Rounds + 1).Select(
            _ => (LoadAll(images[..quarter]), LoadAll(images[^quarter..]))).Skip(1)];
    }

    private static double LoadAll(List<DiskImage> images) => CoreTime(() =>
    {
        foreach (var image in images)
        {
            var host = SimulatedServer.OfImage(image).BootServer(SilentLog.Instance, new Seed(0).Stream());
            _ = Loader.Read(host, "appendonly.aof", new Dataset());
        }
    }) / images.Count;

    private static string Text(double value, string unit) => value.ToString("N2", CultureInfo.InvariantCulture) + unit;
}
