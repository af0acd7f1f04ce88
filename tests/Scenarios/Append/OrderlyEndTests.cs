using Aof.State;
using Sim.Os;

namespace Tests.Scenarios.Append;

/// <summary>SHUTDOWN and SIGTERM: exit code 0 promises every acknowledged write, and a refused end is none.</summary>
public class OrderlyEndTests
{
    private const string Refused = "-ERR Errors trying to SHUTDOWN. Check logs.";

    [Theory]
    [InlineData(FsyncPolicy.No, "SHUTDOWN")]
    [InlineData(FsyncPolicy.EverySecond, "SHUTDOWN NOSAVE")]
    [InlineData(FsyncPolicy.Always, "shutdown save")]
    public void AllIsOnTheDisk(FsyncPolicy policy, string command)
    {
        var w = TestServer.Up(policy);
        w.Send("SET k v");
        w.Send(command);
        Assert.Equal(0, w.ExitCode);
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
        Assert.Equal("v", w.KillAndRestart().Send("GET k"));
    }

    [Fact]
    public void ASignalEndsItAtTheNextCron()
    {
        var w = TestServer.Up(FsyncPolicy.No);
        w.Send("SET k v");
        w.Server.Terminate();
        Assert.Null(w.Turn().ExitCode);
        Assert.Equal(0, w.Pass(200).ExitCode);
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
    }

    [Theory]
    [InlineData("SHUTDOWN NOW")]
    [InlineData("SHUTDOWN SAVE NOSAVE")]
    public void OtherWordsAreRefused(string command) =>
        Assert.Equal("-ERR syntax error", TestServer.Up().Send(command));

    [Fact]
    public void AFullDiskKeepsItUp()
    {
        var w = TestServer.Up(faults: "ENOSPC on write by server, 1st call, 3 times");
        w.SendTurn("SET k v");
        Assert.Equal(Refused, w.Send("SHUTDOWN"));
        Assert.True(w.Logged(LogLevel.Warning, "cannot exit now: the append only file cannot be written"));
        Assert.Equal("v", w.Pass(3000).Send("GET k"));
        _ = w.Send("SHUTDOWN");
        Assert.Equal(0, w.ExitCode);
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
    }

    [Fact]
    public void AFailedFsyncKeepsItUpUntilARewrite()
    {
        var w = TestServer.Up(faults: "EIO on sync-data by server, 1st call, once");
        w.Send("SET k v");
        Assert.Equal(Refused, w.Send("SHUTDOWN"));
        Assert.Equal(Refused, w.Send("SHUTDOWN"));
        w.Rewrite().Send("SHUTDOWN");
        Assert.Equal(0, w.ExitCode);
    }

    [Theory]
    [InlineData(5_000_000, 0)]
    [InlineData(20_000_000, null)]
    public void ItWaitsForABackgroundFsync(int us, int? code)
    {
        var w = TestServer.Up(faults: $"{us} us more on sync-data by background, 1st call, once");
        w.Pass(1000).Send("SET a 1");
        w.Send("SHUTDOWN");
        Assert.Equal(code, w.ExitCode);
    }

    [Fact]
    public void WhatTheBackgroundFsyncFoundCounts()
    {
        var w = TestServer.Up(faults: "EIO on sync-data by background, 1st call, once");
        w.Pass(1000).Send("SET a 1");
        Assert.Equal(Refused, w.Send("SHUTDOWN"));
    }

    [Fact]
    public void DuringTheFirstRewriteItGoesOn()
    {
        var w = TestServer.Up(new AofConfig { AppendOnly = false });
        w.Send("CONFIG SET appendonly yes");
        Assert.Equal(Refused, w.Send("SHUTDOWN"));
        w.PassUntilChildHasEnded().Send("SHUTDOWN");
        Assert.Equal(0, w.ExitCode);
    }

    [Fact]
    public void ARewriteIsGivenUpOnlyWhenItEnds()
    {
        var w = TestServer.Up(faults: "EIO on sync-data by server, 1st call, once");
        w.SendTurn("SET k v", "BGREWRITEAOF");
        Assert.False(w.Server.Shutdown());
        Assert.NotEmpty(w.Machine.LiveChildren);
        w.Rewrite().SendTurn("SET k w", "BGREWRITEAOF");
        Assert.True(w.Server.Shutdown());
        Assert.Empty(w.Machine.LiveChildren);
    }
}
