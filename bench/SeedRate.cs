using Sim.Search;

namespace Bench;

/// <summary>The seeds that are explored in a second: plan, run, every crash, verdict.</summary>
internal sealed class SeedRate : Measurement
{
    private const double Target = 100;
    private const int Rounds = 5;
    private const ulong Seeds = 200;

    public override string Name => "seeds";

    public override IEnumerable<Row> Take()
    {
        _ = Round();
        var rates = Enumerable.Range(0, Rounds).Select(_ => Seeds / Round()).ToList();
        var ratios = rates.Select(rate => rate / Target).ToList();
        var measured = Invariant($"{Median(rates):N0}/s (seeds 1..{Seeds})");
        yield return new Row("seeds explored", measured, Invariant($"{Target:N0}/s"),
            Median(ratios), Span.Of(ratios), Wanted.NotBelow(1));
    }

    private static double Round() => CoreTime(() =>
    {
        var explorer = new Explorer(new ExploreOptions());
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            if (explorer.RunSeed(seed).Verdict.Violation is { } violation)
            {
                throw new InvalidOperationException($"Seed {seed} has a violation: {violation.Summary}");
            }
        }
    });
}
