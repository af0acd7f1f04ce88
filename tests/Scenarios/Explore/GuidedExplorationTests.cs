using Aof.State;
using Sim.Check;
using Sim.Generate;
using Sim.Plans;
using Sim.Search;

namespace Tests.Scenarios.Explore;

/// <summary>
/// Plans that reached what few reach have children: decided by the first seed and the count alone, and sooner at rare
/// things than chance.
/// </summary>
public sealed class GuidedExplorationTests
{
    private static readonly ExploreOptions Guided = new()
    {
        FirstSeed = 1,
        Count = 224,
        ImagesPerCrash = 1,
        Guided = true,
    };

    private static readonly Lazy<List<SeedResult>> Found = new(() => Results(Guided));

    [Fact]
    public void TheNumberOfJobsChangesNothing() =>
        Assert.Equal(Found.Value.Take(128).Select(Told), Results(Guided with { Count = 128, Jobs = 4 }).Select(Told));

    [Fact]
    public void TheFirstRoundIsPlainSeedsThenPlansAreChanged()
    {
        Assert.All(Found.Value.Take(64),
            result => Assert.Equal(PlanGenerator.Generate(result.Seed, Guided).ToString(), result.Plan.ToString()));
        Assert.InRange(Found.Value.Count(result => result.IsChanged), 224 / 2, 224);
    }

    [Fact]
    public void AChangedPlanIsAPlanLikeAnyOther()
    {
        foreach (var result in Found.Value.Where(result => result.IsChanged))
        {
            Assert.True(PlanFile.TryRead(PlanFile.Write(result.Plan), out var read, out var problem), problem);
            Assert.Equal(result.Plan.ToString(), read.ToString());
            Assert.All(result.Plan.Faults, fault => Assert.Null(fault.Problem()));
        }
    }

    [Fact]
    public void WhatAnExplorationHasFixedIsNotChanged()
    {
        var fixedOnes = Guided with { Count = 96, Policy = FsyncPolicy.No, Disk = "xfs" };
        Assert.All(Results(fixedOnes),
            result => Assert.Equal((FsyncPolicy.No, "xfs"), (result.Plan.Config.Policy, result.Plan.Disk.Preset)));
    }

    [LongFact]
    public void RareThingsAreReachedOftenerThanByChance()
    {
        // Three times is not luck: what chance met once it may not meet again for a thousand runs.
        var blind = Enumerable.Range(1, 224).Select(seed => Reached(PlanGenerator.Generate((ulong)seed, Guided)));
        Assert.InRange(Repeated(Found.Value.Select(result => result.Reached)), 1.15 * Repeated(blind), double.MaxValue);
    }

    private static int Repeated(IEnumerable<IReadOnlyList<string>> runs) =>
        runs.SelectMany(names => names).GroupBy(name => name).Count(group => group.Count() >= 3);

    private static IReadOnlyList<string> Reached(Plan plan)
    {
        var reach = new Coverage();
        _ = Replayer.Replay(plan, recordTrace: false, reach);
        return reach.Names;
    }

    private static string Told(SeedResult result) =>
        $"{result.Seed} {result.Fingerprint} {result.IsChanged} {string.Join(';', result.Reached)}";

    private static List<SeedResult> Results(ExploreOptions options)
    {
        var results = new List<SeedResult>();
        _ = new Explorer(options).Run(progress: null, results.Add, CancellationToken.None);
        return results;
    }
}
