using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.State;

namespace Tests.Scenarios.KnownDefects;

/// <summary>
/// What versions of Redis do while they write the log: each shows when it is switched on, and not when it is off.
/// </summary>
public sealed class AppendDefectsTests
{
    private static Defects Only(Defect defect, bool on) => on ? Defects.Of(defect) : Defects.None;

    [Theory]
    [Trait("Defect", "5985")]
    [Trait("Defect", "6053")]
    [InlineData(true)]
    [InlineData(false)]
    public void NoFsyncWhenIdle(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.NoFsyncWhenIdle, on));
        w.Pass(1500).Send("SET a 1");
        w.Pass(100).Send("SET k v");
        w.Pass(10_000);
        Assert.Equal(on, w.PowerLossMayTake("k", "v"));
    }

    [Theory]
    [Trait("Defect", "4066")]
    [Trait("Defect", "4281")]
    [InlineData(true, "-MISCONF Errors writing to the AOF file: No space left on device")]
    [InlineData(false, "OK")]
    public void ShortWriteNotRetried(bool on, string reply)
    {
        var w = TestServer.Up(FsyncPolicy.No, Only(Defect.ShortWriteNotRetried, on),
            "only 30 bytes on write by server of appendonly.aof, 1st call, for ever");
        Assert.Equal(reply, w.Send("SET k v"));
        Assert.Equal(reply, w.Pass(60_000).Send("SET k w"));
    }

    [Theory]
    [Trait("Defect", "587")]
    [InlineData(true)]
    [InlineData(false)]
    public void ShortWriteStays(bool on)
    {
        var config = new AofConfig { LoadTruncated = false, Defects = Only(Defect.ShortWriteStays, on) };
        var w = TestServer.Up(config, faults:
            ["only 30 bytes on write by server of appendonly.aof, 1st call, once",
                "ENOSPC on write by server of appendonly.aof, 2nd call, once"]);
        w.Send("SET k v");
        Assert.Equal(on ? 30 : 0, w.Content(TestServer.AofName).Length);
        Assert.Equal(on ? 1 : null, w.KillAndRestart().ExitCode);
    }

    [Theory]
    [Trait("Defect", "1522")]
    [InlineData(true)]
    [InlineData(false)]
    public void WriteErrorExits(bool on)
    {
        var w = TestServer.Up(
            FsyncPolicy.EverySecond, Only(Defect.WriteErrorExits, on), "ENOSPC on write by server, 1st call, once");
        w.Send("SET k v");
        Assert.Equal(on ? 1 : null, w.ExitCode);
        Assert.Equal(on ? "(no reply)" : "OK", w.Pass(1500).Send("SET k w"));
    }

    [Theory]
    [Trait("Defect", "9678")]
    [InlineData(true, "(nil)")]
    [InlineData(false, "y")]
    public void ReplyBeforeFlush(bool on, string left)
    {
        var w = TestServer.Up(FsyncPolicy.Always, Only(Defect.ReplyBeforeFlush, on));
        var waiting = new Session(new Reply());
        Assert.Equal("(waits)", w.Send(waiting, "BLPOP l 0"));
        Assert.Equal("2", w.Send("RPUSH l x y"));
        Assert.Equal("[l, x]", TestServer.RepliesOf(waiting));
        Assert.Equal(left, w.KillAndRestart().Send("LPOP l"));
    }

    [Theory]
    [Trait("Defect", "4068")]
    [InlineData(true, 1000)]
    [InlineData(false, 400)]
    public void SetTimeRelative(bool on, int left)
    {
        var w = TestServer.Up(FsyncPolicy.Always, Only(Defect.SetTimeRelative, on));
        w.Send("SET k v PX 1000");
        w.Pass(600).KillAndRestart();
        Assert.Equal(left, w.Server.Data[0].Deadline(Bytes.Of("k")) - w.NowMs);
    }

    [Theory]
    [Trait("Defect", "5256")]
    [Trait("Defect", "6679")]
    [InlineData(true, "-1")]
    [InlineData(false, "100")]
    public void FloatForgetsDeadline(bool on, string left)
    {
        var w = TestServer.Up(FsyncPolicy.Always, Only(Defect.FloatForgetsDeadline, on));
        w.SendTurn("SET f 1", "EXPIRE f 100", "INCRBYFLOAT f 0.5");
        Assert.Equal(["1.5", left], w.KillAndRestart().SendTurn("GET f", "TTL f"));
    }

    [Theory]
    [Trait("Defect", "7357")]
    [InlineData(true, "-1")]
    [InlineData(false, "100")]
    public void KeepTtlDropped(bool on, string left)
    {
        var w = TestServer.Up(FsyncPolicy.Always, Only(Defect.KeepTtlDropped, on));
        w.SendTurn("SET k v", "EXPIRE k 100", "SET k w KEEPTTL");
        Assert.Equal(["w", left], w.KillAndRestart().SendTurn("GET k", "TTL k"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SwitchedOffInsideTransaction(bool on)
    {
        var w = TestServer.Up(
            new AofConfig { LoadTruncated = false, Defects = Only(Defect.SwitchedOffInsideTransaction, on) });
        w.Send("SET before 1");
        w.SendTurn("MULTI", "SET k v", "CONFIG SET appendonly no", "EXEC");
        Assert.Equal(on, w.Content(TestServer.AofName).Contains("MULTI", StringComparison.Ordinal));
        Assert.Equal(on ? 1 : null, w.KillAndRestart().ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShutdownErrorIgnored(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.ShutdownErrorIgnored, on),
            "EIO on sync-data by server, 1st call, once");
        w.Send("SET k v");
        var reply = w.Send("SHUTDOWN");
        Assert.Equal(on ? 0 : null, w.ExitCode);
        Assert.Equal(on ? "(no reply)" : "-ERR Errors trying to SHUTDOWN. Check logs.", reply);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShutdownInsideTransaction(bool on)
    {
        var w = TestServer.Up(
            new AofConfig { LoadTruncated = false, Defects = Only(Defect.ShutdownInsideTransaction, on) });
        w.SendTurn("MULTI", "SET k v", "SHUTDOWN", "SET l w", "EXEC");
        Assert.Equal(on ? 0 : null, w.ExitCode);
        w.Pass(200);
        Assert.Equal(0, w.ExitCode);
        Assert.Equal(on ? 1 : null, w.KillAndRestart().ExitCode);
        Assert.Equal(on ? "(no reply)" : "[v, w]", w.Send("MGET k l"));
    }
}
