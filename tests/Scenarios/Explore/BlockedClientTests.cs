using Aof.State;
using Sim.Check;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Tests.Scenarios.Explore;

/// <summary>
/// Clients of a run that wait for keys: their late replies promise units, and the run goes on without those who wait
/// for ever.
/// </summary>
public sealed class BlockedClientTests
{
    [Theory]
    [InlineData(FsyncPolicy.Always)]
    [InlineData(FsyncPolicy.EverySecond)]
    [InlineData(FsyncPolicy.No)]
    public void TheReplyOfWhoWaitedPromisesThePop(FsyncPolicy policy)
    {
        var plan = Plan(policy, (0, 1, "BLPOP l 0"), (10, 2, "RPUSH l x"), (20, 1, "SET after 1"));
        var result = PlanAssert.Check(plan);
        Assert.Equal(RunEnd.Healed, result.Run.End);

        // Push, pop and SET, before the healing: the replies of the turn that pushed promise the pop as well.
        Assert.Equal([1, 1, 2], result.Run.History.Units.Skip(1).Take(3).Select(unit => unit.Step));
        Assert.Equal([2, 3], result.Run.History.Acks.Select(ack => ack.Unit).Where(unit => unit <= 3));
    }

    [Fact]
    public void AnAbandonedWaitPromisesNothing()
    {
        var run = Replayer.Replay(Plan(FsyncPolicy.Always, (0, 1, "BLPOP l 0.2"), (1, 1, "SET after 1"))).Run;
        var set = run.History.Units[1];
        Assert.Equal(1, set.Step);
        Assert.InRange(set.AtUs - Sim.Plans.Plan.StartUs, 201_000, 250_000);
        Assert.Equal(1, run.History.Acks[0].Unit);
    }

    [Fact]
    public void AWaitOfABusyServerEndsInTheNextTurn()
    {
        var plan = Plan(FsyncPolicy.Always, (0, 1, "BLPOP l 0.2"), (0, 1, "SET after 1"), (0, 2, "SET s 1"));
        var slow = new Fault
        {
            Call = SystemCall.SyncData,
            By = Actor.Server,
            Nth = 1,
            Times = 3,
            Kind = FaultKind.Slow,
            Amount = 900_000,
        };
        var run = Replayer.Replay(plan with { Faults = [slow] }).Run;
        Assert.Equal(RunEnd.Healed, run.End);
        Assert.Contains(run.History.Units, unit => unit.Step == 1);
    }

    [Fact]
    public void WhoWaitsForEverDoesNotGoOnAndTheRunEnds()
    {
        var run = Replayer.Replay(
            Plan(FsyncPolicy.Always, (0, 1, "BRPOPLPUSH l m 0"), (1, 1, "SET never 1"), (2, 2, "SET s 1"))).Run;
        Assert.Equal(RunEnd.Healed, run.End);
        Assert.DoesNotContain(run.History.Units, unit => unit.Step == 1);
        Assert.Contains(run.History.Units, unit => unit.Step == 2);
    }

    [Fact]
    public void ARestartOfTheServerEndsEveryWait()
    {
        var plan = Plan(FsyncPolicy.Always, (0, 1, "BLPOP l 0"), (1, 1, "SET after 1"));
        var kill = new PlanStep { AtUs = 50_000, Event = PlanEvent.KillServer };
        var run = Replayer.Replay(plan with { Steps = [.. plan.Steps, kill] }).Run;
        Assert.Contains(run.History.Units, unit => unit.Step == 1);
    }

    private static Plan Plan(FsyncPolicy policy, params (long AtMs, int Client, string Command)[] steps) => new()
    {
        Seed = 1,
        Config = new PlanConfig { Policy = policy },
        Steps = [.. steps.Select(
            step => new PlanStep { AtUs = step.AtMs * 1000, Client = step.Client, Command = step.Command.Split(' ') })],
    };
}
