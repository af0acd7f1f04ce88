using Sim.Machine.CrashTesting;

namespace WalStore.Tests;

/// <summary>
/// The store of the sample. After a crash it recovers, which writes, and goes on writing; both are crashed, too.
/// </summary>
public sealed class WalStoreTests
{
    private static readonly CrashTestOptions Options = new() { Seeds = 2 };

    /// <summary>Your own test is this one.</summary>
    [Fact]
    public void EveryPromiseIsKept() => CrashTest.Run(new StoreTest(syncsNames: true), Options).ThrowIfFailed();

    [Fact]
    public void TheMistakeIsFound()
    {
        var failure = CrashTest.Run(new StoreTest(syncsNames: false), Options).Failure;
        Assert.Equal(CrashFailureKind.BrokenPromise, failure?.Kind);
    }
}
