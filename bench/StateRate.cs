using Sim.Check;

namespace Bench;

/// <summary>The crash states of the reference plan that are verified in a second, with the run itself.</summary>
internal sealed class StateRate : Measurement
{
    private const double Target = 10_000;
    private const int Rounds = 9;
    private const int ReplaysARound = 20;

    public override string Name => "states";

    public override IEnumerable<Row> Take()
    {
        var verdict = Judge();
        _ = (Round(), Round(), Round());
        var seconds = Enumerable.Range(0, Rounds).Select(_ => Round()).ToList();
        yield return RowOf("crash states verified, raw", verdict.States, seconds);
        yield return RowOf("crash states verified, distinct images", verdict.DistinctImages, seconds);
    }

    /// <summary>Runs the plan once and judges every crash.</summary>
    public static Verdict Judge()
    {
        var verdict = Replayer.Replay(ReferencePlan.Plan).Verdict;
        return verdict.Violation is { } violation
            ? throw new InvalidOperationException("The reference plan must have no violation: " + violation.Summary)
            : verdict;
    }

    private static double Round() => CoreTime(() =>
    {
        for (var i = 0; i < ReplaysARound; i++)
        {
            _ = Judge();
        }
    });

    private static Row RowOf(string what, long states, List<double> seconds)
    {
        var rates = seconds.Select(second => states * ReplaysARound / second).ToList();
        var text = Invariant($"{Median(rates):N0}/s ({states} a run)");
        var ratios = rates.Select(rate => rate / Target).ToList();
        return new Row(what, text, Invariant($"{Target:N0}/s"), Median(ratios),
            Span.Of(ratios), Wanted.NotBelow(1));
    }
}
