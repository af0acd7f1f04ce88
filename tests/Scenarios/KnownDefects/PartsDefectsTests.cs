using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.State;
using Tests.Scenarios.MultiPart;

namespace Tests.Scenarios.KnownDefects;

/// <summary>
/// What Redis 7.0 does with its log of several files: each shows when it is switched on, and not when it is off.
/// </summary>
public sealed class PartsDefectsTests
{
    private static Defects Only(Defect defect, bool on) => on ? Defects.Of(defect) : Defects.None;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ManifestBeforeTail(bool on)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.EverySecond, Only(Defect.ManifestBeforeTail, on));
        w.SendTurn("SET k " + new string('v', 10_000), "BGREWRITEAOF");
        var moment = w.Moment;
        w.PassUntilChildHasEnded();
        Assert.Equal(on, w.AfterPowerLoss("k", moment).Contains("(refused)"));
    }

    [Theory]
    [Trait("Defect", "2627")]
    [InlineData(true, "2")]
    [InlineData(false, "1")]
    public void FailedFlushForgotten(bool on, string found)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.No, Only(Defect.FailedFlushForgotten, on),
            "ENOSPC on write by server of appendonlydir/*incr.aof, 1st call, 2 times");
        w.Send("INCR n");
        w.Send("BGREWRITEAOF");
        w.Pass(2000).PassUntilChildHasEnded().Pass(2000);
        Assert.Equal("1", w.Send("GET n"));
        Assert.Equal(found, w.KillAndRestart().Send("GET n"));
    }

    [Theory]
    [InlineData(true, "(no reply)")]
    [InlineData(false, "v")]
    public void BaseOfManifestDeleted(bool on, string found)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.No, Only(Defect.BaseOfManifestDeleted, on),
            "EIO on sync by server of appendonlydir, 6th call, once");
        w.Send("SET k v");
        w.Rewrite();
        Assert.Equal(found, w.KillAndRestart().Send("GET k"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LogDirectoryNotSynced(bool on)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.Always, Only(Defect.LogDirectoryNotSynced, on));
        w.Send("SET k v");
        Assert.Equal(on, w.PowerLossMayTake("k", "v"));
    }

    [Theory]
    [InlineData(true, "(no reply)")]
    [InlineData(false, "1")]
    public void HistoryNumberReused(bool on, string found)
    {
        var w = TestServer.On(Parts.Config(FsyncPolicy.Always, Only(Defect.HistoryNumberReused, on)), Parts.Disk(
            Parts.Base(2), Resp.Log("SET k v"), Parts.Increment(1), Resp.Log("SET k old"),
            Parts.Manifest,
            "file appendonly.aof.2.base.aof seq 2 type b\nfile appendonly.aof.1.incr.aof seq 1 type h\n"));
        Assert.Equal(["v", "OK"], w.SendTurn("GET k", "SET new 1"));
        Assert.Equal(found, w.KillAndRestart().Send("GET new"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LaterSyncTrusted(bool on)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.EverySecond, Only(Defect.LaterSyncTrusted, on),
            "EIO on sync-data by background, 1st call, once");
        w.Pass(1000).Send("SET k v");
        w.Pass(60_000);
        Assert.Equal(on, w.Send("SET k w").StartsWith("-MISCONF", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "0")]
    [InlineData(false, "-0")]
    public void SignOfZeroLost(bool on, string found)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.Always, Only(Defect.SignOfZeroLost, on));
        _ = w.Send("CONFIG SET aof-use-rdb-preamble no");
        _ = w.Send("ZADD z " + string.Join(' ', Enumerable.Range(1, 200).Select(static n => $"{n} m{n}")));
        Assert.Equal(["1", "-0"], w.SendTurn("ZADD z -0 m", "ZSCORE z m"));
        Assert.Equal("-0", w.KillAndRestart().Send("ZSCORE z m"));
        _ = w.Send("BGREWRITEAOF");
        w.Pass(1000);
        Assert.Equal(found, w.KillAndRestart().Send("ZSCORE z m"));
    }

    [Theory]
    [Trait("Defect", "12620")]
    [InlineData(true, "(waits)")]
    [InlineData(false, "[1, 0]")]
    public void FirstBaseNotCounted(bool on, string reply)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.EverySecond, Only(Defect.FirstBaseNotCounted, on));
        w.Send("CONFIG SET appendonly no");
        var client = new Session(new Reply());
        foreach (var command in new[] { "MULTI", "SET k 1", "CONFIG SET appendonly yes", "SET k 2", "EXEC" })
        {
            w.Send(client, command);
        }

        Assert.Equal("(waits)", w.Send(client, "WAITAOF 1 0 0"));
        w.Pass(200).PassUntilChildHasEnded().Pass(5000);
        Assert.Equal(reply, TestServer.RepliesOf(client));
        Assert.False(w.PowerLossMayTake("k", "2"));
    }

    [Theory]
    [Trait("Defect", "13793")]
    [InlineData(true, "[1, 0]")]
    [InlineData(false, "(waits)")]
    public void IdleCountsAsSynced(bool on, string reply)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.EverySecond, Only(Defect.IdleCountsAsSynced, on));
        var client = new Session(new Reply());
        w.Send(client, "SET k v");
        w.Turn();
        Assert.Equal(reply, w.Send(client, "WAITAOF 1 0 100"));
        Assert.True(w.PowerLossMayTake("k", "v"));
    }

    [Theory]
    [InlineData(true, "[OK, [1, 0]]")]
    [InlineData(false, "[OK, [0, 0]]")]
    public void WaitOverlooksTransaction(bool on, string reply)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.EverySecond, Only(Defect.WaitOverlooksTransaction, on));
        var client = new Session(new Reply());
        w.Send(client, "SET k old");
        w.Pass(2000).Send(client, "MULTI");
        w.Send(client, "SET k v");
        w.Send(client, "WAITAOF 1 0 0");
        Assert.Equal(reply, w.Send(client, "EXEC"));
        Assert.True(w.PowerLossMayTake("k", "v"));
    }

    [Theory]
    [InlineData(true, "2-1")]
    [InlineData(false, "-ERR The ID specified in XADD is equal or smaller than the target stream top item")]
    public void LastIdBelowDeletedLost(bool on, string reply)
    {
        var defects = Only(Defect.LastIdBelowDeletedLost, on);
        var w = TestServer.Up(Parts.Config(FsyncPolicy.No, defects) with { Dialect = Dialect.Redis7 });
        w.SendTurn("XADD s 1-1 f v", "XADD s 5-1 f v", "XDEL s 5-1", "XSETID s 3-1");
        Assert.Equal(on, w.Rewrite().Pass(2000).KillAndRestart().Server.Loaded.Refused is not null);
        Assert.Equal(reply, w.Send("XADD s 2-1 f v"));
    }

    [Theory]
    [Trait("Defect", "15599")]
    [InlineData(true, "0", "1")]
    [InlineData(false, "1", "3")]
    public void FailedFieldNotLogged(bool on, string made, string length)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.Always, Only(Defect.FailedFieldNotLogged, on));
        w.SendTurn("SET short v", "BITFIELD k OVERFLOW FAIL INCRBY u8 0 999",
            "BITFIELD short OVERFLOW FAIL INCRBY u8 16 999");
        Assert.Equal(("1", "3"), (w.Send("EXISTS k"), w.Send("STRLEN short")));
        _ = w.KillAndRestart();
        Assert.Equal((made, length), (w.Send("EXISTS k"), w.Send("STRLEN short")));
    }

    [Theory]
    [InlineData(true, "0")]
    [InlineData(false, "1")]
    public void PastFieldsAbsentAtLoad(bool on, string found)
    {
        var w = UpAs(Dialect.Redis86, Only(Defect.PastFieldsAbsentAtLoad, on));
        w.SendTurn("HSET h f 5", "HPEXPIRE h 50 FIELDS 1 f", "HPERSIST h FIELDS 1 f");
        w.Pass(100);
        Assert.Equal("1", w.Send("HEXISTS h f"));
        Assert.Equal(found, w.KillAndRestart().Send("HEXISTS h f"));
    }

    [Theory]
    [InlineData(true, "[-1]")]
    [InlineData(false, "[4102444800000]")]
    public void FieldDeadlineLostByFloat(bool on, string deadline)
    {
        foreach (var dialect in (Dialect[])[Dialect.Redis74, Dialect.Redis8])
        {
            var w = UpAs(dialect, Only(Defect.FieldDeadlineLostByFloat, on));
            w.SendTurn("HSET h f 1", "HPEXPIREAT h 4102444800000 FIELDS 1 f", "HINCRBYFLOAT h f 2.5");
            Assert.Equal(deadline, w.KillAndRestart().Send("HPEXPIRETIME h FIELDS 1 f"));
            Assert.Equal("3.5", w.Send("HGET h f"));
        }
    }

    /// <summary>The cycle has not looked yet.</summary>
    [Theory]
    [InlineData(true, "1")]
    [InlineData(false, "0")]
    public void PastFieldsLogged(bool on, string found)
    {
        var w = UpAs(Dialect.Valkey9, Only(Defect.PastFieldsLogged, on));
        w.SendTurn("HSET h f 1 g 2", "HPEXPIRE h 1 FIELDS 1 f");
        w.Pass(5);
        Assert.Equal("[-2, 1]", w.Send("HEXPIRE h 100 FIELDS 2 f g"));
        Assert.Equal(found, w.KillAndRestart().Send("HEXISTS h f"));
    }

    private static TestServer UpAs(Dialect dialect, Defects defects) =>
        TestServer.Up(new AofConfig { Dialect = dialect, Policy = FsyncPolicy.Always, Defects = defects });
}
