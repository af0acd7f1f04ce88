using Sim.Machine.CrashTesting;

namespace WalStore.Tests;

/// <summary>An asynchronous log. The seed decides in which order its tasks continue.</summary>
public sealed class GroupLogTests
{
    private static readonly CrashTestOptions Options = new() { Seeds = 2 };

    [Fact]
    public void EveryPromiseIsKept() =>
        CrashTest.Run(new GroupLogTest(waitsForItsSync: true), Options).ThrowIfFailed();

    [Fact]
    public void TheRaceIsFound()
    {
        var failure = CrashTest.Run(new GroupLogTest(waitsForItsSync: false), Options with { Seeds = 100 }).Failure;
        Assert.Equal(CrashFailureKind.BrokenPromise, failure?.Kind);
    }
}
