using Sim.Machine.CrashTesting;
using Sim.Machine.Disk;

namespace WalStore.Tests;

/// <summary>What is found in LiteDB 5.0.21: see docs/own-stores.md.</summary>
public sealed class LiteDbTests
{
    /// <summary>Its indexes draw random numbers of their own, so two runs differ in some bytes.</summary>
    private static readonly CrashTestOptions Options = new()
    {
        Seeds = 1,
        SeedsRunTwice = 0,
        Steps = 12,
        NextLives = 1,
        Disks = [DiskPreset.Ideal],
    };

    /// <summary>The grace covers every promise, so a power loss may leave any state that once was there.</summary>
    [Fact]
    public void AKillKeepsEveryCommit()
    {
        var report = CrashTest.Run(new LiteDbTest(), Options with { PowerLossGrace = TimeSpan.FromDays(1) });
        report.ThrowIfFailed();
        Assert.True(report.Counts is { States: > 500, Promised: > 10 }, report.ToString());
    }

    /// <summary>Issue 2818 of LiteDB: a commit does not sync the log.</summary>
    [Fact]
    public void APowerLossMayLoseACommit()
    {
        var failure = CrashTest.Run(new LiteDbTest(), Options).Failure;
        Assert.Equal(CrashFailureKind.BrokenPromise, failure?.Kind);
        Assert.Equal("power loss", failure!.How);
        Assert.Contains("needed: change", failure.Story, StringComparison.Ordinal);
    }

    /// <summary>
    /// Issue 2940 of LiteDB: the pages of its log have no checksum. A disk that changes the order of writes can leave a
    /// part of a transaction.
    /// </summary>
    [Fact]
    public void APartOfTheLogMayBeReadAsAWhole()
    {
        var failure = CrashTest.Run(
            new LiteDbTest(),
            Options with { Disks = [DiskPreset.Ext4Ordered], PowerLossGrace = TimeSpan.FromDays(1) }).Failure;
        Assert.Equal(CrashFailureKind.Threw, failure?.Kind);
        Assert.Contains("LiteException", failure!.Wrong, StringComparison.Ordinal);
    }
}
