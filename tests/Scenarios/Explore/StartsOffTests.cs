using Aof.KnownDefects;
using Sim.Check;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Tests.Scenarios.Explore;

/// <summary>Plans whose first server has no log until CONFIG SET switches it on.</summary>
public sealed class StartsOffTests
{
    [Theory]
    [InlineData(LogLayout.SingleFile)]
    [InlineData(LogLayout.MultiPart)]
    public void ALogThatIsSwitchedOnLaterHasWhatCameBeforeIt(LogLayout layout)
    {
        var plan = PlanOf(layout, At(0, "SET", "a", "1"), At(500_000, "CONFIG", "SET", "appendonly", "yes"),
            At(3_000_000, "SET", "b", "2"), new PlanStep { AtUs = 6_000_000, Event = PlanEvent.KillServer });
        var changesBefore = -1;
        var run = LiveRun.Execute(plan, new Trace(Plan.StartUs), live => live.CommandTaken += (_, argv) =>
            changesBefore = argv[0].EqualsIgnoreCase("CONFIG") && changesBefore < 0
                ? live.Machine.Disk.Journal.Count
                : changesBefore);
        Assert.Equal(RunEnd.Healed, run.End);
        Assert.Equal(0, changesBefore);
        Assert.Equal(2, run.History.Units[run.History.Restarts.Single().Back].State[0].Count);
    }

    [Fact]
    public void AServerThatDiesBeforeLosesWhatNobodyPromised()
    {
        var plan = PlanOf(LogLayout.MultiPart, At(0, "SET", "a", "1"),
            new PlanStep { AtUs = 1_000_000, Event = PlanEvent.KillServer }, At(2_000_000, "SET", "b", "2"));
        Assert.Null(Replayer.Replay(plan).Verdict.Violation);
        Assert.Contains("switched on later", plan.ToString(), StringComparison.Ordinal);
    }

    private static Plan PlanOf(LogLayout layout, params PlanStep[] steps) =>
        new() { Config = new PlanConfig { Layout = layout, StartsOff = true }, Steps = steps };

    private static PlanStep At(long us, params string[] command) => new() { AtUs = us, Command = command };
}
