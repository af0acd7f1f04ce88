using Sim.Plans;

namespace Bench;

/// <summary>
/// The time of a replay of a minimal plan in a new process, minus the time of a process that prints its help. The two
/// alternate.
/// </summary>
internal sealed class ReplayStart : Measurement
{
    private const double TargetMs = 200;
    private const int Rounds = 20;

    public override string Name => "start";

    public override IEnumerable<Row> Take()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("sim-bench-").FullName, "plan.json");
        File.WriteAllText(path,
            PlanFile.Write(
                new Plan
                {
                    Steps = [new PlanStep { Command = ["SET", "key", "value"] }],
                    Crash = new CrashChoice(
                    3, CrashKind.Kill, 0)
                }));
        _ = (Milliseconds("replay", path), Milliseconds("--help"));
        var rounds = Enumerable.Range(0, Rounds).Select(
            _ => (Replay: Milliseconds("replay", path), Help: Milliseconds("--help"))).ToList();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        var ratios = rounds.ConvertAll(round => (round.Replay - round.Help) / TargetMs);
        yield return new Row(
            "replay of a minimal plan, less the start of a process",
            Text(Median(rounds.Select(round => round.Replay - round.Help))),
            Invariant($"{TargetMs:N0} ms (--help: {Median(rounds.Select(round => round.Help)):N0} ms)"),
            Median(ratios),
            Span.Of(ratios),
            Wanted.NotAbove(1));
    }

    private static string Text(double milliseconds) =>
        Invariant($"{milliseconds:N0} ms");

    private static double Milliseconds(params string[] args) => 1_000 * SimProcess.Seconds(args);
}
