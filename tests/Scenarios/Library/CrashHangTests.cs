using Sim.Machine.CrashTesting;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>A process that hangs without a call is a failure with a story and a token.</summary>
public sealed class CrashHangTests : IDisposable
{
    private static readonly CrashTestOptions Options = new()
    {
        Seeds = 3,
        Steps = 4,
        NextLives = 2,
        MaxTime = TimeSpan.FromSeconds(1.5),
    };

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly NumberLog Log = new();

    /// <summary>Set at the end of the test, so that nothing goes on.</summary>
    private readonly TaskCompletionSource end = new();

    public void Dispose() => end.SetResult();

    [Fact]
    public async Task ALoopInALifeEndsTheTest()
    {
        var failure = await Failure(new TestedBy((host, life) =>
        {
            Log.Live(host, life);
            Loop();
        }));
        Assert.Contains("wrong: it hangs: Live made no call for 1.5 s", failure.Story, StringComparison.Ordinal);
        Assert.Contains("step 4 is promised", failure.Story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWaitInARecoveryEndsTheTest()
    {
        var tested = new TestedBy(Log.Live, (host, _) =>
        {
            if (NumberLog.Read(host.Files).Count > 1)
            {
                Wait();
            }

            return null;
        });
        var failure = await Failure(tested);
        Assert.Contains("wrong: it hangs: Recover made no call for 1.5 s", failure.Story, StringComparison.Ordinal);
        Assert.Contains("read(numbers) = ", failure.Story, StringComparison.Ordinal);
    }

    /// <summary>A reader that finds half a number at the end, and does not come past it.</summary>
    [LongFact]
    public async Task ARecoveryThatHangsOnATornImageOnlyIsFound()
    {
        var failure = await Failure(new TestedBy(Log.Live, (host, _) =>
        {
            var file = host.Files.Open("numbers", OpenMode.Read);
            var size = file.Ok ? host.Files.Size(file.Value).Value : 0;
            for (var at = 0L; at < size && !end.Task.IsCompleted; at += at + 8 <= size ? 8 : 0)
            {
                Thread.Sleep(1);
            }

            return null;
        }));
        Assert.Equal("power loss", failure.How);
        Assert.NotEqual(0, failure.Image.Entries.Single().Content.Length % 8);
    }

    [Fact]
    public async Task AHangInASmallerRunEndsTheSearchForSmallerOnes()
    {
        var failure = (await Run(
            new TestedBy(
                (host, life) =>
                {
                    Log.Live(host, life);
                    if (life.Steps is > 0 and < 4)
                    {
                        Wait();
                    }
                },
                (_, history) => history.Begun.Count > 1 ? "more than one" : null),
            Options)).Failure!;
        Assert.Equal((CrashFailureKind.BrokenPromise, 4), (failure.Kind, failure.Steps));
    }

    [LongFact]
    public async Task ALoopOfOneOfSeveralProcessesEndsTheTest()
    {
        var report = await Task.Run(() => CrashTest.Run(new LoopingServer(Loop), Options with { Lives = 1 }));
        var failure = report.Failure!;
        Assert.Equal(CrashFailureKind.Hung, failure.Kind);
        Assert.Contains("  left: exists(x) = ENOENT", failure.Story, StringComparison.Ordinal);
    }

    /// <summary>Only the time between two calls counts. Each step sleeps, and the life takes two seconds.</summary>
    [Fact]
    public async Task AProcessThatIsSlowDoesNotHang()
    {
        var report = await Run(
            new TestedBy((host, life) =>
            {
                for (var i = 0; i < life.Steps; i++)
                {
                    Thread.Sleep(100);
                    _ = host.Files.Exists("x");
                }
            }),
            Options with { Seeds = 1, SeedsRunTwice = 0, Lives = 1, Steps = 20, MaxTime = Second });
        Assert.Equal(CrashFailureKind.Vacuous, report.Failure?.Kind);
    }

    [LongFact]
    public async Task SeveralJobsReportTheSameHang()
    {
        var tested = new TestedBy((host, life) =>
        {
            Log.Live(host, life);
            if (life.Chance(0).Below(3) == 0)
            {
                Wait();
            }
        });
        var options = Options with { Seeds = 20, Steps = 1, Lives = 1 };
        var reports = await Task.WhenAll(Run(tested, options), Run(tested, options with { Jobs = 3 }));
        Assert.Contains("it hangs: Live made no call", reports[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(reports[0].ToString(), reports[1].ToString());
    }

    private static async Task<CrashFailure<int>> Failure(TestedBy tested)
    {
        var failure = (await Run(tested, Options)).Failure;
        Assert.NotNull(failure);
        Assert.Equal(CrashFailureKind.Hung, failure.Kind);
        Assert.EndsWith(
            $"again: CrashTest.Replay(test, \"{failure.Token}\").ThrowIfFailed();", failure.Story,
            StringComparison.Ordinal);
        return failure;
    }

    /// <summary>Other tests run while one waits here.</summary>
    private static Task<CrashReport<int>> Run(TestedBy tested, CrashTestOptions options) =>
        Task.Run(() => CrashTest.Run(tested, options));

    private void Wait() => end.Task.Wait();

    private void Loop()
    {
        while (!end.Task.IsCompleted)
        {
            Thread.Sleep(1);
        }
    }

    private sealed class LoopingServer(Action loop) : ICrashTestedProcesses<int>
    {
        public IReadOnlyList<string> Processes { get; } = ["left", "right"];

        public void Live(string process, Host host, Life<int> life)
        {
            _ = host.Files.Exists("x");
            if (process == "right")
            {
                loop();
            }

            _ = host.Files.Exists("x");
        }

        public string? Recover(Host host, StepHistory<int> history) => null;
    }
}
