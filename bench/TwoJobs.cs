using Sim.Search;

namespace Bench;

/// <summary>The seeds that two jobs explore in a second, beside one job: wall time, alternately.</summary>
internal sealed class TwoJobs : SideBySide
{
    private const int Seeds = 600;

    public override string Name => "two-jobs";

    public override string? Missing => Environment.ProcessorCount < 2 ? "it needs two processors" : null;

    protected override string What => "one job beside two, the same seeds";

    protected override Wanted Wanted => Wanted.NotBelow(1.9);

    protected override double OursSeconds() => Explored(jobs: 1);

    protected override double BesideSeconds() => Explored(jobs: 2);

    private static double Explored(int jobs) => Time(() =>
    {
        var explorer = new Explorer(new ExploreOptions { Count = Seeds, Jobs = jobs });
        if (explorer.Run(progress: null, finished: null, CancellationToken.None).Violations.Count > 0)
        {
            throw new InvalidOperationException("A seed has a violation.");
        }
    });
}
