using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Faults;
using Sim.Machine.Process;
using Sim.Os;
using Sim.Plans;
using Sim.Search;
using Tests.Scenarios.Machine;

namespace Tests.Scenarios.Explore;

/// <summary>
/// Whatever does not come to an end is a verdict: a server, a child, a job of the background thread, and a loop that
/// the machine does not see.
/// </summary>
public sealed class LivenessTests
{
    [Fact]
    public void AServerThatCallsWithoutEndIsStopped()
    {
        var on = WithFewSteps();
        _ = Assert.Throws<StepLimitExceeded>(() =>
        {
            while (on.Files.Unlink("nothing") == Errno.ENOENT)
            {
            }
        });
    }

    [Fact]
    public void AChildThatYieldsWithoutEndIsStopped()
    {
        var on = WithFewSteps();
        _ = on.Fork(Spinning);
        _ = Assert.Throws<StepLimitExceeded>(() => on.Machine.Advance(long.MaxValue));
    }

    [Fact]
    public void AChildThatNeverYieldsIsStopped()
    {
        var on = WithFewSteps();
        _ = on.Fork(TestMachine.Steps(host =>
        {
            while (host.Files.Unlink("nothing") == Errno.ENOENT)
            {
            }
        }));
        _ = Assert.Throws<StepLimitExceeded>(() => on.Pass(us: 1_000_000));
    }

    [Fact]
    public void ARunThatUsesUpItsTurnsHasHung()
    {
        var hours = new PlanStep { AtUs = 6 * 3_600_000_000L, Command = ["SET", "s", "1"] };
        var violation = Replayer.Replay(
            new Plan { Seed = 1, Disk = new PlanDisk { ImagesPerCrash = 1 }, Steps = [hours] }).Verdict.Violation;
        Assert.Equal(ViolationKind.Hung, violation?.Kind);
        Assert.Contains("turns", violation!.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hang on sync by child, 1st call, for ever")]
    [InlineData("hang on sync-data by background, 1st call, once")]
    [InlineData("EINTR on write by server, 1st call, for ever")]
    [InlineData("EAGAIN on pipe-write by child, 1st call, for ever")]
    public void AFaultThatNeverEndsKeepsNoRunFromItsEnd(string line)
    {
        Assert.True(Fault.TryParse(line, out var fault, out var problem), problem);
        var steps = Enumerable.Range(0, 20).Select(
            i => new PlanStep { AtUs = i * 100_000, Command = i == 9 ? ["BGREWRITEAOF"] : ["SET", "s", "1"] });
        var result = PlanAssert.Check(
            new Plan { Seed = 1, Disk = new PlanDisk { ImagesPerCrash = 1 }, Steps = [.. steps], Faults = [fault] });
        Assert.True(result.Run.Machine.Faults.InjectedCount > 0);
    }

    [Fact]
    public void ASeedOverTheTimeLimitIsAnError()
    {
        var impatient = new ExploreOptions { Count = 100_000, TimeLimitPerSeed = TimeSpan.FromTicks(1) };
        var error = Assert.Throws<InvalidOperationException>(
            () => new Explorer(impatient).Run(progress: null, finished: null, CancellationToken.None));
        Assert.Contains("does not come to an end", error.Message, StringComparison.Ordinal);
    }

    private static TestMachine WithFewSteps()
    {
        var on = TestMachine.With();
        on.Machine.StepsLeft = 20_000;
        return on;
    }

    private static IEnumerable<Wait> Spinning(Host host)
    {
        while (true)
        {
            yield return Wait.Yield;
        }
    }
}
