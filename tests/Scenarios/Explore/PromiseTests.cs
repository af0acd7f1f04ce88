using Sim.Plans;
using Sim.Run;
using Sim.Machine.Tracing;

namespace Tests.Scenarios.Explore;

/// <summary>What a run records as promised, when settings, faults and servers change.</summary>
public sealed class PromiseTests
{
    [Theory]
    [InlineData("everysec", "always", 3)]
    [InlineData("always", "everysec", 2)]
    [InlineData("always", "always", 3)]
    public void OnlyWhatAlwaysAnsweredIsPromisedByIt(string first, string second, int units)
    {
        // The second write is answered after the setting has changed, so its fsync covers both.
        var run = Run(Set(0, "CONFIG", "SET", "appendfsync", first), Set(10, "SET", "a", "1"), Set(20, "SET", "b", "1"),
            Set(500, "CONFIG", "SET", "appendfsync", second), Set(510, "SET", "c", "1"));
        Assert.Equal(units, run.Promises.Where(promise => promise.Acknowledged == 3).Max(promise => promise.Always));
    }

    [Fact]
    public void AChangedPolicyAlonePromisesNothing()
    {
        var run = Run(Set(10, "SET", "a", "1"), Set(20, "CONFIG", "SET", "appendfsync", "always"));
        Assert.Equal(0, run.Promises.Where(promise => promise.Acknowledged == 1).Max(promise => promise.Always));
    }

    [Fact]
    public void TheBoundOfEverysecComesBackTwoSecondsAfterAFault()
    {
        var run = Run("EIO on write by server, 1st call, once",
            Enumerable.Range(0, 60).Select(i => Set(i * 100, "SET", "k", "v")).ToArray());
        var failed = run.Promises.First(promise => !promise.EverysecBoundHolds && promise.Executed > 0).NowUs;
        Assert.All(run.Promises.Where(promise => promise.NowUs > failed && promise.NowUs < failed + 2_000_000),
            promise => Assert.False(promise.EverysecBoundHolds));
        Assert.Contains(run.Promises, promise => promise.NowUs > failed + 2_000_000 && promise.EverysecBoundHolds);
    }

    [Fact]
    public void AnOrderlyEndPromisesAllThatWasAnswered()
    {
        var run = Run(Set(0, "CONFIG", "SET", "appendfsync", "no"), Set(10, "SET", "a", "1"), Set(20, "SHUTDOWN"),
            Set(500, "SET", "b", "1"));
        Assert.Equal(1, run.Promises.Max(promise => promise.Ended));
    }

    /// <summary>The write waits for an fsync that hangs, and is written when the log is switched off.</summary>
    [Theory]
    [InlineData(null, 2)]
    [InlineData("EIO on sync-data by server, 1st call, once", 1)]
    public void ALogThatIsSwitchedOffPromisesAllThatWasAnswered(string? failed, int handed)
    {
        var hangs = "hang on sync-data by background, 1st call, once";
        var run = Run(failed is null ? hangs : $"{hangs}|{failed}",
            Set(0, "CONFIG", "SET", "appendfsync", "everysec"), Set(1500, "SET", "a", "1"), Set(1700, "SET", "b", "1"),
            Set(1900, "CONFIG", "SET", "appendonly", "no"), Set(9000, "GET", "a"));
        Assert.Equal(handed, run.Promises.First(promise => promise.NowUs > Plan.StartUs + 5_000_000).Handed);
    }

    private static History Run(params PlanStep[] steps) => Run(fault: null, steps);

    private static History Run(string? fault, params PlanStep[] steps) => LiveRun.Execute(
        new Plan
        {
            Seed = 1,
            Config = new PlanConfig { AutoRewritePercentage = 0 },
            Faults = fault is null ? [] : [.. fault.Split('|').Select(FaultLines.Parsed)],
            Steps = steps,
        },
        new Trace(Plan.StartUs)).History;

    private static PlanStep Set(int ms, params string[] command) => new() { AtUs = ms * 1000, Command = command };
}
