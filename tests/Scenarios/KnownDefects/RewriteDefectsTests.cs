using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Time;
using Sim.Os;

namespace Tests.Scenarios.KnownDefects;

/// <summary>What versions of Redis do while they rewrite the log: each shows when it is switched on, and not when it is off.</summary>
public sealed class RewriteDefectsTests
{
    private static Defects Only(Defect defect, bool on) => on ? Defects.Of(defect) : Defects.None;

    [Theory]
    [Trait("Defect", "4950")]
    [InlineData(true, "b")]
    [InlineData(false, "ab")]
    public void ExpiredKeysSkipped(bool on, string found)
    {
        var config = new AofConfig { Policy = FsyncPolicy.Always, Defects = Only(Defect.ExpiredKeysSkipped, on) };
        TestServer w = TestServer.Up(config, timings: MachineTimings.Default);
        w.Machine.ChildSlowdown = 100;
        w.SendTurn("SET k a PX 1", "BGREWRITEAOF", "APPEND k b", "PERSIST k");
        Assert.Equal("ab", w.PassUntilChildHasEnded().Send("GET k"));
        Assert.Equal(found, w.KillAndRestart().Send("GET k"));
    }

    [Theory]
    [InlineData(true, "2")]
    [InlineData(false, "1")]
    public void BufferKeptAfterSwap(bool on, string found)
    {
        TestServer w = TestServer.Up(FsyncPolicy.Always, Only(Defect.BufferKeptAfterSwap, on));
        w.Send("BGREWRITEAOF");
        while (!w.Logged(LogLevel.Notice, "asks to send no more"))
        {
            w.Pass(1);
        }

        w.PassWithoutServer(100).Send("INCR n");
        Assert.Equal("1", w.Send("GET n"));
        Assert.Equal(found, w.KillAndRestart().Send("GET n"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NoDiffPipes(bool on)
    {
        TestServer w = TestServer.Up(FsyncPolicy.Always, Only(Defect.NoDiffPipes, on));
        w.Send("BGREWRITEAOF");
        w.Send("SET k v");
        Assert.Equal(on, w.Turn().Status.RewriteBufferLength > 0);
        w.PassUntilChildHasEnded();
        Assert.Equal(["SELECT 0", "SET k v"], w.Log);
        Assert.True(w.Status.LastRewriteOk);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NoPreamble(bool on)
    {
        TestServer w = TestServer.Up(new AofConfig { UseRdbPreamble = true, Defects = Only(Defect.NoPreamble, on) });
        Assert.Equal(on, !w.Rewrite().Content(TestServer.AofName).StartsWith("REDIS", StringComparison.Ordinal));
    }

    [Theory]
    [Trait("Defect", "5426")]
    [Trait("Defect", "5452")]
    [InlineData(true, "1-2")]
    [InlineData(false, "-ERR The ID specified in XADD is equal or smaller than the target stream top item")]
    public void StreamLastIdLost(bool on, string reply)
    {
        TestServer w = TestServer.Up(FsyncPolicy.Always, Only(Defect.StreamLastIdLost, on));
        w.SendTurn("XADD x 1-1 f v", "XADD x 5-1 f v", "XDEL x 5-1");
        Assert.Equal(reply, w.Rewrite().KillAndRestart().Send("XADD x 1-2 f v"));
    }

    [Theory]
    [Trait("Defect", "6644")]
    [InlineData(true, "0")]
    [InlineData(false, "1")]
    public void EmptyStreamLost(bool on, string exists)
    {
        TestServer w = TestServer.Up(FsyncPolicy.Always, Only(Defect.EmptyStreamLost, on));
        w.SendTurn("XGROUP CREATE x g $ MKSTREAM", "XADD y 1-1 f v", "XDEL y 1-1");
        Assert.Equal([exists, "1"], w.Rewrite().KillAndRestart().SendTurn("EXISTS x", "EXISTS y"));
    }

    [Theory]
    [Trait("Defect", "1604")]
    [Trait("Defect", "1606")]
    [InlineData(true, "(nil)")]
    [InlineData(false, "v")]
    public void ChildSyncErrorIgnored(bool on, string found)
    {
        TestServer w = TestServer.Up(FsyncPolicy.Always, Only(Defect.ChildSyncErrorIgnored, on), "ENOSPC on write by child, 1st call, for ever");
        w.Send("SET k v");
        Assert.Equal(on, w.Rewrite().Status.LastRewriteOk);
        Assert.Equal(found, w.KillAndRestart().Send("GET k"));
    }

    [Theory]
    [Trait("Defect", "8388")]
    [InlineData(true)]
    [InlineData(false)]
    public void FiveSecondsToAgree(bool on)
    {
        TestServer w = TestServer.Up(FsyncPolicy.Always, Only(Defect.FiveSecondsToAgree, on));
        w.Send("BGREWRITEAOF");
        w.PassWithoutServer(8000).PassUntilChildHasEnded();
        Assert.Equal(on, !w.Status.LastRewriteOk);
    }

    [Theory]
    [Trait("Defect", "2883")]
    [Trait("Defect", "2857")]
    [Trait("Defect", "3408")]
    [InlineData(true)]
    [InlineData(false)]
    public void FailedForkLeaksPipes(bool on)
    {
        TestServer w = TestServer.Up(FsyncPolicy.Always, Only(Defect.FailedForkLeaksPipes, on), "ENOMEM on fork, 1st call, 200 times");
        for (var i = 0; i < 200; i++)
        {
            w.Send("BGREWRITEAOF");
        }

        Assert.Equal(on, w.Logged(LogLevel.Warning, "could not make the pipes: Too many open files"));
    }

    [Theory]
    [Trait("Defect", "6696")]
    [Trait("Defect", "6785")]
    [InlineData(true)]
    [InlineData(false)]
    public void UserSignalIsAnError(bool on)
    {
        TestServer w = TestServer.Up(FsyncPolicy.Always, Only(Defect.UserSignalIsAnError, on));
        w.Send("BGREWRITEAOF");
        w.Machine.KillChild(w.Status.ChildPid, Signals.User1);
        Assert.Equal(on, !w.PassUntilChildHasEnded().Status.LastRewriteOk);
    }
}
