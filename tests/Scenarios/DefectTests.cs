using System.Globalization;
using Aof;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.Load;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Machine.Random;
using Sim.Os;
using Tests.Scenarios.Rdb;

namespace Tests.Scenarios;

/// <summary>Each defect of Redis 6.0.5: it shows when it is switched on, and not when it is off.</summary>
public sealed class DefectTests
{
    private static Defects Only(Defect defect, bool on) => on ? Defects.Of(defect) : Defects.None;

    [Theory]
    [Trait("Defect", "8111")]
    [Trait("Defect", "8347")]
    [Trait("Defect", "8419")]
    [InlineData(true, "OK")]
    [InlineData(false, "(no reply)")]
    public void FsyncErrorIgnored(bool on, string reply)
    {
        var w = TestServer.Up(FsyncPolicy.Always, Only(Defect.FsyncErrorIgnored, on),
            "EIO on sync-data by server of appendonly.aof, 1st call, once");
        Assert.Equal(reply, w.Send("SET k v"));
        w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.FsyncErrorIgnored, on),
            "EIO on sync-data by background, 1st call, once");
        w.Pass(1000).Send("SET k v");
        w.Pass(2000).PassUntilChildHasEnded();
        Assert.Equal(on, w.PowerLossMayTake("k", "v"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RenameBeforeSync(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.Always, Only(Defect.RenameBeforeSync, on));
        w.Send("BGREWRITEAOF");
        while (!w.Logged(LogLevel.Notice, "asks to send no more"))
        {
            w.Pass(1);
        }

        w.Send("SET k v");
        var moment = w.Moment;
        w.PassUntilChildHasEnded();
        Assert.Equal(on, w.PowerLossMayTake("k", "v", since: moment));
    }

    [Theory]
    [Trait("Defect", "3487")]
    [Trait("Defect", "10737")]
    [InlineData(true)]
    [InlineData(false)]
    public void NoDirectoryFsync(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.Always, Only(Defect.NoDirectoryFsync, on));
        w.Send("SET k v");
        Assert.Equal(on, w.PowerLossMayTake("k", "v"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LoadedTailNotSynced(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.LoadedTailNotSynced, on));
        w.Send("SET k v");
        w.KillAndRestart().Pass(10_000);
        Assert.Equal(on, w.PowerLossMayTake("k", "v"));
    }

    [Theory]
    [Trait("Defect", "4342")]
    [InlineData(true, "(nil)")]
    [InlineData(false, "1")]
    public void TornTransactionCutInside(bool on, string found)
    {
        var w = TestServer.On(
            Resp.Log("SELECT 0", "MULTI", "SET a 1") + "*3\r\n$3", Only(Defect.TornTransactionCutInside, on));
        Assert.Equal("OK", w.Send("SET k 1"));
        Assert.Equal(found, w.Restart().Send("GET k"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ExpiryInTwoRecords(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.ExpiryInTwoRecords, on));
        w.Send("SETEX k 100 v");
        var log = w.Content(TestServer.AofName);
        var immortal = Enumerable.Range(0, log.Length).Any(
            length => TestServer.On(log[..length]).SendTurn("GET k", "TTL k") is ["v", "-1"]);
        Assert.Equal(on, immortal);
    }

    [Theory]
    [InlineData(true, "OK")]
    [InlineData(false, "-MISCONF Errors writing to the AOF file: No space left on device")]
    public void OkDespiteFailedWrite(bool on, string reply)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.OkDespiteFailedWrite, on),
            "ENOSPC on write by server, 1st call, once");
        Assert.Equal(["(nil)", reply, "v"], w.SendTurn("GET k", "SET k v", "GET k"));
    }

    [Theory]
    [Trait("Defect", "8030")]
    [InlineData(true)]
    [InlineData(false)]
    public void ErrorStateStuckAfterRewrite(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.No, Only(Defect.ErrorStateStuckAfterRewrite, on),
            "ENOSPC on write by server of appendonly.aof, 1st call, for ever");
        w.Send("SET k v");
        w.Send("BGREWRITEAOF");
        w.PassUntilChildHasEnded().Machine.Faults.Stop();
        w.Pass(60_000);
        Assert.Equal(on, w.Send("SET k w").StartsWith("-MISCONF", StringComparison.Ordinal));
    }

    [Theory]
    [Trait("Defect", "5606")]
    [InlineData("EIO on rename by server of temp-rewriteaof-bg-*, 1st call, once")]
    [InlineData("ENOMEM on fork, 1st call, once")]
    public void SwapFailureReportedOk(string fault)
    {
        foreach (var on in new[] { true, false })
        {
            var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.SwapFailureReportedOk, on), fault);
            Assert.Equal(on, w.Rewrite().Status.LastRewriteOk);
        }
    }

    [Theory]
    [Trait("Defect", "3065")]
    [InlineData(true)]
    [InlineData(false)]
    public void DeadTempFilesStay(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.DeadTempFilesStay, on));
        w.Send("BGREWRITEAOF");
        w.PassWithoutServer(1).Machine.KillChild(w.Status.ChildPid, Signals.Kill);
        Assert.Equal(on ? 2 : 1, w.KillAndRestart().Files.Length);
    }

    [Theory]
    [InlineData(true, 20, 100)]
    [InlineData(false, 3, 5)]
    public void ChildRetriedWithoutBackOff(bool on, int least, int most)
    {
        var config = new AofConfig
        {
            AutoRewriteMinSize = 1,
            AutoRewritePercentage = 1,
            Defects = Only(Defect.ChildRetriedWithoutBackOff, on),
        };
        var w = TestServer.Up(config, faults: "ENOSPC on write by child, 1st call, for ever");
        w.SendTurn("SET k 1", "SET k 2");
        w.Pass(10_000);
        Assert.InRange(w.CountLogged("has begun to rewrite"), least, most);
    }

    [Theory]
    [Trait("Defect", "11973")]
    [InlineData(true)]
    [InlineData(false)]
    public void AckedUnsyncedAfterRewrite(bool on)
    {
        var config = new AofConfig
        {
            Policy = FsyncPolicy.Always,
            NoFsyncOnRewrite = true,
            Defects = Only(Defect.AckedUnsyncedAfterRewrite, on),
        };
        var w = TestServer.Up(config, faults: "EIO on rename by child, 1st call, once");
        w.Send("BGREWRITEAOF");
        Assert.Equal("OK", w.Send("SET k v"));
        w.PassUntilChildHasEnded().Pass(10_000);
        Assert.Equal(on, w.PowerLossMayTake("k", "v"));
    }

    [Theory]
    [Trait("Defect", "10917")]
    [InlineData(true, "No space left on device")]
    [InlineData(false, "Input/output error")]
    public void FirstErrnoKept(bool on, string reported)
    {
        string[] faults = ["ENOSPC on write by server of appendonly.aof, 1st call, once",
            "EIO on write by server of appendonly.aof, 2nd call, for ever"];
        var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.FirstErrnoKept, on), faults);
        w.Send("SET k v");
        w.Pass(1500);
        Assert.Equal($"-MISCONF Errors writing to the AOF file: {reported}", w.Send("SET k w"));
    }

    [Theory]
    [InlineData(true, "v")]
    [InlineData(false, "(no reply)")]
    public void PayloadEndUnchecked(bool on, string found)
    {
        var w = TestServer.On("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1x\r\nv??", Only(Defect.PayloadEndUnchecked, on));
        Assert.Equal(found, w.Send("GET k"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StatFailureKeepsOldSize(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.No, Only(Defect.StatFailureKeepsOldSize, on),
            "EIO on size by server of temp-*, 1st call, once",
            "only 5 bytes on write by server of appendonly.aof, 2nd call, once",
            "ENOSPC on write by server of appendonly.aof, 3rd call, once");
        w.SendTurn("SET k 1", "SET k 2", "SET k v");
        w.Rewrite().Send("SET l v");
        Assert.Equal(on ? "(no reply)" : "v", w.KillAndRestart().Send("GET k"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RewriteInsideTransaction(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.RewriteInsideTransaction, on));
        w.SendTurn("MULTI", "SET a 1", "BGREWRITEAOF", "SET b 2", "EXEC");
        w.Pass(200).PassUntilChildHasEnded().Send("SET c 3");
        w.Machine.KillServer();
        var check = AofCheck.Check(w.Machine.BootServer(w, new Prng(new Seed(1))).Files, TestServer.AofName).Value;
        Assert.Equal(on, check.Error is not null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DeadlineReadTwice(bool on)
    {
        var w = TestServer.Up(new AofConfig { AppendOnly = false });
        w.Machine.KillServer();
        var host = w.Machine.BootServer(w, new Prng(new Seed(1))) with { Clock = new TickingClock() };
        var server = AofServer.Start(host, new AofConfig { Defects = Only(Defect.DeadlineReadTwice, on) });
        new EventLoop(server).Turn(new Session(new Reply()), TestServer.Words("SETEX k 100 v"));
        var logged = w.Log[3].Split(' ')[2];
        Assert.Equal(
            on, logged != server.Data[0].Deadline(Bytes.Of("k"))!.Value.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(true, "1")]
    [InlineData(false, "(nil)")]
    public void ExecDespiteRefusal(bool on, string seen)
    {
        var w = TestServer.Up(
            FsyncPolicy.No, Only(Defect.ExecDespiteRefusal, on), "ENOSPC on write by server, 1st call, for ever");
        var transaction = new Session(new Reply());
        w.Server.Execute(transaction, TestServer.Words("MULTI"));
        w.Server.Execute(transaction, TestServer.Words("SET x 1"));
        w.Send("SET y 1");
        w.Server.Execute(transaction, TestServer.Words("EXEC"));
        Assert.Equal(seen, w.Send("GET x"));
    }

    [Theory]
    [InlineData(true, "(nil)")]
    [InlineData(false, "v")]
    public void DiffReadErrorIgnored(bool on, string seen)
    {
        var w = TestServer.Up(FsyncPolicy.Always, Only(Defect.DiffReadErrorIgnored, on),
            "EIO on pipe-read by child of pipe:[1], 1st call, for ever");
        w.Send("BGREWRITEAOF");
        w.Send("SET k v");
        w.Turn().PassUntilChildHasEnded();
        Assert.Equal(seen, w.KillAndRestart().Send("GET k"));
    }

    [Theory]
    [InlineData(true, "SEY k w")]
    [InlineData(false, "SEY k w")]
    [InlineData(true, "SET k")]
    [InlineData(false, "SET k")]
    public void CheckerIgnoresNames(bool on, string damaged)
    {
        var (sound, defects) = (Resp.Command("SET k v"), Only(Defect.CheckerIgnoresNames, on));
        var log = System.Text.Encoding.Latin1.GetBytes(sound + Resp.Command(damaged));
        var w = TestServer.On(new AofConfig { AppendOnly = false }, DiskImage.Of((TestServer.AofName, log)));
        w.Machine.KillServer();
        var repaired =
            AofCheck.Repair(w.Machine.BootServer(w, new Prng(new Seed(1))).Files, TestServer.AofName,
            AofCheckOptions.Of(defects));
        Assert.Equal(on ? log.Length : sound.Length, repaired.Value.OkUpTo);
        Assert.Equal(
            on ? 1 : null, w.KillAndRestart().ExitCode ?? TestServer.On(w.Content(TestServer.AofName)).ExitCode);
    }

    [Theory]
    [Trait("Defect", "8474")]
    [InlineData(true, 1000)]
    [InlineData(false, 400)]
    public void RestoreTimeRelative(bool on, int left)
    {
        var w = TestServer.Up(FsyncPolicy.Always, Only(Defect.RestoreTimeRelative, on));
        w.SendBytes(Bytes.Of("RESTORE"), Bytes.Of("k"), Bytes.Of("1000"), RdbBytes.Payload(0, "01 'v'"));
        w.Pass(600).KillAndRestart();
        Assert.Equal(left, w.Server.Data[0].Deadline(Bytes.Of("k")) - w.NowMs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DeliveriesInManyRecords(bool on)
    {
        var w = WithTwoDelivered(Only(Defect.DeliveriesInManyRecords, on));
        Assert.Equal(on ? ["XCLAIM", "XCLAIM"] : ["MULTI", "XCLAIM", "XCLAIM", "EXEC"],
            w.Log[4..].Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RedeliveryNotLogged(bool on)
    {
        var w = WithTwoDelivered(Only(Defect.RedeliveryNotLogged, on));
        w.Send("XREADGROUP GROUP g c STREAMS x 0");
        var before = w.Server.Data.Snapshot();
        Assert.Equal(on, before.FirstDifference(w.KillAndRestart().Server.Data, "before", "after") is not null);
    }

    [Theory]
    [Trait("Defect", "15729")]
    [InlineData(true)]
    [InlineData(false)]
    public void PendingOfDeletedLost(bool on)
    {
        var w = WithTwoDelivered(Only(Defect.PendingOfDeletedLost, on));
        w.Send("XDEL x 1-1");
        var before = w.Server.Data.Snapshot();
        Assert.Null(before.FirstDifference(w.KillAndRestart().Server.Data, "before", "after"));
        w.Rewrite();
        Assert.Equal(on, before.FirstDifference(w.KillAndRestart().Server.Data, "before", "after") is not null);
    }

    [Theory]
    [Trait("Defect", "416")]
    [InlineData(true)]
    [InlineData(false)]
    public void IntervalsByWallClock(bool on)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.IntervalsByWallClock, on));
        w.Pass(1500).SetClock(TimeSpan.FromHours(-1)).Send("SET k v");
        Assert.Equal(on, w.Pass(3000).PowerLossMayTake("k", "v"));
        Assert.False(w.Pass(3_600_000).PowerLossMayTake("k", "v"));
    }

    private static TestServer WithTwoDelivered(Defects defects)
    {
        var w = TestServer.Up(FsyncPolicy.Always, defects);
        w.SendTurn("XADD x 1-1 f v", "XADD x 2-1 f v", "XGROUP CREATE x g 0", "XREADGROUP GROUP g c STREAMS x >");
        return w;
    }

    /// <summary>A millisecond goes by between any two looks at this clock.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private long ms = 1_600_000_000_000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(ms++);

        public override long GetTimestamp() => ms++;
    }

    [Fact]
    public void ASetIsReadAsItIsPrinted()
    {
        Assert.True(Defects.TryParse(Defects.Redis605.ToString(), out var parsed) && parsed == Defects.Redis605);
        Assert.True(Defects.TryParse("all", out parsed) && parsed == Defects.Redis605);
        Assert.True(Defects.TryParse("none", out parsed) && parsed == Defects.None);
        Assert.False(Defects.TryParse("NoSuchDefect", out _));
    }

    [Theory]
    [InlineData(true, "SELECT 0", "SET k 1", "SET k 3")]
    [InlineData(false, "SELECT 0", "SET k 1")]
    public void AppendBehindLostEnd(bool on, params string[] log)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Only(Defect.AppendBehindLostEnd, on),
            "EIO on sync-data by background, 2nd call, once", "EAGAIN on fork, 1st call, for ever");
        w.Machine.Disk.FailedSync = FailedSync.ContentReverts;
        w.Send("SET k 1");
        w.Pass(2000).Send("SET k 2");
        w.PassWithoutServer(1000).Send("SET k 3");
        Assert.Equal(log, w.Log);
    }
}
