using Aof.Diagnostics;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Os;

namespace Tests.Scenarios.Append;

/// <summary>When the log is written, when it is synced, and what happens when that is slow.</summary>
public sealed class FlushTests
{
    private const string SlowSync = "1500000 us more on sync-data by background, 1st call, once";
    private const string VerySlowSync = "3500000 us more on sync-data by background, 1st call, once";

    [Fact]
    public void ATurnIsOneWrite()
    {
        var w = TestServer.Up();
        var before = Writes(w);
        w.SendTurn("SET a 1", "SET b 2", "SET c 3");
        Assert.Equal(before + 1, Writes(w));
    }

    [Fact]
    public void AlwaysSyncsBeforeTheReplyLeaves()
    {
        var w = TestServer.Up(FsyncPolicy.Always);
        w.Send("SET k v");
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
    }

    [Fact]
    public void EverySecondSyncsWithinTwoSeconds()
    {
        var w = TestServer.Up();
        w.Send("SET k v");
        Assert.True(w.PowerLossMayTake("k", "v"));
        w.Pass(2000);
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
    }

    [Fact]
    public void EverySecondSyncsAlsoWhenNobodyWritesAnyMore()
    {
        var w = TestServer.Up();
        w.Pass(1100).Send("SET k v");
        w.Send("SET k w");
        w.Pass(2000);
        Assert.Equal(["w"], w.AfterPowerLoss("k"));
    }

    [Fact]
    public void NoPolicyLeavesItToTheSystem()
    {
        var w = TestServer.Up(FsyncPolicy.No);
        w.Send("SET k v");
        w.Pass(10_000);
        Assert.True(w.PowerLossMayTake("k", "v"));
        Assert.Equal("v", w.KillAndRestart().Send("GET k"));
    }

    [Fact]
    public void AKillLosesNothingThatWasAnswered()
    {
        var w = TestServer.Up();
        w.Send("SET k v");
        Assert.Equal("v", w.KillAndRestart().Send("GET k"));
    }

    [Fact]
    public void ASlowBackgroundFsyncPostponesTheWrite()
    {
        var w = TestServer.Up(faults: SlowSync);
        w.Pass(1000).Send("SET a 1");
        w.Pass(100).Send("SET b 2");
        Assert.Equal(["SELECT 0", "SET a 1"], w.Log);
        Assert.True(w.Status.BufferLength > 0);
        w.Pass(1600);
        Assert.Equal(["SELECT 0", "SET a 1", "SET b 2"], w.Log);
        Assert.Equal(0, w.Status.DelayedFsyncs);
    }

    [Fact]
    public void AfterTwoSecondsTheWriteWaitsNoLonger()
    {
        var w = TestServer.Up(faults: VerySlowSync);
        w.Pass(1000).Send("SET a 1");
        w.Pass(100).Send("SET b 2");
        w.Pass(2000);
        Assert.Equal("SET b 2", w.Log[^1]);
        Assert.Equal(1, w.Status.DelayedFsyncs);
        Assert.True(w.Logged(LogLevel.Notice, "is slow"));
        Assert.Equal(1, w.Status.Latency[LatencyEvent.WritePendingFsync].Count);
    }

    [Theory]
    [InlineData("EIO on sync-data by background, 1st call, once", "(no reply)")]
    [InlineData("20000000 us more on sync-data by background, 1st call, once",
        "-ERR Invalid argument 'always' for CONFIG SET 'appendfsync' - a background fsync does not end")]
    [InlineData("3000000 us more on sync-data by background, 1st call, once", "OK")]
    public void AlwaysBeginsAfterTheBackgroundFsync(string fault, string reply)
    {
        var w = TestServer.Up(faults: fault);
        w.Pass(1000).Send("SET a 1");
        Assert.Equal(reply, w.Send("CONFIG SET appendfsync always"));
        Assert.Equal(reply == "(no reply)" ? 1 : null, w.ExitCode);
    }

    [Fact]
    public void WhileAChildRunsFsyncCanBeLeftOut()
    {
        var w = TestServer.Up(new AofConfig { Policy = FsyncPolicy.Always, NoFsyncOnRewrite = true });
        w.Send("BGREWRITEAOF");
        w.Send("SET k v");
        Assert.True(w.PowerLossMayTake("k", "v"));
    }

    [Fact]
    public void WritesAreTimedByTheirCircumstances()
    {
        var w = TestServer.Up(FsyncPolicy.Always, faults: "5000 us more on write, 2nd call, once");
        w.Send("SET a 1");
        w.Send("SET b 2");
        Assert.Equal(new LatencySample(2, 5, 5), w.Status.Latency[LatencyEvent.WriteAlone]);
        Assert.Equal(new LatencySample(2, 5, 5), w.Status.Latency[LatencyEvent.Write]);
        Assert.Equal(2, w.Status.Latency[LatencyEvent.FsyncAlways].Count);
        w.SendTurn("BGREWRITEAOF", "SET c 3");
        Assert.Equal(1, w.Status.Latency[LatencyEvent.WriteActiveChild].Count);
    }

    private static int Writes(TestServer w) =>
        Enumerable.Range(0, w.Machine.Disk.Journal.Count).Count(i => w.Machine.Disk.Journal[i] is Change.Write);
}
