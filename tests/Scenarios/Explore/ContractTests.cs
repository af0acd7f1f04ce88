using Aof.State;
using Sim.Check.Rules;
using Sim.Machine.Disk;
using Sim.Plans;
using Sim.Run;

namespace Tests.Scenarios.Explore;

/// <summary>What a disk takes back was not promised, and no more than that.</summary>
public sealed class ContractTests
{
    private static readonly DurabilityPoint Promise = new(0, Executed: 9, Acknowledged: 8, Handed: 7, Always: 6,
        Acks: 8, EverysecBoundHolds: false, LogIsReliable: true, Turn: 0, Unwritten: 0, Starts: false);

    [Theory]
    [InlineData("posix-weak", 6)]
    [InlineData("ext4-journal", 6)]
    [InlineData("btrfs", 6)]
    [InlineData("lying-disk", 0)]
    public void OnlyADiskThatLiesPromisesNothing(string disk, int units) =>
        Assert.Equal(units,
        Contract.OfPowerLoss(DiskPreset.Named(disk), Promise,
            new DurableUnits(Synced: 5, Window: 0, int.MaxValue)).Units);

    [Fact]
    public void AnErrorThatIsHiddenEndsThePromiseWhereItStood() =>
        Assert.Equal(3,
        Contract.OfPowerLoss(DiskPreset.Ext4Journal, Promise with { Ended = 8 },
            new DurableUnits(Synced: 2, Window: 5, BeforeHiddenError: 3)).Units);

    [Theory]
    [InlineData(2, 1, 0, 6)]
    [InlineData(7, 1, 0, 7)]
    [InlineData(2, 8, 0, 8)]
    [InlineData(2, 1, 9, 9)]
    public void TheStrongestPromiseHolds(int synced, int window, int ended, int units) =>
        Assert.Equal(units,
        Contract.OfPowerLoss(DiskPreset.PosixWeak, Promise with { Ended = ended },
            new DurableUnits(synced, window, int.MaxValue)).Units);

    [Theory]
    [InlineData(int.MaxValue, 7)]
    [InlineData(2, 2)]
    public void AKillKeepsWhatTheCacheHasNotGivenUp(int cached, int units) =>
        Assert.Equal(units, Contract.OfKill(Promise, cached).Units);

    [Fact]
    public void WhereOnlyOneFsyncWasHiddenAnotherOneMakesItGood()
    {
        // The first fdatasync after a write is told of one sync late, and the server ends itself; what it acknowledged
        // is in the copy that the next one makes.
        var plan = new Plan
        {
            Seed = 1,
            Config = new PlanConfig { Policy = FsyncPolicy.Always, AutoRewritePercentage = 0 },
            Disk = new PlanDisk { Preset = "ext4-journal", ImagesPerCrash = 60 },
            Faults = [Fault("EIO on sync-data by server, 1st call, once")],
            Steps = [Set(0, "a"), Set(100, "b"), Set(200, "c"), Set(300, "d")],
        };
        var replayed = PlanAssert.Check(plan);
        Assert.Equal(2, replayed.Run.History.Restarts.Count + 1);
        Assert.True(replayed.Run.History.Promises[^1].Always >= 4);
    }

    [Theory]
    [InlineData("once", RunEnd.Healed)] // The copy of the log shows it.
    [InlineData("3 times", RunEnd.Misread)]
    public void AnUnnoticedMisreadEndsTheRunWithoutViolation(string times, RunEnd end)
    {
        var plan = new Plan
        {
            Seed = 1,
            Config = new PlanConfig { Policy = FsyncPolicy.Always, AutoRewritePercentage = 0 },
            Faults = [Fault("bit 410 flipped on read by server, 1st call, " + times)],
            Steps = [Set(0, "a"), new PlanStep { AtUs = 100_000, Event = PlanEvent.KillServer }, Set(200, "b")],
        };
        var replayed = PlanAssert.Check(plan);
        Assert.Equal(end, replayed.Run.End);
        Assert.True(replayed.Verdict.States > 0);
    }

    private static Sim.Machine.Faults.Fault Fault(string line) =>
        Sim.Machine.Faults.Fault.TryParse(line, out var fault, out var problem)
        ? fault
        : throw new ArgumentException(problem);

    private static PlanStep Set(long ms, string key) => new() { AtUs = ms * 1000, Command = ["SET", key, "value"] };
}
