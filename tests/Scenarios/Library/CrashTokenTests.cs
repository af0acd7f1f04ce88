using Sim.Machine.CrashTesting;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>
/// The token of a failure names all that decides it, and nothing else runs again. A token that has become stale does
/// not pass for that.
/// </summary>
public sealed class CrashTokenTests
{
    private static readonly CrashTestOptions Options = new() { Seeds = 5, Steps = 6 };

    [Fact]
    public void ATokenReplaysOneImageOnly()
    {
        var found = Found();
        Assert.EndsWith(
            $"again: CrashTest.Replay(test, \"{found.Token}\").ThrowIfFailed();", found.Story,
            StringComparison.Ordinal);
        var log = new NumberLog { Syncs = false };
        var tested = new TestedBy(log.Live, log.Recover);
        var again = CrashTest.Replay(tested, found.Token).Failure;
        Assert.Equal(found.Story, again!.Story);
        Assert.Equal(found.Image.Hash, again.Image.Hash);

        // The recovery that fails, and those with one sync more that say which order was needed.
        Assert.InRange(tested.Recoveries, 1, 20);
    }

    [Fact]
    public void AFixedFailureIsGone()
    {
        var report = CrashTest.Replay(new NumberLog(), Found().Token);
        report.ThrowIfFailed();
        Assert.Single(report.Stale);
        Assert.Contains("its whole seed was searched instead", report.ToString(), StringComparison.Ordinal);
        Assert.InRange(report.Counts.Recoveries, 100, 10_000);
    }

    [Fact]
    public void TheSameImageOfARepairedRecoveryIsEnough()
    {
        var log = new NumberLog();
        var failure = CrashTest.Run(new TestedBy(log.Live, (_, history) => Wrong(history)), Options).Failure!;
        var report = CrashTest.Replay(log, failure.Token);
        report.ThrowIfFailed();
        Assert.Empty(report.Stale);
        Assert.Equal(1, report.Counts.States);
    }

    [Fact]
    public void AKeptTokenIsTriedBeforeTheSeeds()
    {
        var kept = Options with { Kept = [Found().Token] };
        Assert.Equal(0, CrashTest.Run(new NumberLog { Syncs = false }, kept).Seeds);
        var report = CrashTest.Run(new NumberLog(), kept);
        report.ThrowIfFailed();
        Assert.Single(report.Stale);
        Assert.Throws<ArgumentException>(() => CrashTest.Run(new NumberLog(), Options with { Kept = ["1:x"] }));
    }

    /// <summary>The mistake is still there, and an unrelated change has moved it away from its crash.</summary>
    [Fact]
    public void AProgramThatDoesMoreBeforeItsMistakeStillFails()
    {
        var token = Found().Token;
        var log = new NumberLog { Syncs = false };
        var report = CrashTest.Replay(
            new TestedBy(
                (host, life) =>
                {
                    for (var made = 0; made < 9; made++)
                    {
                        _ = host.Files.MakeDirectory($"directory{made}");
                    }

                    log.Live(host, life);
                },
                log.Recover),
            token);
        Assert.Equal(CrashFailureKind.BrokenPromise, report.Failure?.Kind);
        Assert.NotEqual(token, report.Failure!.Token);
    }

    /// <summary>The same images, and no promise: nothing can fail, and that is no proof.</summary>
    [Fact]
    public void AProgramThatPromisesNothingDoesNotPass()
    {
        var log = new NumberLog { Syncs = false };
        var report = CrashTest.Replay(
            new TestedBy(
                (host, life) =>
                {
                    var file = NumberLog.Open(host.Files);
                    log.Append(host.Files, file, life.Steps == 0 ? 0 : life.Begin(1_000).Value);
                },
                log.Recover),
            Found().Token);
        Assert.Equal(CrashFailureKind.Vacuous, report.Failure?.Kind);
    }

    [Fact]
    public void APlaceThatCannotBeReplayedAloneIsSearched()
    {
        var runs = 0;
        var random = new TestedBy(
            (host, life) =>
            {
                var file = NumberLog.Open(host.Files);
                new NumberLog().Append(host.Files, file, life.Begin(++runs).Value);
                life.Acknowledge();
            });
        var token = CrashTest.Run(random, Options).Failure!.Token;
        Assert.Equal(CrashFailureKind.NotDeterministic, CrashTest.Replay(random, token).Failure?.Kind);
    }

    /// <summary>Faults, a grace, and limits decide a failure, so they are in its token.</summary>
    [Fact]
    public void ATokenHasTheOptionsThatDecideIt()
    {
        var options = Options with
        {
            Faults = chance => new FaultPlan([Failing(nth: 2 + chance.Below(3))]),
            PowerLossGrace = TimeSpan.FromMilliseconds(1),
            MaxCalls = 4_000,
            MaxTime = TimeSpan.FromSeconds(90),
        };
        var tested = new Careless();
        var failure = CrashTest.Run(tested, options).Failure!;
        Assert.Contains("; fault EIO on sync-data", failure.Token, StringComparison.Ordinal);
        Assert.EndsWith("; grace 00:00:00.0010000; calls 4000; time 00:01:30", failure.Token, StringComparison.Ordinal);
        var again = CrashTest.Replay(tested, failure.Token);
        Assert.Equal(failure.Story, again.Failure?.Story);
        Assert.Empty(again.Stale);
        Assert.Null(CrashTest.Run(tested, Options).Failure);
    }

    [Fact]
    public void ADiskThatIsNoPresetNeedsItsOptions()
    {
        var own = Options with { Disks = [DiskPreset.PosixWeak with { TornBlocks = false }] };
        var failure = CrashTest.Run(new NumberLog { Syncs = false }, own).Failure!;
        Assert.Contains(":posix-weak*:", failure.Token, StringComparison.Ordinal);
        Assert.EndsWith(", options).ThrowIfFailed();", failure.Story, StringComparison.Ordinal);
        var log = new NumberLog { Syncs = false };
        var refused = Assert.Throws<ArgumentException>(() => CrashTest.Replay(log, failure.Token));
        Assert.Contains("is no preset", refused.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Story, CrashTest.Replay(log, failure.Token, own).Failure?.Story);
        Assert.Throws<ArgumentException>(() => failure.ToXunit("Bug", "null"));
        Assert.Contains("Mine)", failure.ToXunit("Bug", "null", "Mine"), StringComparison.Ordinal);
    }

    [Fact]
    public void AFailedReportThrowsItsStory()
    {
        var report = CrashTest.Run(new NumberLog { Syncs = false }, Options);
        var thrown = Assert.Throws<CrashTestFailed>(report.ThrowIfFailed);
        Assert.Equal(report.Failure!.Story, thrown.Message);
        CrashTest.Run(new NumberLog(), Options).ThrowIfFailed();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1:posix-weak:8:0-3")]
    [InlineData("1:no-such-disk:8:0-3:none")]
    [InlineData("1:posix-weak:0:0-3:none")]
    [InlineData("1:posix-weak:8:3-0:none")]
    [InlineData("1:posix-weak:8:0-3:5x")]
    [InlineData("-1:posix-weak:8:0-3:5k")]
    [InlineData("1:my-disk*:8:0-3:5k")]
    [InlineData("1:posix-weak:8:0-3:5k:0:0")]
    [InlineData("1:posix-weak:8:0-3:5k:0; grace soon")]
    [InlineData("1:posix-weak:8:0-3:5k:0; fault EIO on nothing, 1st call, once")]
    [InlineData("1:posix-weak:8:0-3:5k:0; order")]
    [InlineData("1:posix-weak:8:0-3:5k:0; order 1,x/none")]
    [InlineData("1:posix-weak:8:0-3:5k:0; order 1:2:3")]
    [InlineData("1:posix-weak:8:0-3:5k:0; kills 1.2.3")]
    [InlineData("1:posix-weak:8:0-3:5k:0; kills -1")]
    public void OtherTextIsNoToken(string token) =>
        Assert.Throws<ArgumentException>(() => CrashTest.Replay(new NumberLog(), token));

    /// <summary>A crash that is not reached, an image that does not exist, another image, no mark.</summary>
    [Theory]
    [InlineData("1:posix-weak:8:0-3:999k")]
    [InlineData("1:posix-weak:8:0-3:3p999:01234567")]
    [InlineData("1:posix-weak:8:none:0k:01234567")]
    [InlineData("1:posix-weak:8:0,2-3/1:12k,14k:01234567")]
    [InlineData("1:posix-weak:8:0-3:3p1")]
    [InlineData("1:posix-weak:8:0-3:3p1:01234567")]
    [InlineData("1:posix-weak:8:0-3:none:none")]
    public void AStaleTokenSearchesItsSeed(string token)
    {
        Assert.NotNull(CrashTest.Replay(new NumberLog { Syncs = false }, token).Failure);
        var report = CrashTest.Replay(new NumberLog(), token);
        report.ThrowIfFailed();
        Assert.StartsWith($"the token {token} is stale: ", Assert.Single(report.Stale), StringComparison.Ordinal);
    }

    private static string? Wrong(StepHistory<int> history) => history.Promised.Count() > 1 ? "too many" : null;

    private static Fault Failing(int nth) => new()
    {
        Call = SystemCall.SyncData,
        Nth = nth,
        Kind = FaultKind.Error,
        Errno = Errno.EIO,
    };

    /// <summary>Promises a number although its sync failed.</summary>
    private sealed class Careless : ICrashTested<int>
    {
        private readonly NumberLog log = new() { Syncs = false };

        public void Live(Host host, Life<int> life)
        {
            var file = NumberLog.Open(host.Files);
            for (var i = 0; i < life.Steps; i++)
            {
                var step = life.Begin((life.Number * 1_000) + i);
                log.Append(host.Files, file, step.Value);
                _ = host.Files.SyncData(file);
                step.Acknowledge();
                _ = host.Clock.GetUtcNow();
            }
        }

        public string? Recover(Host host, StepHistory<int> history) => log.Recover(host, history);
    }

    private static CrashFailure<int> Found()
    {
        var failure = CrashTest.Run(new NumberLog { Syncs = false }, Options).Failure;
        Assert.Equal((CrashFailureKind.BrokenPromise, 1), (failure!.Kind, failure.Steps));
        return failure;
    }
}
