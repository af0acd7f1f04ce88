using Aof.Data.Primitives;
using Aof.Diagnostics;
using Aof.State;
using Sim.Os;

namespace Tests.Scenarios.Rewrite;

/// <summary>How a rewrite goes when all is well.</summary>
public sealed class RewriteTests
{
    [Fact]
    public void TheRewrittenLogIsTheShortestOne()
    {
        var w = TestServer.Up();
        w.SendTurn("SET k 1", "INCR k", "INCR k", "RPUSH l a b c", "LPOP l", "PEXPIREAT l 1700000000000", "SELECT 9",
            "HSET h f v");
        Assert.Equal("Background append only file rewriting started", w.Send("BGREWRITEAOF"));
        w.PassUntilChildHasEnded();
        Assert.Equal(["SELECT 0", "SET k 3", "RPUSH l b c", "PEXPIREAT l 1700000000000", "SELECT 9", "HMSET h f v"],
            Sorted(w.Log));
        Assert.True(w.Status.LastRewriteOk);
    }

    /// <summary>Keys stand in the order of a hash: k and l may come either way.</summary>
    private static string[] Sorted(string[] log) =>
        log[1].StartsWith("SET", StringComparison.Ordinal) ? log : [log[0], log[3], log[1], log[2], .. log[4..]];

    [Theory]
    [InlineData("RPUSH", 1)]
    [InlineData("SADD", 1)]
    [InlineData("ZADD", 2)]
    [InlineData("HMSET", 2)]
    public void ACommandHasAtMostSixtyFourItems(string command, int wordsPerItem)
    {
        var w = TestServer.Up();
        var items = Enumerable.Range(100, 150).Select(i => wordsPerItem == 1 ? $"{i}" : $"{i} {i}");
        w.Send($"{command} k {string.Join(' ', items)}");
        var before = w.Server.Data.Snapshot();
        w.Rewrite();
        Assert.Equal([64, 64, 22], w.Log[1..].Select(line => (line.Split(' ').Length - 2) / wordsPerItem));
        Assert.All(w.Log[1..], line => Assert.StartsWith($"{command} k ", line, StringComparison.Ordinal));
        Assert.Null(before.FirstDifference(w.KillAndRestart().Server.Data, "before", "after"));
    }

    [Fact]
    public void ScoresSurviveToTheLastBit()
    {
        var w = TestServer.Up();
        w.Send("ZADD z 0.1 a 3.0000000000000004 b inf c -inf d 1e300 e -0 f");
        var before = w.Server.Data.Snapshot();
        w.Rewrite().KillAndRestart();
        Assert.Null(before.FirstDifference(w.Server.Data, "before", "after"));
    }

    [Fact]
    public void AnEmptyDatasetGivesAnEmptyLog()
    {
        var w = TestServer.Up();
        w.SendTurn("SET k v", "DEL k");
        Assert.Equal("", w.Rewrite().Content(TestServer.AofName));
    }

    [Fact]
    public void WhatIsWrittenMeanwhileStandsBehindTheSnapshot()
    {
        var w = TestServer.Up();
        w.SendTurn("SELECT 2", "SET a 1");
        w.SendTurn("BGREWRITEAOF", "SELECT 2", "SET a 2");
        w.Send("SET b 3");
        w.PassUntilChildHasEnded();
        Assert.Equal(["SELECT 2", "SET a 1", "SELECT 2", "SET a 2", "SELECT 0", "SET b 3"], w.Log);
    }

    [Fact]
    public void TheChildTakesTheDifferenceWhileItRuns()
    {
        var w = TestServer.Up();
        w.Send("BGREWRITEAOF");
        w.Send("SET k v");
        Assert.Equal(0, w.Turn().Status.RewriteBufferLength);
        w.PassUntilChildHasEnded();
        Assert.True(w.Logged(LogLevel.Notice, "asks to send no more"));
        Assert.Equal(["SELECT 0", "SET k v"], w.Log);
    }

    [Fact]
    public void APipeHoldsOnlySoMuchAndTheRestWaits()
    {
        var w = TestServer.Up();
        w.Send("BGREWRITEAOF");
        w.SendBytes(Bytes.Of("SET"), Bytes.Of("k"), new Bytes(new byte[100_000]));
        Assert.InRange(w.Turn().Status.RewriteBufferLength, 34_000, 35_000);
        Assert.Equal("100000", w.PassUntilChildHasEnded().KillAndRestart().Send("STRLEN k"));
    }

    [Fact]
    public void TheServerWritesTheRestOfTheDifference()
    {
        var w = TestServer.Up();
        w.Send("BGREWRITEAOF");
        for (var i = 0; !w.Logged(LogLevel.Notice, "asks to send no more"); i++)
        {
            Assert.True(i < 100, "The child never asks.");
            w.Pass(1);
        }

        w.Send("SET late 1");
        Assert.True(w.Status.RewriteBufferLength > 0);
        Assert.Equal(["SELECT 0", "SET late 1"], w.PassUntilChildHasEnded().Log);
        Assert.Equal(1, w.Status.Latency[LatencyEvent.RewriteDiffWrite].Count);
    }

    [Fact]
    public void AfterTheSwapTheServerWritesToTheNewFile()
    {
        var w = TestServer.Up();
        w.SendTurn("SET k 1", "SET k 2");
        w.Rewrite().Send("SET l 3");
        Assert.Equal(["SELECT 0", "SET k 2", "SELECT 0", "SET l 3"], w.Log);
        Assert.Equal(w.Content(TestServer.AofName).Length, w.Status.CurrentSize);
        Assert.Equal(Resp.Log("SELECT 0", "SET k 2").Length, w.Status.BaseSize);
        Assert.Equal([TestServer.AofName], w.Files);
    }

    [Fact]
    public void OneRewriteAtATime()
    {
        var w = TestServer.Up();
        string[] replies =
        [
            "Background append only file rewriting started",
            "-ERR Background append only file rewriting already in progress",
        ];
        Assert.Equal(replies, w.SendTurn("BGREWRITEAOF", "BGREWRITEAOF"));
    }

    [Fact]
    public void InsideATransactionARewriteIsScheduled()
    {
        var w = TestServer.Up();
        var replies = w.SendTurn("MULTI", "SET a 1", "BGREWRITEAOF", "SET b 2", "EXEC");
        Assert.Equal("[OK, Background append only file rewriting scheduled, OK]", replies[^1]);
        Assert.True(w.Status.RewriteScheduled);
        w.Pass(200).PassUntilChildHasEnded();
        Assert.False(w.Status.RewriteScheduled);
        Assert.DoesNotContain("EXEC", w.Log);
    }

    [Fact]
    public void ALogThatHasGrownIsRewrittenByItself()
    {
        var w = TestServer.Up(new AofConfig { AutoRewriteMinSize = 1000, AutoRewritePercentage = 100 });
        for (var i = 0; i < 40; i++)
        {
            w.Send($"SET k {i}");
        }

        w.Pass(200).PassUntilChildHasEnded();
        Assert.True(w.Logged(LogLevel.Notice, "has grown by"));
        Assert.Equal(["SELECT 0", "SET k 39"], w.Log);
    }

    [Theory]
    [InlineData(100_000, 100)]
    [InlineData(1000, 0)]
    public void ASmallLogIsNotAndNoneIfThePercentageIsZero(long minSize, int percentage)
    {
        var w =
            TestServer.Up(new AofConfig { AutoRewriteMinSize = minSize, AutoRewritePercentage = percentage });
        for (var i = 0; i < 40; i++)
        {
            w.Send($"SET k {i}");
        }

        Assert.Equal(41, w.Pass(500).Log.Length);
    }

    [Fact]
    public void GrowthIsMeasuredFromTheLastRewrite()
    {
        var w =
            TestServer.Up(new AofConfig { AutoRewriteMinSize = 100, AutoRewritePercentage = 100 }, Resp.Log(Sets(20)));
        w.Send("SET x 1");
        Assert.Equal(23, w.Pass(500).Log.Length);
    }

    private static string[] Sets(int count) =>
        ["SELECT 0",
        .. Enumerable.Range(0, count).Select(i => Invariant($"SET k {i}"))];
}
