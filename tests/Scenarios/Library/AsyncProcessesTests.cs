using Sim.Machine.CrashTesting;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>Several processes on one disk, each with tasks and timers of its own.</summary>
public sealed class AsyncProcessesTests
{
    private static readonly CrashTestOptions Options = new()
    {
        Seeds = 100,
        Steps = 8,
        NextLives = 2,
        MaxCalls = 10_000,
    };

    /// <summary>The holder is alive, and only slow.</summary>
    [LongFact]
    public void ALockThatIsTakenOverAfterAWhileIsFound()
    {
        var failure = CrashTest.Run(new TimedLog(takesOver: true), Options).Failure;
        Assert.True(failure?.Kind == CrashFailureKind.BrokenPromise, failure?.Story ?? "nothing was found");
        Assert.Contains("  left: ", failure!.Story, StringComparison.Ordinal);
        Assert.Contains("  right: ", failure.Story, StringComparison.Ordinal);
        Assert.Equal(
            failure.Story, CrashTest.Replay(new TimedLog(takesOver: true), failure.Token, Options).Failure!.Story);
    }

    [Fact]
    public void ALockOfTheSystemKeepsEveryPromise()
    {
        var report = CrashTest.Run(new TimedLog(takesOver: false), Options with { Seeds = 8 });
        report.ThrowIfFailed();
        Assert.True(report.Counts.Promised > 100, report.ToString());
    }

    [Fact]
    public void AProcessThatIsKilledWhileItWaitsStartsAgain()
    {
        var starts = 0;
        var tested = new AsyncProcessesBy(async (host, life) =>
        {
            starts++;
            for (var i = 0; i < 50; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), host.Clock);
            }
        });
        var report = CrashTest.Run(tested, Options with { Seeds = 1, SeedsRunTwice = 0, Lives = 1 });
        Assert.Equal(CrashFailureKind.Vacuous, report.Failure?.Kind);
        Assert.Equal(4, starts);
    }

    [Fact]
    public void AProcessThatWaitsForEverIsNamed()
    {
        var tested = new AsyncProcessesBy((host, _) => new TaskCompletionSource().Task);
        var failure = CrashTest.Run(tested, Options with { Seeds = 1 }).Failure!;
        Assert.Equal(CrashFailureKind.Hung, failure.Kind);
        Assert.Contains("it waits for ever", failure.Story, StringComparison.Ordinal);
    }

    /// <summary>
    /// Two servers that append to one log, under a lock of the system or one that is a file. Such a file may be left by
    /// a dead process, so after a while it is taken over.
    /// </summary>
    private sealed class TimedLog(bool takesOver) : ICrashTestedAsyncProcesses<int>
    {
        private static readonly SharedLog Shared = new(SharingMistake.None);

        public IReadOnlyList<string> Processes => Shared.Processes;

        public async Task LiveAsync(string process, Host host, Life<int> life)
        {
            var files = host.Files;
            var held = await Take(host);
            var log = NumberLog.OpenShared(files);
            Release(files, held);
            for (var i = 0; i < life.Steps; i++)
            {
                var step = life.Begin(life.Chance(i).Below(1_000_000));
                held = await Take(host);
                var end = files.Size(log).Value;
                await Task.Delay(TimeSpan.FromMilliseconds(1), host.Clock);
                Assert.Equal(8, files.WriteAt(log, NumberLog.Bytes(step.Value), end).Value);
                Assert.Equal(Errno.None, files.SyncData(log));
                Release(files, held);
                step.Acknowledge();
            }
        }

        public Task<string?> RecoverAsync(Host host, StepHistory<int> history) =>
            Task.FromResult(Shared.Recover(host, history));

        private async Task<int> Take(Host host)
        {
            var patience = host.Clock.GetUtcNow() + TimeSpan.FromMilliseconds(10);
            while (true)
            {
                if (TryTake(host.Files) is { } held)
                {
                    return held;
                }

                _ = takesOver && host.Clock.GetUtcNow() > patience ? host.Files.Unlink("taken") : Errno.None;
                await Task.Delay(TimeSpan.FromMilliseconds(1), host.Clock);
            }
        }

        private int? TryTake(IFiles files)
        {
            if (takesOver)
            {
                var made = files.Open("taken", OpenMode.Write | OpenMode.Create | OpenMode.Exclusive);
                return made.Ok ? made.Value : null;
            }

            var file = files.Open("lock", OpenMode.Write | OpenMode.Create).Value;
            if (files.Lock(file, FileLock.Exclusive) == Errno.None)
            {
                return file;
            }

            Assert.Equal(Errno.None, files.Close(file));
            return null;
        }

        private void Release(IFiles files, int held)
        {
            // Another may have removed it already: that is the mistake.
            _ = takesOver ? files.Unlink("taken") : Errno.None;
            Assert.Equal(Errno.None, files.Close(held));
        }
    }

    private sealed class AsyncProcessesBy(Func<Host, Life<int>, Task> live) : ICrashTestedAsyncProcesses<int>
    {
        public IReadOnlyList<string> Processes { get; } = ["one", "two"];

        public Task LiveAsync(string process, Host host, Life<int> life) => live(host, life);

        public Task<string?> RecoverAsync(Host host, StepHistory<int> history) => Task.FromResult<string?>(null);
    }
}
