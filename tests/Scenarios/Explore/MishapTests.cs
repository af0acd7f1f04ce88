using Aof.State;
using Sim.Check;
using Sim.Generate;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;
using Sim.Search;

namespace Tests.Scenarios.Explore;

/// <summary>
/// Deaths, hangs and clocks as data of a plan: each happens, is judged by the contract at every crash, and is drawn by
/// seeds.
/// </summary>
public sealed class MishapTests
{
    private const long HourUs = 3_600_000_000;

    [Theory]
    [InlineData(PlanEvent.StepClock, -HourUs, true)]
    [InlineData(PlanEvent.StepClock, 0, false)]
    [InlineData(PlanEvent.StepClock, 721 * HourUs, false)]
    [InlineData(PlanEvent.Pause, HourUs, true)]
    [InlineData(PlanEvent.Pause, -1, false)]
    [InlineData(PlanEvent.KillServer, 1, false)]
    public void APlanFileSaysByHowMuch(PlanEvent what, long byUs, bool valid)
    {
        var plan = With(Event(what, 10, byUs));
        Assert.Equal(valid, PlanFile.TryRead(PlanFile.Write(plan), out var read, out var error));
        Assert.Equal(valid ? plan.ToString() : error,
            valid ? read!.ToString() : $"step 2 has {byUs} as the microseconds of {what}");
    }

    [Theory]
    [InlineData(PlanEvent.StepClock, HourUs)]
    [InlineData(PlanEvent.StepClock, -HourUs)]
    [InlineData(PlanEvent.Pause, HourUs)]
    public void WhateverTheClocksDoEveryPromiseIsKept(PlanEvent what, long byUs)
    {
        for (var atMs = 0L; atMs < 3000; atMs += 970)
        {
            var result = Survives(With(Event(what, atMs, byUs)));
            Assert.Equal([what], result.Run.OccurredEvents);
        }
    }

    [Fact]
    public void TwoSecondsAreTwoSecondsOfTheMachine()
    {
        var set = Survives(With(Event(PlanEvent.StepClock, 1100, -HourUs), Event(PlanEvent.StepClock, 1900, HourUs)));
        Assert.True(set.Run.History.Promises[^1].EverysecBoundHolds);
        Assert.InRange(set.Verdict.LargestWindowUs, 1, 2_000_000);
    }

    [Fact]
    public void AfterAPauseTheTwoSecondsAreNotClaimed()
    {
        var run = Survives(With(Event(PlanEvent.Pause, 1100, HourUs))).Run;
        var claimed = run.History.Promises.Select(
            promise => (AtMs: (promise.NowUs - Plan.StartUs - HourUs) / 1000, promise.EverysecBoundHolds)).ToArray();
        Assert.All(claimed.Where(promise => promise.AtMs is > 1100 and < 3000),
            promise => Assert.False(promise.EverysecBoundHolds));
        Assert.Contains(claimed, promise => promise.AtMs > 3100 && promise.EverysecBoundHolds);
    }

    [Theory]
    [InlineData("SIGKILL before the effect on write by server, 3rd call, once", 1)]
    [InlineData("SIGKILL after the effect on rename by server of temp-rewriteaof-bg-*, 1st call, once", 1)]
    [InlineData("SIGKILL after the effect on fork by server, 1st call, 2 times", 1)]
    [InlineData("SIGKILL before the effect on list by server, 1st call, 3 times", 0)]
    public void AServerKilledInsideACallIsStartedAgain(string fault, int restarts)
    {
        var run = Survives(With() with { Faults = [FaultLines.Parsed(fault)] }).Run;
        Assert.Equal(restarts, run.History.Restarts.Count);
        Assert.Equal(RunEnd.Healed, run.End);
    }

    [Theory]
    [InlineData("hang on sync by child, 1st call, once")]
    [InlineData("hang on open by child, 1st call, for ever")]
    [InlineData("hang on sync-data by background, 1st call, once")]
    [InlineData("hang on close by background, 1st call, once")]
    [InlineData("exit 1 on rename by child, 1st call, for ever")]
    public void WhenTheFaultsStopWhatHangsIsOverAndTheServerHeals(string fault) =>
        Assert.True(Survives(With() with { Faults = [FaultLines.Parsed(fault)] }).Run.Machine.Faults.InjectedCount > 0);

    [Fact]
    public void WhatTheChildDoesToTheDiskAreCrashPointsToo()
    {
        var result = Survives(With());
        var journal = result.Run.Machine.Disk.Journal;
        var temps = Enumerable.Range(0, journal.Count).Select(i => journal[i]).OfType<Change.Create>().Where(
            made => made.Name == "temp-rewriteaof-1001.aof").ToList();
        Assert.Single(temps);
        Assert.Contains(Enumerable.Range(0, journal.Count),
            i => journal[i] is Change.Write written && written.Inode == temps[0].Inode);
        Assert.Equal(journal.Count + 1, result.Run.History.Promises.Count);
        Assert.True(result.Verdict.States > 2 * journal.Count);
    }

    [Fact]
    public void SeedsDrawAllOfThem()
    {
        var plans = Enumerable.Range(1, 400).Select(seed => PlanGenerator.Generate((ulong)seed, new ExploreOptions()))
            .ToList();
        Assert.Equal(Enum.GetValues<PlanEvent>(),
            plans.SelectMany(plan => plan.Steps).Select(step => step.Event).Distinct().Order());
        Assert.Contains(
            plans.SelectMany(plan => plan.Steps), step => step.Event == PlanEvent.StepClock && step.ByUs < -HourUs);
        var faults = plans.SelectMany(plan => plan.Faults).ToList();
        Assert.All([FaultKind.KilledBefore, FaultKind.KilledAfter],
            kind => Assert.Equal([Actor.Server, Actor.Child], By(kind)));
        Assert.Equal([Actor.Child], By(FaultKind.Exit));
        Assert.Equal([Actor.Child, Actor.Background], By(FaultKind.Hang));
        Assert.Contains(faults, fault => fault.Path == "pipe:[3]");

        IEnumerable<Actor> By(FaultKind kind) =>
            faults.Where(fault => fault.Kind == kind).Select(fault => fault.By!.Value).Distinct().Order();
    }

    private static ReplayResult Survives(Plan plan) => PlanAssert.Check(plan);

    private static PlanStep Event(PlanEvent what, long atMs, long byUs) => new()
    {
        AtUs = atMs * 1000,
        Event = what,
        ByUs = byUs,
    };

    /// <summary>A write each 100 ms for four seconds, a rewrite among them; and what befalls it.</summary>
    private static Plan With(params PlanStep[] befalling)
    {
        var writes = Enumerable.Range(0, 40).Select(
            i => new PlanStep
            {
                AtUs = i * 100_000,
                Command = ["RPUSH", "l", i.ToString(System.Globalization.CultureInfo.InvariantCulture)]
            });
        var rewrite = new PlanStep { AtUs = 1_450_000, Command = ["BGREWRITEAOF"] };
        return new Plan
        {
            Seed = 1,
            Config = new PlanConfig { Policy = FsyncPolicy.EverySecond, AutoRewritePercentage = 0 },
            Disk = new PlanDisk { ImagesPerCrash = 2 },
            Steps = [.. writes.Append(rewrite).Concat(befalling).OrderBy(step => step.AtUs)],
        };
    }
}
