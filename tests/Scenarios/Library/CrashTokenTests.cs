using Sim.Machine.CrashTesting;

namespace Tests.Scenarios.Library;

/// <summary>The token of a failure names its lives and crashes, and nothing else runs again.</summary>
public sealed class CrashTokenTests
{
    private static readonly CrashTestOptions Options = new() { Seeds = 5, Steps = 6 };

    [Fact]
    public void ATokenReplaysOneImageOnly()
    {
        var found = Found();
        Assert.EndsWith($"again: CrashTest.Replay(test, \"{found.Token}\")", found.Story, StringComparison.Ordinal);
        var log = new NumberLog { Syncs = false };
        var tested = new TestedBy(log.Live, log.Recover);
        var again = CrashTest.Replay(tested, found.Token);
        Assert.Equal(found.Story, again!.Story);
        Assert.Equal(found.Image.Hash, again.Image.Hash);

        // The recovery that fails, and those with one sync more that say which order was needed.
        Assert.InRange(tested.Recoveries, 1, 20);
    }

    [Fact]
    public void AFixedFailureIsGone() => Assert.Null(CrashTest.Replay(new NumberLog(), Found().Token));

    [Fact]
    public void AKeptTokenIsTriedBeforeTheSeeds()
    {
        var kept = Options with { Kept = [Found().Token] };
        Assert.Equal(0, CrashTest.Run(new NumberLog { Syncs = false }, kept).Seeds);
        Assert.Null(CrashTest.Run(new NumberLog(), kept).Failure);
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
    public void OtherTextIsNoToken(string token) =>
        Assert.Throws<ArgumentException>(() => CrashTest.Replay(new NumberLog(), token));

    [Theory]
    [InlineData("1:posix-weak:8:0-3:999k")]
    [InlineData("1:posix-weak:8:0-3:3p999")]
    [InlineData("1:posix-weak:8:none:0k")]
    [InlineData("1:posix-weak:8:0,2-3/1:12k,14k")]
    public void ACrashThatDoesNotExistDoesNotFail(string token) =>
        Assert.Null(CrashTest.Replay(new NumberLog(), token));

    private static CrashFailure<int> Found()
    {
        var failure = CrashTest.Run(new NumberLog { Syncs = false }, Options).Failure;
        Assert.Equal((CrashFailureKind.BrokenPromise, 1), (failure!.Kind, failure.Steps));
        return failure;
    }
}
