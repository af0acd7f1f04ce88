using Sim.Check;
using Sim.Generate;
using Sim.Minimize;
using Sim.Plans;
using Sim.Search;

namespace Bench;

/// <summary>
/// The time to minimize a failing plan, beside one run of it. It uses the first seeds that find a defect that is
/// switched on.
/// </summary>
internal sealed class ShrinkTime : Measurement
{
    private const int Failures = 7;
    private const int MaxRuns = 400;

    public override string Name => "shrink";

    public override IEnumerable<Row> Take()
    {
        var found = Failing(new ExploreOptions { Defects = ["NoDirectoryFsync"] }).Take(Failures + 1).ToList();
        var rounds = found.ConvertAll(
            failure => (Shrink: CoreTime(() => Small(failure)), Run: CoreTime(() => Replayer.Replay(failure.Plan)),
                Small(failure).Steps.Count))[1..];
        var ratios = rounds.ConvertAll(round => round.Shrink / round.Run);
        yield return new Row(
            "a failing plan made small (NoDirectoryFsync)",
            Invariant($"{Median(rounds.Select(round => round.Shrink)):N2} s, ") +
                Invariant($"{Median(rounds.Select(round => (double)round.Count)):N0} steps left"),
            Invariant($"its one run, {Median(rounds.Select(round => round.Run)) * 1e3:N1} ms"),
            Median(ratios),
            Span.Of(ratios),
            Wanted.Nothing);
    }

    private static Plan Small((Plan Plan, Verdict Verdict) failure) =>
        new Minimizer(MaxRuns).Shrink(failure.Plan, failure.Verdict).Item1;

    private static IEnumerable<(Plan Plan, Verdict Verdict)> Failing(ExploreOptions options)
    {
        for (var seed = 1UL; ; seed++)
        {
            var plan = PlanGenerator.Generate(seed, options);
            if (Replayer.Replay(plan).Verdict is { Violation: not null } verdict)
            {
                yield return (plan, verdict);
            }
        }
    }
}
