using Sim.Check;
using Sim.Check.Rules;
using Sim.Findings;
using Sim.Machine.Faults;
using Sim.Machine.Process;
using Sim.Os;
using Sim.Plans;
using Sim.Run;
using Sim.Search;
using Tests.Scenarios.Cli;
using Tests.Scenarios.Machine;

namespace Tests.Scenarios.Explore;

/// <summary>
/// Whatever does not come to an end is a verdict: a server, a child, a job of the background thread, and a loop that
/// the machine does not see.
/// </summary>
public sealed class LivenessTests
{
    private static readonly Plan OneWrite = new() { Seed = 1, Steps = [new PlanStep { Command = ["SET", "s", "1"] }] };

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
    public void ASeedOverTheTimeLimitIsKeptAndEndsTheRun()
    {
        var impatient = new ExploreOptions { Count = 100_000, TimeLimitPerSeed = TimeSpan.FromTicks(1) };
        var found = new List<SeedResult>();
        var summary = new Explorer(impatient).Run(progress: null, found.Add, CancellationToken.None);
        Assert.InRange(summary.Seeds, 1, 99_999);
        var failure = found.Select(result => result.Failure).First(failure => failure is not null)!;
        Assert.Equal(ViolationKind.Hung, failure.Violation.Kind);
        Assert.Contains(
            Invariant($"seed {failure.Original.Seed} "), failure.Violation.Summary, StringComparison.Ordinal);
        using var folder = new TemporaryDirectory();
        var kept = new BugBase(folder["failures"]).Keep(failure);
        Assert.True(PlanFile.TryRead(File.ReadAllText(kept), out var plan, out var problem), problem);
        Assert.Equal(PlanFile.Write(failure.Original), PlanFile.Write(plan));
    }

    /// <summary>An endless loop is planted in the middle of a turn: it calls nothing, and takes no time.</summary>
    [Fact]
    public void ALoopThatTheMachineCannotSeeIsGivenUp()
    {
        using var trap = new Trap();
        Assert.NotNull(PatientReplayer.Replay(OneWrite, TimeSpan.FromMinutes(1)));
        Assert.Null(PatientReplayer.Replay(OneWrite, TimeSpan.FromMilliseconds(200), observer: trap));
        Assert.True(trap.WasEntered);
    }

    /// <summary>A busy computer may stop a run for any time: only its processor time counts.</summary>
    [Fact]
    public void ARunThatGetsNoProcessorIsWaitedFor()
    {
        using var trap = new Trap();
        var looks = 0;
        Assert.NotNull(PatientReplayer.Replay(OneWrite, TimeSpan.FromMilliseconds(1), observer: trap, used: () =>
        {
            if (++looks == 3)
            {
                trap.Dispose();
            }

            return TimeSpan.Zero;
        }));
        Assert.True(trap.WasEntered);
    }

    /// <summary>A loop of calls ends by itself, the same way each time, and is minimized within a budget.</summary>
    [Fact]
    public void ARunThatHangsIsMinimizedInAFewRuns()
    {
        var hours = new PlanStep { AtUs = 6 * 3_600_000_000L, Command = ["SET", "s", "1"] };
        var plan = new Plan
        {
            Seed = 1,
            Disk = new PlanDisk { ImagesPerCrash = 1 },
            Steps = [new PlanStep { Command = ["SET", "s", "1"] }, new PlanStep { Command = ["INCR", "n"] }, hours],
        };
        var failure = Failure.Of(plan, Replayer.Replay(plan).Verdict, maxRuns: 400, out var runs);
        Assert.Equal(ViolationKind.Hung, failure.Violation.Kind);
        Assert.Equal([hours with { AtUs = failure.Minimal.Steps[0].AtUs }], failure.Minimal.Steps);
        Assert.InRange(runs, 1, 420);
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

    /// <summary>It loops as soon as the server takes up a command, until it is disposed of.</summary>
    private sealed class Trap : IReplayObserver, IDisposable
    {
        private volatile bool ends;

        public bool WasEntered { get; private set; }

        public void Watch(LiveRun watched) => watched.CommandTaken += (_, _) =>
        {
            WasEntered = true;
            while (!ends)
            {
            }
        };

        public void Judged(JudgedState state)
        {
        }

        public void OnHits(IReadOnlyList<long> probes)
        {
        }

        public void Dispose() => ends = true;
    }
}
