using Sim.Generate;
using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Plans;
using Sim.Search;

namespace Tests.Scenarios.Explore;

/// <summary>What seeds draw: everything comes, nothing is always there, and each part is drawn by itself.</summary>
public sealed class CensusOfSeedsTests
{
    [Fact]
    public void EveryFeatureCommandFaultEventDiskAndEncodingComes()
    {
        var wrong = Census.Of(1, 1000).Rows.Where(row => !row.IsRight);
        Assert.Empty(wrong);
    }

    [Fact]
    public void WhatNeverComesIsNamed()
    {
        var rows = Census.Of(1, 20).Rows;
        Assert.Contains(rows, row => row is { Seeds: 0, IsRight: false });
        Assert.All(rows, row => Assert.InRange(row.Seeds, 0, 20));
    }

    [Fact]
    public void AQuarterOfTheSeedsHasThreeLivesOrMore()
    {
        var plans = Enumerable.Range(1, 400).Select(seed => PlanGenerator.Generate((ulong)seed, new ExploreOptions()));
        Assert.InRange(plans.Count(plan => plan.Steps.Count(step => step.Event == PlanEvent.KillServer) >= 2), 80, 160);
    }

    /// <summary>Each short write is a crash point: without a bound, one seed in some thousands took minutes.</summary>
    [Fact]
    public void NoShortCallIsForEver()
    {
        var faults = Enumerable.Range(1, 2000).SelectMany(
            seed => PlanGenerator.Generate((ulong)seed, new ExploreOptions()).Faults).ToList();
        var shorts = faults.Where(fault => fault.Kind == FaultKind.Short).ToList();
        Assert.NotEmpty(shorts);
        Assert.All(shorts, fault => Assert.InRange(fault.Times, 1, 100));
        Assert.Contains(faults, fault => fault.Times == Fault.ForEver);
    }

    [Fact]
    public void AWorkloadSendsWhatItsSwarmHasAndNothingElse()
    {
        foreach (var swarm in Enumerable.Range(1, 60).Select(seed => Swarm.Draw(new Seed((ulong)seed))))
        {
            var workload = new Workload(new Seed(7).Stream(), swarm);
            var sent = Enumerable.Range(0, 300).SelectMany(_ => workload.NextGroup()).Select(command => command[0])
                .ToList();
            Assert.Equal(swarm.Has(Feature.Transactions), sent.Contains("MULTI"));
            Assert.Equal(swarm.Has(Feature.Rewrites), sent.Contains("BGREWRITEAOF"));
            Assert.Equal(swarm.Has(Feature.Streams), sent.Contains("XADD"));
            Assert.Equal(swarm.Has(Feature.Hashes), sent.Contains("HSET"));
        }
    }

    [Fact]
    public void ASeedWithoutAFeatureHasNoneOfIt()
    {
        foreach (var seed in Enumerable.Range(1, 300))
        {
            var swarm = Swarm.Draw(new Seed((ulong)seed));
            var plan = PlanGenerator.Generate((ulong)seed, new ExploreOptions());
            Assert.Equal(swarm.Has(Feature.ServerKills), plan.Steps.Any(step => step.Event == PlanEvent.KillServer));
            Assert.Equal(swarm.Has(Feature.ClockSteps), plan.Steps.Any(step => step.Event == PlanEvent.StepClock));
            Assert.Equal(swarm.Has(Feature.LittleRoom), plan.Disk.CapacityBytes > 0);
            Assert.Equal(swarm.On.Any(IsInjected), plan.Faults.Count > 0);
        }
    }

    private static bool IsInjected(Feature feature) =>
        feature is >= Feature.WriteFaults and <= Feature.ReadOnlyDisk or Feature.DeathsInCalls or >= Feature.ChildLosses
        and <= Feature.BrokenPipes;
}
