using Aof.State;
using Sim.Machine.Time;

namespace Tests.Scenarios.Append;

/// <summary>The background thread is slow, or stuck in a job until whatever holds it up is over.</summary>
public sealed class StuckSyncTests
{
    private const string Stuck = "hang on sync-data by background, 1st call, once";

    [Fact]
    public void AWriteWaitsTwoSecondsForAStuckSyncAndThenNoLonger()
    {
        TestServer w = StuckAt("SET k 1");
        Assert.Equal("OK", w.Send("SET k 2"));
        Assert.True(w.Pass(1200).Status.BufferLength > 0);
        Assert.Equal(0, w.Pass(900).Status.BufferLength);
        Assert.Equal(1, w.Status.DelayedFsyncs);
        Assert.Equal("2", w.KillAndRestart().Send("GET k"));
    }

    [Fact]
    public void WhenItIsNoLongerStuckEverythingIsSynced()
    {
        TestServer w = StuckAt("SET k 1");
        w.Send("SET k 2");
        Assert.True(w.Pass(60_000).PowerLossMayTake("k", "2"));
        w.Machine.EndHangs();
        Assert.False(w.Pass(3000).PowerLossMayTake("k", "2"));
        Assert.Equal(0, w.Status.PendingBackgroundSyncs);
    }

    [Fact]
    public void ARewriteIsNotHeldUpAndItsFileIsSyncedAllTheSame()
    {
        TestServer w = StuckAt("SET k 1");
        Assert.True(w.Rewrite().Status.LastRewriteOk);
        Assert.False(w.PowerLossMayTake("k", "1"));
    }

    [Fact]
    public void SwitchingTheLogOffDoesNotWaitForAStuckSync()
    {
        TestServer w = StuckAt("SET k 1");
        Assert.Equal(["OK", "OK"], w.SendTurn("CONFIG SET appendonly no", "CONFIG SET appendonly yes"));
        Assert.False(w.PassUntilChildHasEnded().PowerLossMayTake("k", "1"));
        w.Send("SET k 2");
        w.Machine.EndHangs();
        Assert.Equal("OK", w.Pass(3000).Send("SET k 3"));
        Assert.False(w.Pass(3000).PowerLossMayTake("k", "3"));
    }

    [Theory]
    [InlineData("EIO on sync-data by background, 1st call, once")]
    [InlineData("1 us more on sync-data by background, 1st call, once")]
    public void ASyncThatFindsItsNumberUsedAgainProvesNothing(string fault)
    {
        // The job has not begun when its file is closed; it begins when the number is that of another one.
        TestServer w = TestServer.Up(new AofConfig(), timings: MachineTimings.Instant with { Wake = new(50_000, 0) }, faults: fault);
        w.Pass(1500).Send("SET k 1");
        Assert.Equal(["OK", "OK"], w.SendTurn("CONFIG SET appendonly no", "CONFIG SET appendonly yes"));
        Assert.Equal(1, w.Pass(60).Machine.Faults.InjectedCount);
        Assert.False(w.PassUntilChildHasEnded().PowerLossMayTake("k", "1"));
        Assert.Equal("OK", w.Send("SET k 2"));
        Assert.False(w.Pass(3000).PowerLossMayTake("k", "2"));
    }

    [Fact]
    public void AStuckCloseHoldsUpNothing()
    {
        TestServer w = TestServer.Up(faults: "hang on close by background, 1st call, once");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("OK", w.Send("SET k v"));
            Assert.True(w.Rewrite().Status.LastRewriteOk);
        }

        Assert.False(w.Pass(3000).PowerLossMayTake("k", "v"));
    }

    [Fact]
    public void ASlowSyncDelaysTheNextOneOnly()
    {
        TestServer w = TestServer.Up(faults: "1500000 us more on sync-data by background, 1st call, once");
        w.Pass(1500).Send("SET k 1");
        w.Pass(500).Send("SET k 2");
        Assert.Equal(0, w.Pass(1200).Status.BufferLength);
        Assert.Equal(0, w.Status.DelayedFsyncs);
        Assert.False(w.Pass(1200).PowerLossMayTake("k", "2"));
    }

    /// <summary>A command was written, and the sync that followed does not end.</summary>
    private static TestServer StuckAt(string command)
    {
        TestServer w = TestServer.Up(faults: Stuck);
        w.Pass(1500).Send(command);
        w.Pass(1000);
        Assert.Equal(1, w.Status.PendingBackgroundSyncs);
        return w;
    }
}
