using Sim.Check.Crashes;
using Sim.Generate;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;
using Sim.Search;

namespace Tests.Scenarios.Cli;

public sealed class CrashVerbTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void TheLastKillHoldsEverythingThatWasExecuted()
    {
        var run = LiveRun.Execute(PlanGenerator.Generate(2, new ExploreOptions()), new Trace(Plan.StartUs));
        _ = Crash().WentWell(holding: "kill -9: the page cache survived").WentWell(holding: "-- digest ");
        _ = CapturedTerminal.Run("digest", directory["out/appendonly.aof"]).WentWell(
            holding: run.History.Units[^1].State.Digest());
    }

    [Fact]
    public void APlanHasItsOwnCrash()
    {
        var plan = PlanGenerator.Generate(2, new ExploreOptions());
        var disk = new CrashedDisk(LiveRun.Execute(plan, new Trace(Plan.StartUs)));
        var at = Enumerable.Range(0, disk.LastPosition).First(position => disk.PowerLossImages(position).Count > 1);
        plan = plan with { Crash = new CrashChoice(at, CrashKind.PowerLoss, Image: 1) };
        File.WriteAllText(directory["plan.json"], PlanFile.Write(plan));
        _ = CapturedTerminal.Run("crash", directory["plan.json"], "--out", directory["own"]).WentWell(
            holding: Invariant($"power loss after change {at}"));
        _ = Crash("--at", Invariant($"{at}"), "--image", "1").WentWell(
            holding: Invariant($"after change {at} of the disk"));
        Assert.Equal(Files("own"), Files("out"));
    }

    [Fact]
    public void WhatIsThereIsNotWrittenOver()
    {
        _ = Crash().WentWell(holding: "executed");
        var before = Files("out");
        Crash("--at", "3").IsOneLineOfComplaint(exitCode: 2, holding: "is not empty");
        Assert.Equal(before, Files("out"));
    }

    [Theory]
    [InlineData("there is no crash after change 1000000", "--at", "1000000")]
    [InlineData("there is no image 1000", "--image", "1000")]
    [InlineData("--at takes a number of changes, not '-1'", "--at", "-1")]
    [InlineData("--image takes a number, or kill, not 'none'", "--image", "none")]
    public void ACrashThatThereIsNotIsOneLineAndNoFile(string complaint, params string[] options)
    {
        Crash(options).IsOneLineOfComplaint(exitCode: 2, holding: complaint);
        Assert.False(Directory.Exists(directory["out"]));
    }

    private CapturedTerminal Crash(params string[] options) =>
        CapturedTerminal.Run(["crash", "2", "--out", directory["out"], .. options]);

    private string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(directory[folder]).Order(StringComparer.Ordinal).Select(
        path => Path.GetFileName(path) + " " + Convert.ToHexString(File.ReadAllBytes(path)))];
}
