using Sim.Machine.CrashTesting;
using Sim.Machine.Disk;
using Sim.Machine.Faults;

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

    /// <summary>An fsync that fails ends the program; what it had promised is there.</summary>
    [Fact]
    public void EveryPromiseIsKeptWhereAnFsyncFails()
    {
        _ = Fault.TryParse("EIO on sync-data, 3rd call, once", out var fault, out _);
        var report = CrashTest.Run(new StoreTest(syncsNames: true), new CrashTestOptions
        {
            Seeds = 2,
            Disks = [DiskPreset.Named("ext4-ordered"), DiskPreset.Named("btrfs")],
            Faults = _ => new FaultPlan([fault!]),
        });
        report.ThrowIfFailed();
        Assert.True(report.Counts.Injected > 0);
    }

    [Fact]
    public void TheMistakeIsFound()
    {
        var failure = CrashTest.Run(new StoreTest(syncsNames: false), Options).Failure;
        Assert.Equal(CrashFailureKind.BrokenPromise, failure?.Kind);
    }
}
