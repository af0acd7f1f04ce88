using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Os;

namespace Tests.Scenarios.Rewrite;

/// <summary>How a rewrite goes when something fails: the log stays as it was, and the status says so.</summary>
public sealed class RewriteErrorTests
{
    [Theory]
    [InlineData("EIO on open by child, 1st call, once")]
    [InlineData("ENOSPC on write by child, 1st call, once")]
    [InlineData("EIO on sync by child, 1st call, once")]
    [InlineData("EIO on sync by child, 2nd call, once")]
    [InlineData("ENOSPC on close by child, 1st call, once")]
    [InlineData("EIO on rename by child, 1st call, once")]
    [InlineData("EPIPE on pipe-write by child, 1st call, once")]
    [InlineData("EIO on open by server of temp-rewriteaof-bg-*, 1st call, once")]
    [InlineData("EIO on sync-data by server of temp-*, 1st call, once")]
    [InlineData("EIO on size by server of temp-*, 1st call, once")]
    [InlineData("EIO on rename by server of temp-rewriteaof-bg-*, 1st call, once")]
    public void AFailureLeavesTheLogAsItWas(string fault)
    {
        var w = TestServer.Up(faults: fault);
        w.SendTurn("SET k 1", "SET k 2");
        w.Rewrite();
        Assert.False(w.Status.LastRewriteOk);
        Assert.Equal(["SELECT 0", "SET k 1", "SET k 2"], w.Log);
        Assert.Equal([TestServer.AofName], w.Files);
        Assert.Equal("OK", w.Send("SET k 3"));
        Assert.Equal(["SELECT 0", "SET k 2"], w.Send("SET k 2") == "OK" ? w.Rewrite().Log : []);
    }

    [Theory]
    [InlineData("ENOMEM on fork, 1st call, once")]
    [InlineData("EMFILE on pipe-create, 1st call, once")]
    [InlineData("EMFILE on pipe-create, 2nd call, once")]
    [InlineData("EMFILE on pipe-create, 3rd call, once")]
    public void WithoutAChildThereIsNoRewrite(string fault)
    {
        var w = TestServer.Up(faults: fault);
        const string Error =
            "-ERR Can't execute an AOF background rewriting. Please check the server logs for more information.";
        Assert.Equal(Error, w.Send("BGREWRITEAOF"));
        Assert.True(w.Logged(LogLevel.Warning, "cannot be rewritten"));
        Assert.Equal("Background append only file rewriting started", w.Send("BGREWRITEAOF"));
    }

    [Fact]
    public void RewritesThatFailLoseNoDescriptors()
    {
        var w = TestServer.Up(new AofConfig(), faults:
        [
            "ENOMEM on fork, 1st call, 300 times", "EMFILE on pipe-create, chance 1/4, for ever",
        ]);
        for (var i = 0; i < 900; i++)
        {
            w.Send("BGREWRITEAOF");
            w.PassUntilChildHasEnded();
        }

        Assert.True(w.Status.LastRewriteOk);
    }

    [Fact]
    public void AChildKilledFromOutsideIsAnError()
    {
        var w = TestServer.Up();
        w.Send("BGREWRITEAOF");
        w.Machine.KillChild(w.Status.ChildPid, Signals.Kill);
        w.PassUntilChildHasEnded();
        Assert.False(w.Status.LastRewriteOk);
        Assert.True(w.Logged(LogLevel.Warning, "by signal 9"));
    }

    [Fact]
    public void AChildEndedByTheServersOwnSignalIsNone()
    {
        var w = TestServer.Up();
        w.Send("BGREWRITEAOF");
        w.Machine.KillChild(w.Status.ChildPid, Signals.User1);
        Assert.True(w.PassUntilChildHasEnded().Status.LastRewriteOk);
    }

    [Fact]
    public void AServerThatDoesNotAgreeInAMinuteLosesItsChild()
    {
        var w = TestServer.Up();
        w.Send("BGREWRITEAOF");
        w.PassWithoutServer(62_000).PassUntilChildHasEnded();
        Assert.False(w.Status.LastRewriteOk);
        Assert.True(w.Logged(LogLevel.Warning, "Connection timed out"));
        Assert.Equal([TestServer.AofName], w.Files);
    }

    [Fact]
    public void AnAnswerThatCannotBeSentIsToldAndTheChildGivesUp()
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Defects.Of(Defect.FiveSecondsToAgree),
            "EIO on pipe-write by server, 1st call, once");
        w.Rewrite();
        Assert.True(w.Logged(LogLevel.Warning, "could not be answered"));
        Assert.False(w.Status.LastRewriteOk);
    }

    [Fact]
    public void TheOrphanOfAKilledServerGivesUp()
    {
        var w = TestServer.Up();
        w.Send("BGREWRITEAOF");
        w.KillAndRestart().Pass(62_000);
        Assert.Empty(w.Machine.LiveChildren);
        Assert.Equal([TestServer.AofName], w.Files);
    }

    [Fact]
    public void AfterAFailureTheServerWaitsLongerAndLonger()
    {
        var config = new AofConfig { AutoRewriteMinSize = 1, AutoRewritePercentage = 1 };
        var w = TestServer.Up(config, faults: "ENOSPC on write by child, 1st call, for ever");
        w.SendTurn("SET k 1", "SET k 2");
        w.Pass(10_000);
        Assert.InRange(w.CountLogged("has begun to rewrite"), 3, 5);
        w.Pass(120_000);
        Assert.InRange(w.CountLogged("has begun to rewrite"), 7, 10);
    }

    [Fact]
    public void TheDirectorysFsyncFailingAsksForAnotherNewFile()
    {
        var w = TestServer.Up(faults: "EIO on sync by server of ., 2nd call, once");
        w.Send("SET k v");
        w.Rewrite();
        Assert.StartsWith("-MISCONF", w.Send("SET k w"), StringComparison.Ordinal);
        w.Pass(200).PassUntilChildHasEnded();
        Assert.Equal("OK", w.Send("SET k w"));
    }

    [Fact]
    public void UnderAlwaysTheDirectorysFsyncFailingIsTheEnd()
    {
        var w = TestServer.Up(FsyncPolicy.Always, faults: "EIO on sync by server of ., 2nd call, once");
        w.Send("SET k v");
        w.Rewrite();
        Assert.Equal(1, w.ExitCode);
        w.KillAndRestart().Send("SET k w");
        Assert.Equal(["w"], w.AfterPowerLoss("k"));
    }

    [Fact]
    public void TemporaryFilesOfTheDeadAreRemovedAtStart()
    {
        var image = DiskImage.Of(
            ("temp-rewriteaof-7.aof", [1]), ("temp-rewriteaof-bg-8.aof", [2]), ("temp-7.rdb", [3]));
        Assert.Equal([TestServer.AofName, "temp-7.rdb"], TestServer.On(new AofConfig(), image).Files);
    }

    [Fact]
    public void AStaleTemporaryFileOfTheSameNumberIsOverwritten()
    {
        var w = TestServer.Up();
        var (_, next) = (w.Send("BGREWRITEAOF"), w.Status.ChildPid + 1);
        w.PassUntilChildHasEnded().Send("SET k v");
        var inode = w.Machine.Disk.Create(
            Invariant($"temp-rewriteaof-{next}.aof")).Value;
        _ = w.Machine.Disk.Write(inode, 0, new byte[1000]);
        Assert.Equal(["SELECT 0", "SET k v"], w.Rewrite().Log);
    }
}
