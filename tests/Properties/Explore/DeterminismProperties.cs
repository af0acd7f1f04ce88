using Aof.KnownDefects;
using Aof.State;
using FsCheck;
using FsCheck.Xunit;
using Sim.Generate;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;
using Sim.Run;
using Sim.Search;
using Tests.Properties.Crash;

namespace Tests.Properties.Explore;

/// <summary>One seed decides everything, and each part of it decides its own part only.</summary>
[Properties(Arbitrary = [typeof(Plans)], QuietOnSuccess = true)]
public sealed class DeterminismProperties
{
    /// <summary>The files of the log decide which commands there are, and which files the faults strike.</summary>
    [Property(MaxTest = 60)]
    public void WhatIsExploredChangesNoCommandAndNoFault(int seed, byte policy, byte disk, bool defective, bool parts)
    {
        var dialect = parts ? Dialect.Redis72 : Dialect.Redis6;
        var plan = PlanGenerator.Generate((ulong)seed, new ExploreOptions { Dialect = dialect });
        var other = PlanGenerator.Generate((ulong)seed, new ExploreOptions
        {
            Dialect = dialect,
            Policy = (FsyncPolicy)(policy % 3),
            Disk = DiskPreset.All[disk % DiskPreset.All.Count].Name,
            ImagesPerCrash = 1,
            Defects = defective ? [nameof(Defect.FsyncErrorIgnored)] : [],
        });
        Assert.Equal(Commands(plan), Commands(other));
        Assert.Equal(plan.Faults, other.Faults);
        var drawn = PlanGenerator.Generate((ulong)seed, new ExploreOptions());
        Assert.True(drawn.Config.ToAofConfig().Dialect != dialect || Commands(plan) == Commands(drawn));
    }

    [Property(MaxTest = 36)]
    public void WithoutAFaultTheRunIsTheSameUntilItStrikes(Plan plan) =>
        AssertSameButForEachFault(plan);

    /// <summary>
    /// An error and a hang at the same call of the background thread. Without the error, the hang strikes the call.
    /// </summary>
    [Fact]
    public void WithoutAFaultAnotherMayStrikeTheSameCall() =>
        AssertSameButForEachFault(PlanGenerator.Generate(5114, new ExploreOptions()) with
        {
            Faults = [
            new Fault { Call = SystemCall.SyncData, By = Actor.Background, Nth = 1, Times = Fault.ForEver, Kind =
                FaultKind.Error, Errno = Errno.EIO },
            new Fault { Call = SystemCall.SyncData, By = Actor.Background, Nth = 1, Kind = FaultKind.Hang },
        ],
        });

    /// <summary>
    /// A short read of an empty log looks like any other read. But it strikes the first read in place of the flip, and
    /// the flip then strikes the second.
    /// </summary>
    [Fact]
    public void WithoutAFaultThatShowsNothingAnotherMayStrike() =>
        AssertSameButForEachFault(PlanGenerator.Generate(1951228824, new ExploreOptions { Disk = "ideal" }) with
        {
            Faults = [
            new Fault { Call = SystemCall.OpenDirectory, By = Actor.Server, Nth = 1, Kind = FaultKind.Error, Errno =
                Errno.EIO },
            new Fault { Call = SystemCall.Open, By = Actor.Server, Nth = 3, Kind = FaultKind.Error, Errno = Errno.EIO },
            new Fault { Call = SystemCall.Read, By = Actor.Server, Nth = 1, Kind = FaultKind.Short, Amount = 1 },
            new Fault { Call = SystemCall.Read, By = Actor.Server, Nth = 1, Kind = FaultKind.Flip, Amount = 1 },
        ],
        });

    private static void AssertSameButForEachFault(Plan plan)
    {
        var with = Trace(plan);
        for (var i = 0; i < plan.Faults.Count; i++)
        {
            var without = plan with { Faults = [.. plan.Faults.Take(i), .. plan.Faults.Skip(i + 1)] };
            Assert.Equal(Commands(plan), Commands(without));
            AssertSameUntilItStrikes(plan.Faults[i], with, Trace(without));
        }
    }

    [Property(MaxTest = 4)]
    public void JobsChangeNeitherResultsNorTheirOrder(ushort first)
    {
        var options = new ExploreOptions { FirstSeed = first, Count = 10, ImagesPerCrash = 2 };
        var (alone, aloneSummary) = Explored(options with { Jobs = 1 });
        var (together, togetherSummary) = Explored(options with { Jobs = 4 });
        Assert.Equal(Enumerable.Range(first, 10).Select(seed => (ulong)seed), alone.Select(result => result.Seed));
        Assert.Equal(alone.Select(Described), together.Select(Described));
        Assert.Equal(Described(aloneSummary), Described(togetherSummary));
    }

    private static string Commands(Plan plan) => PlanFile.Write(new Plan { Steps = plan.Steps });

    private static IReadOnlyList<string> Trace(Plan plan)
    {
        var trace = new Sim.Machine.Tracing.Trace(Plan.StartUs) { Recording = true };
        LiveRun.Execute(plan, trace);
        return trace.Lines;
    }

    /// <summary>
    /// The first line that differs says that the fault strikes. Each strike has its own line, even one without effect,
    /// such as a short read at the end of a file.
    /// </summary>
    private static void AssertSameUntilItStrikes(Fault fault, IReadOnlyList<string> with, IReadOnlyList<string> without)
    {
        var length = Math.Min(with.Count, without.Count);
        var same = Enumerable.Range(0, length).FirstOrDefault(i => with[i] != without[i], length);
        if (with.Count == without.Count && same == length)
        {
            return;
        }

        Assert.EndsWith($"  fault      {fault}", with.ElementAtOrDefault(same) ?? "the end", StringComparison.Ordinal);
    }

    private static string Described(SeedResult result) =>
        $"{result.Seed} {result.Fingerprint} {result.Verdict} {string.Join(", ", result.Faults)} {result.SimulatedUs} "
        + $"{PlanFile.Write(result.Plan)}";

    private static string Described(ExploreSummary summary) =>
        $"{summary with { Elapsed = default, Faults = [], Violations = [] }} {string.Join(", ", summary.Faults)} "
        + $"{string.Join("\n", summary.Violations.Select(Described))}";

    private static (List<SeedResult> Results, ExploreSummary Summary) Explored(ExploreOptions options)
    {
        var results = new List<SeedResult>();
        var summary = new Explorer(options).Run(progress: null, results.Add, CancellationToken.None);
        return (results, summary);
    }
}
