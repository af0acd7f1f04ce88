using Aof.State;

namespace Tests.Scenarios.Rewrite;

/// <summary>Switching the AOF on and off while the server runs.</summary>
public sealed class SwitchTests
{
    private static TestServer Off() => TestServer.Up(new AofConfig { AppendOnly = false });

    [Fact]
    public void SwitchedOnItWaitsForAFirstRewrite()
    {
        var w = Off();
        w.Send("SET k v");
        Assert.Equal("OK", w.Send("CONFIG SET appendonly yes"));
        Assert.Equal(AofMode.WaitRewrite, w.Status.Mode);
        w.Send("SET l v");
        Assert.Empty(w.Log);
        w.PassUntilChildHasEnded();
        Assert.Equal(AofMode.On, w.Status.Mode);
        Assert.Equal(["SELECT 0", "SET k v", "SELECT 0", "SET l v"], w.Log);
    }

    [Fact]
    public void AFirstRewriteThatFailsIsTriedAgain()
    {
        var w =
            TestServer.Up(new AofConfig { AppendOnly = false }, faults: "ENOSPC on write by child, 1st call, once");
        w.Send("SET k v");
        w.Send("CONFIG SET appendonly yes");
        w.PassUntilChildHasEnded();
        Assert.True(w.Status.RewriteScheduled);
        w.Pass(1500).PassUntilChildHasEnded();
        Assert.Equal(AofMode.On, w.Status.Mode);
        Assert.Equal(["SELECT 0", "SET k v"], w.Log);
    }

    [Fact]
    public void AChildThatWasForkedBeforeIsOfNoUse()
    {
        var w = Off();
        w.Send("BGREWRITEAOF");
        w.Send("SET k v");
        var first = w.Status.ChildPid;
        w.Send("CONFIG SET appendonly yes");
        Assert.NotEqual(first, w.Status.ChildPid);
        Assert.Equal(["SELECT 0", "SET k v"], w.PassUntilChildHasEnded().Log);
    }

    [Fact]
    public void WithTheAofOffARewriteLeavesAFile()
    {
        var w = Off();
        w.Send("SET k v");
        w.Rewrite();
        Assert.Equal(["SELECT 0", "SET k v"], w.Log);
        Assert.Equal(AofMode.Off, w.Status.Mode);
        w.Send("SET k w");
        Assert.Equal(["SELECT 0", "SET k w"], w.Rewrite().Log);
    }

    [Fact]
    public void SwitchedOffEverythingIsSyncedAndNoMoreWritten()
    {
        var w = TestServer.Up(FsyncPolicy.No);
        w.Send("SET k v");
        w.Send("BGREWRITEAOF");
        Assert.Equal("OK", w.Send("CONFIG SET appendonly no"));
        Assert.False(w.Status.RewriteInProgress);
        w.Send("SET k w");
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
    }

    [Fact]
    public void SwitchedOffWhileWaitingTheChildIsKilled()
    {
        var w = Off();
        w.SendTurn("CONFIG SET appendonly yes", "CONFIG SET appendonly no");
        Assert.Equal(AofMode.Off, w.Status.Mode);
        Assert.False(w.Pass(1000).Status.RewriteInProgress);
    }

    [Fact]
    public void SwitchedOffAndOnAgainNothingIsMissing()
    {
        var w = TestServer.Up();
        w.SendTurn("SET a 1", "CONFIG SET appendonly no", "SET b 2", "CONFIG SET appendonly yes", "SET c 3");
        w.PassUntilChildHasEnded().Send("SET d 4");
        var before = w.Server.Data.Snapshot();
        Assert.Null(before.FirstDifference(w.KillAndRestart().Server.Data, "before", "after"));
    }

    [Theory]
    [InlineData("EACCES on open by server of appendonly.aof, 1st call, once")]
    [InlineData("ENOMEM on fork, 1st call, once")]
    public void ItStaysOffWhenItCannotBeSwitchedOn(string fault)
    {
        var w = TestServer.Up(new AofConfig { AppendOnly = false }, faults: fault);
        Assert.StartsWith("-ERR Invalid argument 'yes' for CONFIG SET 'appendonly'",
            w.Send("CONFIG SET appendonly yes"), StringComparison.Ordinal);
        Assert.Equal(AofMode.Off, w.Status.Mode);
        Assert.Equal("OK", w.Send("CONFIG SET appendonly yes"));
    }

    [Fact]
    public void InsideATransactionTheFirstRewriteWaitsForItsEnd()
    {
        var w = TestServer.Up();
        w.SendTurn("MULTI", "SET a 1", "CONFIG SET appendonly no", "CONFIG SET appendonly yes", "SET b 2", "EXEC");
        Assert.True(w.Status.RewriteScheduled);
        w.Pass(200).PassUntilChildHasEnded().Send("SET c 3");
        Assert.Equal(["[nothing]"], w.Log.Where(line => line is "MULTI" or "EXEC").DefaultIfEmpty("[nothing]"));
        Assert.Equal("[1, 2, 3]", w.KillAndRestart().Send("MGET a b c"));
    }
}
