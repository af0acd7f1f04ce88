using Aof.Data.Primitives;

namespace Tests.Scenarios.Data;

/// <summary>What a write leaves in the log: the same effect again, whenever it is replayed.</summary>
public class LoggingTests
{
    private readonly TestExecutor bench = new();

    [Fact]
    public void WhatDependsOnChanceIsLoggedAsWhatItDid()
    {
        bench.Do("SADD t a b c d");
        var popped = bench.Do("SPOP t").Split('\n')[1];
        Assert.Equal($"0: SREM t {popped}", bench.Log[^1]);

        bench.Do("SPOP t 2");
        Assert.Equal(["0: MULTI", "0: SREM t ", "0: SREM t ", "0: EXEC"],
            bench.Log[^4..].Select(line => line.Length > 10 ? line[..10] : line));

        bench.Do("SPOP t 9");
        Assert.Equal("0: DEL t", bench.Log[^1]);
        Assert.Equal([1, 2, 6, 7], bench.Units);
    }

    [Fact]
    public void SeveralPopsInsideATransactionAreNotBracketedAgain()
    {
        bench.Do("SADD t a b c d");
        bench.Do("MULTI");
        bench.Do("SPOP t 2");
        bench.Do("EXEC");
        Assert.Equal(["0: MULTI", "0: SREM", "0: SREM", "0: EXEC"],
            bench.Log[1..].Select(line => string.Join(' ', line.Split(' ')[..2])));
        Assert.Equal([1, 5], bench.Units);
    }

    [Theory]
    [InlineData("INCRBYFLOAT s 0.1", "$3\n0.1", "0: SET s 0.1 KEEPTTL")]
    [InlineData("INCRBYFLOAT s 3.0e3", "$4\n3000", "0: SET s 3000 KEEPTTL")]
    [InlineData("HINCRBYFLOAT h f -5.0", "$2\n-5", "0: HSET h f -5")]
    public void SumsOfFloatsAreLoggedAsTheirResult(string line, string reply, string logged)
    {
        Assert.Equal(reply, bench.Do(line));
        Assert.Equal([logged], bench.Log);
    }

    [Fact]
    public void APastDeadlineDeletesTheKeyAndIsLoggedAsDel()
    {
        bench.Do("SET s v");
        Assert.Equal(":1", bench.Do("EXPIRE s -1"));
        Assert.Equal(["0: SET s v", "0: DEL s"], bench.Log);
        Assert.Equal(0, bench.Data[0].Count);
    }

    [Fact]
    public void WhileLoadingAPastDeadlineIsKeptAndNothingExpires()
    {
        var now = bench.NowMs;
        bench.Replay([[.. Words("SET s v")], [.. Words("PEXPIREAT s 1")], [.. Words("APPEND s w")]]);
        Assert.Equal(1, bench.Data[0].Deadline(Bytes.Of("s")));
        Assert.Empty(bench.Log);
        Assert.Equal(now, bench.NowMs);
    }

    [Fact]
    public void ReadingAKeyPastItsDeadlineDeletesItAndLogsDel()
    {
        bench.Do("SET s v PX 10");
        bench.NowMs += 10;
        Assert.Equal("$1\nv", bench.Do("GET s"));
        bench.NowMs++;
        Assert.Equal("$-1", bench.Do("GET s"));
        Assert.Equal("0: DEL s", bench.Log[^1]);
        Assert.Equal([1, 2], bench.Units);
    }

    [Fact]
    public void AWriteToAnExpiredKeyLogsTheDeletionFirst()
    {
        bench.Do("MSET a 1 b 2");
        bench.Do("PEXPIRE b 10");
        bench.NowMs += 11;
        bench.Do("MSET a 3 b 4");
        Assert.Equal(["0: DEL b", "0: MSET a 3 b 4"], bench.Log[^2..]);
        Assert.Equal([1, 2, 3, 4], bench.Units);
    }

    [Fact]
    public void TheExpireCycleDeletesTheOldestDeadlinesUpToABound()
    {
        for (var i = 1; i <= 5; i++)
        {
            bench.Do($"SET k{i} v PX {i}");
        }

        bench.NowMs += 5;
        Assert.Equal(3, bench.Executor.ExpireCycle(3));
        Assert.Equal(["0: DEL k1", "0: DEL k2", "0: DEL k3"], bench.Log[^3..]);
        Assert.Equal(1, bench.Executor.ExpireCycle(10));
        Assert.Equal(0, bench.Executor.ExpireCycle(10));
        Assert.Equal(1, bench.Data[0].Count);
    }

    [Fact]
    public void FlushesAreLoggedEvenWhenThereWasNothing()
    {
        bench.Do("FLUSHDB");
        bench.Do("FLUSHALL ASYNC");
        Assert.Equal(["0: FLUSHDB", "0: FLUSHALL ASYNC"], bench.Log);
    }

    [Fact]
    public void EachCommandIsLoggedWithTheDatabaseItRanIn()
    {
        bench.Do("SELECT 3");
        bench.Do("SET a 1");
        bench.Do("MOVE a 5");
        bench.Do("SWAPDB 5 6");
        Assert.Equal(["3: SET a 1", "3: MOVE a 5", "3: SWAPDB 5 6"], bench.Log);
        Assert.Equal(1, bench.Data[6].Count);
    }

    [Fact]
    public void RenamingTakesTheDeadlineAlong()
    {
        bench.Do("SET a 1 PX 5000");
        bench.Do("SET b 2");
        bench.Do("RENAME a b");
        Assert.Equal(":5000", bench.Do("PTTL b"));
        Assert.Equal(":-2", bench.Do("PTTL a"));
    }

    [Fact]
    public void WritesAndPingAreRefusedWhileTheLogCannotBeWritten()
    {
        bench.Refusal = "MISCONF no room";
        Assert.Equal("-MISCONF no room", bench.Do("SET a 1"));
        Assert.Equal("-MISCONF no room", bench.Do("PING"));
        Assert.Equal("$-1", bench.Do("GET a"));
        Assert.Empty(bench.Log);
    }

    private static IEnumerable<Bytes> Words(string line) => line.Split(' ').Select(Bytes.Of);
}
