using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Tests.Scenarios.Append;

/// <summary>What happens when the log cannot be written or synced.</summary>
public sealed class WriteErrorTests
{
    private const string DiskFull = "ENOSPC on write by server of appendonly.aof, 2nd call, 10 times";
    private const string Misconf = "-MISCONF Errors writing to the AOF file: No space left on device";

    [Theory]
    [InlineData("EINTR on write by server, 1st call, 3 times")]
    [InlineData("EINTR on open by server, 1st call, 2 times")]
    [InlineData("EINTR on sync by server, 1st call, 2 times")]
    [InlineData("EINTR on sync-data by server, 1st call, 2 times")]
    [InlineData("EINTR on open-directory by server, 1st call, 2 times")]
    [InlineData("EINTR on size by server, 1st call, 2 times")]
    [InlineData("only 3 bytes on write by server, 1st call, 4 times")]
    public void AnInterruptedOrShortCallIsGoneOnWith(string fault)
    {
        var w = TestServer.Up(FsyncPolicy.Always, faults: fault);
        Assert.Equal("OK", w.Send("SET k v"));
        Assert.Equal(["SELECT 0", "SET k v"], w.Log);
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
    }

    [Fact]
    public void AnInterruptedBackgroundFsyncIsMadeAgain()
    {
        var w = TestServer.Up(faults: "EINTR on sync-data by background, 1st call, once");
        w.Pass(1000).Send("SET k v");
        w.Pass(200);
        Assert.True(w.Status.LastWriteOk);
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
    }

    [Fact]
    public void AFailedWriteRefusesWritesAndAnswersReads()
    {
        var w = TestServer.Up(faults: DiskFull);
        w.Send("SET a 1");
        Assert.Equal([Misconf, Misconf, "1"], w.SendTurn("SET a 2", "INCR n", "GET n"));
        Assert.Equal(Misconf, w.Send("SET b 3"));
        Assert.Equal(Misconf, w.Send("PING"));
        Assert.Equal("2", w.Send("GET a"));
        Assert.False(w.Status.LastWriteOk);
    }

    [Fact]
    public void TheServerTriesAgainAndHeals()
    {
        var w = TestServer.Up(faults: DiskFull);
        w.Send("SET a 1");
        w.Send("SET a 2");
        w.Pass(12_000);
        Assert.True(w.Status.LastWriteOk);
        Assert.True(w.Logged(LogLevel.Warning, "can be written again"));
        Assert.Equal("OK", w.Send("SET b 3"));
        Assert.Equal(["SELECT 0", "SET a 1", "SET a 2", "SET b 3"], w.Log);
    }

    [Fact]
    public void TheSameErrorIsLoggedOnceInThirtySeconds()
    {
        var w = TestServer.Up(faults: "ENOSPC on write by server of appendonly.aof, 1st call, for ever");
        w.Send("SET a 1");
        w.Pass(29_000);
        Assert.Equal(1, w.CountLogged("could not be written"));
        w.Pass(4_000);
        Assert.Equal(2, w.CountLogged("could not be written"));
    }

    [Fact]
    public void AShortWriteIsTakenOutOfTheFileAgain()
    {
        var w = TestServer.Up(
            faults: ["only 5 bytes on write by server, 2nd call, once", "ENOSPC on write by server, 3rd call, once"]);
        w.Send("SET a 1");
        Assert.Equal(Misconf, w.Send("SET a 2"));
        Assert.Equal(["SELECT 0", "SET a 1"], w.Log);
        w.Pass(1100);
        Assert.Equal(["SELECT 0", "SET a 1", "SET a 2"], w.Log);
    }

    [Fact]
    public void AShortWriteThatStaysIsFinishedLater()
    {
        var w = TestServer.Up(faults:
        [
            "only 5 bytes on write by server, 2nd call, once", "ENOSPC on write by server, 3rd call, once",
            "EIO on truncate by server, 1st call, once",
        ]);
        w.Send("SET a 1");
        w.Send("SET a 2");
        Assert.True(w.Logged(LogLevel.Warning, "ends inside a command"));
        w.Pass(1100);
        Assert.Equal(["SELECT 0", "SET a 1", "SET a 2"], w.Log);
        Assert.Equal(w.Content(TestServer.AofName).Length, w.Status.CurrentSize);
    }

    [Fact]
    public void WhatCouldNotBeWrittenIsWrittenBeforeTheServerEnds()
    {
        var w = TestServer.Up(faults: "ENOSPC on write by server of appendonly.aof, 2nd call, once");
        w.Send("SET a 1");
        w.Send("SET a 2");
        Assert.Equal("2", w.Restart().Send("GET a"));
    }

    [Fact]
    public void ADiskThatIsFullStaysFullUntilThereIsRoom()
    {
        var w = TestServer.Up(new AofConfig(), diskBytes: 60);
        Assert.Equal("OK", w.Send("SET a 1"));
        Assert.Equal(Misconf, w.Send("SET a 2"));
        w.Pass(5000);
        Assert.Equal(["SELECT 0", "SET a 1"], w.Log);
        Assert.False(w.Status.LastWriteOk);
    }

    [Theory]
    [InlineData("ENOSPC on write by server of appendonly.aof, 2nd call, once", "v")]
    [InlineData("EIO on sync-data by server of appendonly.aof, 2nd call, once", "w")]
    public void AlwaysExitsBeforeTheReplyLeaves(string fault, string afterRestart)
    {
        var w = TestServer.Up(FsyncPolicy.Always, faults: fault);
        w.Send("SET k v");
        Assert.Equal("(no reply)", w.Send("SET k w"));
        Assert.Equal(1, w.ExitCode);
        Assert.Equal(afterRestart, w.KillAndRestart().Send("GET k"));
        Assert.Equal([afterRestart], w.AfterPowerLoss("k"));
    }

    [Fact]
    public void AFailedBackgroundFsyncRefusesWritesUntilARewrite()
    {
        var w = TestServer.Up(faults: "EIO on sync-data by background, 1st call, once");
        w.Pass(1000).Send("SET k v");
        w.Pass(10);
        Assert.StartsWith(
            "-MISCONF Errors writing to the AOF file: Input/output error", w.Send("SET k w"), StringComparison.Ordinal);
        Assert.True(w.Status.FileUnsafe);
        w.Pass(200).PassUntilChildHasEnded();
        Assert.False(w.Status.FileUnsafe);
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
        Assert.Equal("OK", w.Send("SET k w"));
    }

    [Fact]
    public void TheStartAfterAFailedFsyncAndAKillCopiesTheLog()
    {
        var w = TestServer.Up(
            faults: ["EIO on sync-data by background, 1st call, once", "EAGAIN on fork, 1st call, for ever"]);
        w.Pass(1000).Send("SET k v");
        w.Pass(500);
        w.KillAndRestart();
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
        Assert.Equal("OK", w.Send("SET k w"));
    }

    [Fact]
    public void WhatTheEndOfTheServerCouldNotSyncTheNextOneCopies()
    {
        var w = TestServer.Up(FsyncPolicy.No, Defects.Of(Defect.ShutdownErrorIgnored),
            "EIO on sync-data by server, 1st call, once");
        w.Send("SET k v");
        Assert.Equal(["v"], w.Restart().AfterPowerLoss("k"));
    }

    [Fact]
    public void AFailedFsyncIsNotTakenBackByAnotherOne()
    {
        var w = TestServer.Up(
            faults: ["EIO on sync-data by background, 1st call, once", "EAGAIN on fork, 1st call, for ever"]);
        w.Pass(1000).Send("SET k v");
        w.Pass(30_000);
        Assert.False(w.Status.LastWriteOk);
        Assert.StartsWith("-MISCONF", w.Send("SET k w"), StringComparison.Ordinal);
    }
}
