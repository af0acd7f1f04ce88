using Sim.Check;
using Sim.Check.Crashes;
using Sim.Generate;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;
using Sim.Search;

namespace Tests.Scenarios.Explore;

public sealed class CrashedDiskTests
{
    [Fact]
    public void ItIsTheImageThatTheStoryOfAViolationTellsOf()
    {
        var options = new ExploreOptions { Disk = "posix-weak", Defects = ["NoDirectoryFsync"] };
        var plan = PlanGenerator.Generate(5, options);
        var (verdict, run) = Replayer.Replay(plan) is var result ? (result.Verdict, result.Run) : default;
        Assert.Equal(CrashKind.PowerLoss, verdict.Violation!.Crash!.Kind);
        Assert.True(new CrashedDisk(run).TryCrash(verdict.Violation.Crash, out var image, out _));
        Assert.Contains("The disk after the crash: " + image.Description, verdict.Violation.Story);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void ACrashLeavesTheSameImageEachTimeAndFromEverySide(ulong seed)
    {
        var plan = PlanGenerator.Generate(seed, new ExploreOptions { Disk = "posix-weak" });
        var run = LiveRun.Execute(plan, new Trace(Plan.StartUs));
        var (walking, jumping) = (new CrashedDisk(run), new CrashedDisk(run));
        var wanted = Enumerable.Range(0, Math.Min(30, walking.LastPosition)).Select(position => walking.PowerLossImages(position).Select(image => image.Hash).ToArray()).ToArray();
        for (var position = wanted.Length - 1; position >= 0; position -= 7)
        {
            for (var number = 0; number < wanted[position].Length; number++)
            {
                Assert.True(jumping.TryCrash(new CrashChoice(position, CrashKind.PowerLoss, number), out var image, out var problem), problem);
                Assert.Equal(wanted[position][number], image.Hash);
            }
        }
    }
}
