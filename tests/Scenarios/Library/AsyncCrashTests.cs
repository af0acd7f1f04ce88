using Sim.Machine.CrashTesting;
using Sim.Os;
using WalStore;

namespace Tests.Scenarios.Library;

/// <summary>Tasks run on one thread, in an order that the seed decides, and timers fire in virtual time.</summary>
public sealed class AsyncCrashTests
{
    private static readonly CrashTestOptions Options = new() { Seeds = 100, Steps = 6, NextSteps = 3, NextLives = 2 };

    /// <summary>With default options twenty writers append at once.</summary>
    [Fact]
    public void ARaceOfTheGroupCommitIsFound()
    {
        var failure = CrashTest.Run(new GroupLogTest(waitsForItsSync: false)).Failure;
        Assert.Equal(CrashFailureKind.BrokenPromise, failure?.Kind);
        Assert.InRange(failure!.Steps, 2, 3);
        var again = CrashTest.Replay(new GroupLogTest(waitsForItsSync: false), failure.Token);
        Assert.Equal(failure.Story, again.Failure?.Story);
    }

    /// <summary>Writers take turns in the order in which they came, except for one.</summary>
    [Fact]
    public void OneTurnOutOfOrderIsLeftOfARace()
    {
        var tested = new AsyncBy(
            async (host, life) =>
            {
                var file = NumberLog.Open(host.Files);
                await Task.WhenAll(Enumerable.Range(0, life.Steps).Select(async i =>
                {
                    await Task.Yield();
                    _ = life.Begin(i);
                    Assert.Equal(8, host.Files.Write(file, NumberLog.Bytes(i)).Value);
                }));
            },
            (host, _) => NumberLog.Read(host.Files) is var found && found.SequenceEqual(found.Order())
                ? null : string.Join(' ', found));
        var failure = CrashTest.Run(tested, Options with { Seeds = 1 }).Failure!;
        Assert.Equal((CrashFailureKind.BrokenPromise, 2, "1 0"), (failure.Kind, failure.Steps, failure.Wrong));
        Assert.EndsWith("; order 1/none", failure.Token, StringComparison.Ordinal);
        Assert.Single(failure.Story.Split('\n'), line => line.EndsWith(
            "out of order: task 2 of 2 that are ready goes on", StringComparison.Ordinal));
        Assert.Equal(failure.Story, CrashTest.Replay(tested, failure.Token).Failure?.Story);
    }

    [Fact]
    public void TheRightGroupCommitKeepsItsPromises()
    {
        var report = CrashTest.Run(new GroupLogTest(waitsForItsSync: true), new CrashTestOptions { Seeds = 3 });
        report.ThrowIfFailed();
        Assert.True(report.Counts.Promised > 200, report.ToString());
    }

    /// <summary>Whether the other thread comes before the test gives up, or after it, is up to the computer.</summary>
    [Fact]
    public void TasksOfTheThreadPoolAreNamed()
    {
        for (var run = 0; run < 50; run++)
        {
            var failure = CrashTest.Run(
                new AsyncBy((host, _) => Task.Run(() => host.Files.List("."))), Options with { Seeds = 1 }).Failure;
            Assert.True(failure!.Kind is CrashFailureKind.Hung or CrashFailureKind.OtherThread, failure.Story);
            Assert.Contains("Task.Run", failure.Story, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ATaskThatNothingCompletesHangs()
    {
        var failure = CrashTest.Run(
            new AsyncBy((_, _) => new TaskCompletionSource().Task), Options with { Seeds = 1 }).Failure;
        Assert.Equal(CrashFailureKind.Hung, failure!.Kind);
        Assert.Contains("it waits for ever", failure.Story, StringComparison.Ordinal);
    }

    [Fact]
    public void AnExceptionOfATaskIsAFailure()
    {
        var failure = CrashTest.Run(
            new AsyncBy(async (host, _) =>
            {
                await Task.Delay(TimeSpan.FromDays(1), host.Clock);
                throw new TimeoutException("after a day");
            }),
            Options with { Seeds = 1 }).Failure;
        Assert.Equal("Live threw TimeoutException: after a day", failure!.Wrong);
    }

    [Fact]
    public void APeriodicTimerTicksInVirtualTime()
    {
        var ticks = 0;
        var began = DateTimeOffset.MinValue;
        _ = CrashTest.Run(
            new AsyncBy(async (host, _) =>
            {
                (ticks, began) = (0, host.Clock.GetUtcNow());
                using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), host.Clock);
                while (host.Clock.GetUtcNow() < began.AddSeconds(10) && await timer.WaitForNextTickAsync())
                {
                    ticks++;
                }
            }),
            Options with { Seeds = 1 });
        Assert.Equal(10, ticks);
    }

    private sealed class AsyncBy(
        Func<Host, Life<int>, Task> live, Func<Host, StepHistory<int>, string?>? recover = null)
        : ICrashTestedAsync<int>
    {
        public Task LiveAsync(Host host, Life<int> life) => live(host, life);

        public Task<string?> RecoverAsync(Host host, StepHistory<int> history) =>
            Task.FromResult(recover?.Invoke(host, history));
    }
}
