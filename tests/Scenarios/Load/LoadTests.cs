using Aof;
using Aof.Data;
using Aof.Data.Primitives;
using Aof.Load;
using Aof.State;
using Sim.Machine.Random;
using Sim.Os;

namespace Tests.Scenarios.Load;

/// <summary>What a start makes of the log that it finds.</summary>
public sealed class LoadTests
{
    private static readonly string Whole = Resp.Log("SELECT 0", "SET a 1");

    [Fact]
    public void TheDatasetComesBack()
    {
        var w = TestServer.On(
            Resp.Log("SELECT 3", "SET a 1", "RPUSH l x y", "PEXPIREAT l 1700000000000", "MULTI", "INCR a", "EXEC"));
        Assert.Equal(LoadOutcome.Loaded, w.Server.Loaded.Outcome);
        Assert.Equal(7, w.Server.Loaded.Commands);
        Assert.Equal(["OK", "2", "[x, y]"], w.SendTurn("SELECT 3", "GET a", "LRANGE l 0 -1"));
    }

    [Fact]
    public void NoFileIsAnEmptyDatasetAndTheFileIsCreated()
    {
        var w = TestServer.Up();
        Assert.Equal(LoadOutcome.Missing, w.Server.Loaded.Outcome);
        Assert.Equal([TestServer.AofName], w.Files);
    }

    [Fact]
    public void AnEmptyFileIsAnEmptyDataset() =>
        Assert.Equal(LoadOutcome.Empty, TestServer.On("").Server.Loaded.Outcome);

    [Fact]
    public void TruncatedTailIsDroppedWhenLoadTruncatedIsYes()
    {
        var w = TestServer.On(Whole + "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n");
        Assert.Equal(LoadOutcome.Truncated, w.Server.Loaded.Outcome);
        Assert.Equal(Whole.Length, w.Server.Loaded.Offset);
        Assert.Equal(["SELECT 0", "SET a 1"], w.Log);
        Assert.True(w.Logged(LogLevel.Warning, "damaged at its end"));
    }

    [Fact]
    public void TruncatedTailIsRefusedWhenLoadTruncatedIsNo()
    {
        var torn = Whole + "*3\r\n";
        var w = TestServer.On(torn, loadTruncated: false);
        Assert.Equal(1, w.ExitCode);
        Assert.Equal(torn, w.Content(TestServer.AofName));
    }

    [Fact]
    public void EveryPrefixOfALogIsTruncatedToWholeCommands()
    {
        var log = Resp.Log("SELECT 0", "SET a 1", "SET b some-longer-value", "DEL a");
        for (var length = 1; length < log.Length; length++)
        {
            var w = TestServer.On(log[..length]);
            Assert.StartsWith(w.Content(TestServer.AofName), log, StringComparison.Ordinal);
            Assert.Equal(w.Server.Loaded.Commands, w.Log.Length);
            Assert.True(w.Server.Loaded.Outcome is LoadOutcome.Truncated or LoadOutcome.Loaded);
        }
    }

    [Fact]
    public void ATransactionWithoutItsEndIsDroppedWhole()
    {
        var log = Whole + Resp.Log("MULTI", "SET a 2", "SET b 3", "EXEC");
        for (var length = Whole.Length + 1; length < log.Length; length++)
        {
            var w = TestServer.On(log[..length]);
            Assert.Equal(["SELECT 0", "SET a 1"], w.Log);
            Assert.Equal("[1, (nil)]", w.Send("MGET a b"));
        }
    }

    [Theory]
    [InlineData("garbage", 0)]
    [InlineData("*0\r\n", 0)]
    [InlineData("*-1\r\n", 0)]
    [InlineData("*x\r\n", 0)]
    [InlineData("*3\n$3\nSET\n", 0)]
    [InlineData("*99999999999999999999\r\n", 0)]
    [InlineData("*4294967296\r\n", 0)]
    [InlineData("*1\r\n#4\r\nPING\r\n", 4)]
    [InlineData("*1\r\n$-4\r\nPING\r\n", 4)]
    [InlineData("*1\r\n$9999999999999\r\nPING\r\n", 4)]
    [InlineData("*1\r\n$4 \r\nPING\r\n", 4)]
    [InlineData("*1\r\n$3\r\nPING\r\n", 11)]
    [InlineData("\0\0\0\0\0\0\0\0", 0)]
    public void WhatIsNoCommandIsRefusedWithItsOffset(string damage, int at)
    {
        var result = Read(Whole + damage + Whole);
        Assert.Equal(LoadOutcome.BadFormat, result.Outcome);
        Assert.Equal(Whole.Length + at, result.Offset);
        var w = TestServer.On(Whole + damage + Whole);
        Assert.Equal(1, w.ExitCode);
        Assert.Contains(Invariant($"at byte {result.Offset}"), w.ExitReason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownCommandIsRefused()
    {
        var result = Read(Whole + Resp.Log("FROBNICATE a"));
        Assert.Equal((LoadOutcome.UnknownCommand, (long)Whole.Length), (result.Outcome, result.Offset));
        Assert.Contains("FROBNICATE", result.Reason, StringComparison.Ordinal);
        Assert.Equal(1, TestServer.On(Resp.Log("FROBNICATE a")).ExitCode);
        Assert.Equal(LoadOutcome.UnknownCommand, Read(Resp.Log(new string('x', 5000))).Outcome);
    }

    [Theory]
    [InlineData("EVAL x 0")]
    [InlineData("evalsha e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0")]
    public void ALogThatNeedsAScriptIsRefusedWithTheReason(string command)
    {
        var result = Read(Whole + Resp.Log("SCRIPT LOAD x", "SCRIPT FLUSH", command));
        Assert.Equal((LoadOutcome.UnknownCommand, 4), (result.Outcome, (int)result.Commands));
        Assert.StartsWith(
            $"{command.Split(' ')[0]} runs a script, and no scripts are run here", result.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ACommandWithTooFewArgumentsIsRefused()
    {
        var result = Read(Whole + Resp.Log("SET a"));
        Assert.Equal((LoadOutcome.WrongArity, (long)Whole.Length), (result.Outcome, result.Offset));
    }

    [Theory]
    [InlineData("*2147483647\r\n$3\r\nSET\r\n")]
    [InlineData("*3\r\n$3\r\nSET\r\n$500000000\r\nxyz")]
    [InlineData("*3\r\n$400000000\r\nSET\r\n$1\r\nx\r\n")]
    public void HostileLengthsTakeNoMoreMemoryThanTheFileHolds(string hostile)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(LoadOutcome.UnexpectedEnd, Read(Whole + hostile).Outcome);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void ACommandThatFailsIsPassedOver()
    {
        var w = TestServer.On(Resp.Log("SET a x", "INCR a", "LPUSH a 1", "SET b 2"));
        Assert.Equal("[x, 2]", w.Send("MGET a b"));
    }

    [Fact]
    public void WhatALogSaysAboutAServerIsNotDone()
    {
        var w = TestServer.On(Resp.Log("SET a 1", "BGREWRITEAOF", "CONFIG SET appendonly no", "SET b 2"));
        Assert.Equal("[1, 2]", w.Send("MGET a b"));
        Assert.False(w.Status.RewriteInProgress);
        Assert.Equal(AofMode.On, w.Status.Mode);
        Assert.Equal(LoadOutcome.Loaded, Read(Resp.Log("SET a 1", "BGREWRITEAOF", "CONFIG GET *", "INFO")).Outcome);
    }

    [Fact]
    public void ValuesMayHoldAnything()
    {
        var w = TestServer.Up();
        w.SendBytes(Bytes.Of("SET"), Bytes.Of("k\r\n*1\r\n"), Bytes.Of("\0\r\n$5\r\n\u00ff"));
        var before = w.Server.Data.Snapshot();
        Assert.Null(before.FirstDifference(w.KillAndRestart().Server.Data, "before", "after"));
    }

    [Fact]
    public void ALogLargerThanTheBufferIsReadInPieces()
    {
        var w = TestServer.Up();
        for (var i = 0; i < 200; i++)
        {
            w.Send(Invariant($"SET key:{i} {new string('x', i * 37)}"));
        }

        w.SendBytes(Bytes.Of("SET"), Bytes.Of("big"), new Bytes(new byte[300_000]));
        var before = w.Server.Data.Snapshot();
        Assert.Null(before.FirstDifference(w.KillAndRestart().Server.Data, "before", "after"));
    }

    [Fact]
    public void ProgressIsToldEveryThousandCommands()
    {
        var w = TestServer.On(string.Concat(Enumerable.Repeat(Resp.Command("INCR n"), 2500)));
        var reported = new List<long>();
        w.Machine.KillServer();
        _ = AofServer.Start(w.Machine.BootServer(w, new Prng(new Seed(1))), new AofConfig(), reported.Add);
        var size = Resp.Command("INCR n").Length;
        Assert.Equal([0, 1000 * size, 2000 * size], reported);
    }

    [Theory]
    [InlineData("EIO on open by server of appendonly.aof, 1st call, once")]
    [InlineData("EIO on read by server, 1st call, once")]
    [InlineData("EIO on size by server, 1st call, once")]
    [InlineData("EACCES on open by server of appendonly.aof, 3rd call, once")]
    [InlineData("EIO on size by server, 2nd call, once")]
    public void AServerThatCannotReadOrOpenItsLogRefusesToStart(string fault)
    {
        var w = TestServer.Up(new AofConfig(), Whole, faults: fault);
        Assert.Equal(1, w.ExitCode);
        Assert.Equal("1", w.KillAndRestart().Send("GET a"));
        Assert.Equal([TestServer.AofName], w.Files);
    }

    [Theory]
    [InlineData("EIO on open by server of temp-*, 1st call, once")]
    [InlineData("EIO on read by server, 3rd call, once")]
    [InlineData("ENOSPC on write by server of temp-*, 1st call, once")]
    [InlineData("EIO on sync by server of temp-*, 1st call, once")]
    [InlineData("EIO on rename by server, 1st call, once")]
    [InlineData("EIO on sync by server of ., 1st call, once")]
    public void ALogThatCannotBeCopiedIsReadOnlyUntilARewrite(string fault)
    {
        var w = TestServer.Up(new AofConfig(), Whole, faults: fault);
        Assert.Equal("1", w.Send("GET a"));
        Assert.StartsWith("-MISCONF", w.Send("SET a 2"), StringComparison.Ordinal);
        w.Pass(200).PassUntilChildHasEnded();
        Assert.Equal("OK", w.Send("SET a 2"));
    }

    [Theory]
    [InlineData("ENOSPC on write by server of temp-*, 1st call, once")]
    [InlineData("EIO on sync by server of ., 1st call, once")]
    public void UnderAlwaysALogThatCannotBeCopiedIsRefused(string fault)
    {
        var w = TestServer.Up(new AofConfig { Policy = FsyncPolicy.Always }, Whole, faults: fault);
        Assert.Equal(1, w.ExitCode);
        Assert.Equal("1", w.KillAndRestart().Send("GET a"));
        Assert.Equal([TestServer.AofName], w.Files);
    }

    [Fact]
    public void ATailThatCannotBeCutIsRefused()
    {
        var w = TestServer.Up(
            new AofConfig(), Whole + "*", diskBytes: Whole.Length + 10, faults: "EIO on truncate, 1st call, once");
        Assert.Equal(1, w.ExitCode);
        Assert.Equal(LoadOutcome.Truncated, w.KillAndRestart().Server.Loaded.Outcome);
        Assert.Equal(Whole, w.Content(TestServer.AofName));
    }

    [Fact]
    public void SizeAndGrowthAreMeasuredFromWhatWasLoaded()
    {
        var w = TestServer.On(Whole);
        Assert.Equal((Whole.Length, Whole.Length), (w.Status.CurrentSize, w.Status.BaseSize));
    }

    private static LoadResult Read(string log)
    {
        var w = TestServer.On("");
        var inode = w.Machine.Disk.Create("other.aof").Value;
        _ = w.Machine.Disk.Write(inode, 0, System.Text.Encoding.Latin1.GetBytes(log));
        w.Machine.KillServer();
        var result = Loader.Read(w.Machine.BootServer(w, new Prng(new Seed(1))), "other.aof", new Dataset());
        Assert.Equal(log, w.Content("other.aof"));
        Assert.Equal(log.Length, result.FileSize);
        return result;
    }
}
