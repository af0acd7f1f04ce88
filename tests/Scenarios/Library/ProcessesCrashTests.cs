using Sim.Machine.CrashTesting;
using Sim.Machine.Faults;
using Sim.Machine.Process;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>Several processes on one disk run in turns, are killed and are started again.</summary>
public sealed class ProcessesCrashTests
{
    private static readonly CrashTestOptions Options = new()
    {
        Seeds = 100,
        Steps = 8,
        NextLives = 2,
        MaxCalls = 1_000,
    };

    [Theory]
    [InlineData(SharingMistake.LockIsAFileThatExists, CrashFailureKind.Hung)]
    [InlineData(SharingMistake.LockFileIsRemoved, CrashFailureKind.BrokenPromise)]
    [InlineData(SharingMistake.EndIsReadBeforeTheLock, CrashFailureKind.BrokenPromise)]
    [InlineData(SharingMistake.RecoveryIsNotLocked, CrashFailureKind.BrokenPromise)]
    [InlineData(SharingMistake.HalfANumberOfAKilledServerStays, CrashFailureKind.BrokenPromise)]
    public void AMistakeOfSharingIsFound(SharingMistake mistake, CrashFailureKind kind)
    {
        var failure = CrashTest.Run(new SharedLog(mistake), Options).Failure;
        Assert.True(failure?.Kind == kind, failure?.Story ?? "nothing was found");
        Assert.Contains("  left: ", failure!.Story, StringComparison.Ordinal);
        Assert.Equal(failure.Story, CrashTest.Replay(new SharedLog(mistake), failure.Token, Options).Failure!.Story);
    }

    /// <summary>A lock that is taken over from a dead server: what that one left must be taken over, too.</summary>
    [Fact]
    public void OneKillAndNothingElseIsLeftOfARun()
    {
        var failure = CrashTest.Run(
            new SharedLog(SharingMistake.HalfANumberOfAKilledServerStays), Options).Failure!;
        Assert.Matches("; order none/none; kills [0-9:]+/none; calls", failure.Token);
        Assert.DoesNotContain("out of order", failure.Story, StringComparison.Ordinal);
        Assert.Single(failure.Story.Split('\n'), line => line.EndsWith(": is killed", StringComparison.Ordinal));
    }

    [Fact]
    public void OneTurnOutOfOrderIsLeftOfARace()
    {
        var failure = CrashTest.Run(new SharedLog(SharingMistake.RecoveryIsNotLocked), Options).Failure!;
        Assert.Matches("; order [0-9:]+/none; calls", failure.Token);
        Assert.Single(failure.Story.Split('\n'), line => line.Contains("out of order", StringComparison.Ordinal));
    }

    /// <summary>A wait for a lock is one line, and the lock is free when its holder goes on.</summary>
    [Fact]
    public void AWaitThatComesAgainAndAgainIsOneLine()
    {
        var failure = CrashTest.Run(new SharedLog(SharingMistake.LockIsAFileThatExists), Options).Failure!;
        Assert.Contains("open(lock) = EEXIST, 1000 times", failure.Story, StringComparison.Ordinal);
    }

    [Fact]
    public void AKilledProcessIsStartedWhenItsTurnComes()
    {
        var (killed, calls, late, starts) = ("", 0, 0, 0);
        var tested = new ProcessesBy(["one", "two"], (process, host, life) =>
        {
            late += process == killed && calls > 0 ? 1 : 0;
            starts++;
            try
            {
                for (var i = 0; i < 40; i++)
                {
                    _ = host.Files.Exists("x");
                    calls += process == killed ? 0 : 1;
                }
            }
            catch (ServerKilled)
            {
                (killed, calls) = (process, 0);
                throw;
            }
        });
        _ = CrashTest.Run(tested, Options with { Seeds = 10, SeedsRunTwice = 0, Lives = 1 });
        Assert.True(starts > 30 && late > 5, $"{starts} starts, {late} after calls of the other one");
    }

    [Fact]
    public void TheRightLockKeepsEveryPromise()
    {
        var report = CrashTest.Run(new SharedLog(SharingMistake.None), Options with { Seeds = 10 });
        report.ThrowIfFailed();
        Assert.True(report.Counts.Promised > 100, report.ToString());
    }

    [Fact]
    public void AKilledProcessGoesOnWithWhatItHadNotBegun()
    {
        var starts = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["one"] = 0, ["two"] = 0 };
        var left = new List<int>();
        var tested = new ProcessesBy(["one", "two"], (process, host, life) =>
        {
            starts[process]++;
            left.Add(life.Steps);
            for (var i = 0; i < life.Steps; i++)
            {
                var step = life.Begin(life.Chance(i).Below(1_000_000));
                _ = host.Files.Exists("x");
                step.Acknowledge();
            }
        });
        _ = CrashTest.Run(tested, Options with { Seeds = 10, SeedsRunTwice = 0, Lives = 1, Steps = 40 });
        Assert.True(starts["one"] > 11 && starts["two"] > 11, string.Join(' ', starts));
        Assert.Contains(left, steps => steps is > 0 and < 20);
    }

    [Fact]
    public void TheLocksAndDescriptorsOfAKilledProcessAreFree()
    {
        var wrong = 0;
        var tested = new ProcessesBy(["one", "two"], (process, host, life) =>
        {
            var file = host.Files.Open("lock", OpenMode.Write | OpenMode.Create).Value;
            wrong += file == 3 ? 0 : 1;
            while (host.Files.Lock(file, FileLock.Exclusive) == Errno.EAGAIN)
            {
                // A lock file that stays after a kill would make the next process wait for ever.
            }
        });
        var failing = new Fault
        {
            Call = SystemCall.Lock,
            By = Actor.Server,
            Nth = 1,
            Kind = FaultKind.KilledAfter,
            Times = 3,
        };
        var options = Options with { Seeds = 20, Lives = 1, Faults = _ => new FaultPlan([failing]) };
        Assert.Equal(CrashFailureKind.Vacuous, CrashTest.Run(tested, options).Failure?.Kind);
        Assert.Equal(0, wrong);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ProcessesThatAllEndThemselvesTestNothing(bool allDo)
    {
        var tested = new ProcessesBy(["one", "two"], (process, host, life) =>
        {
            var step = life.Steps > 0 ? life.Begin(life.Chance(0).Below(1_000_000)) : null;
            var log = NumberLog.OpenShared(host.Files);
            _ = host.Files.WriteAt(log, new byte[600], 0);
            step?.Acknowledge();
            _ = allDo || process == "one" ? throw new ProcessExit(1, "enough") : 0;
        });
        var report = CrashTest.Run(tested, Options with { Seeds = 2 });
        Assert.Equal(allDo ? CrashFailureKind.Vacuous : null, report.Failure?.Kind);
        Assert.Equal(allDo ? report.Counts.Lives : 0, report.Counts.EndedEarly);
    }

    [Fact]
    public void AnExceptionOfOneProcessEndsAll()
    {
        var tested = new ProcessesBy(["one", "two", "three"], (process, host, life) =>
        {
            _ = host.Files.Exists("x");
            if (process == "two")
            {
                throw new TimeoutException("two is late");
            }
        });
        var failure = CrashTest.Run(tested, Options with { Seeds = 1 }).Failure;
        Assert.Equal("Live threw TimeoutException: two is late", failure!.Wrong);
        Assert.Contains("  two: exists(x) = ENOENT", failure.Story, StringComparison.Ordinal);
    }

    private sealed class ProcessesBy(IReadOnlyList<string> names, Action<string, Host, Life<int>> live)
        : ICrashTestedProcesses<int>
    {
        public IReadOnlyList<string> Processes => names;

        public void Live(string process, Host host, Life<int> life) => live(process, host, life);

        /// <summary>It looks, and finds nothing wrong.</summary>
        public string? Recover(Host host, StepHistory<int> history) =>
            host.Files.Exists("numbers") is var _ && history.Promised.Any() ? null : null;
    }
}
