using Aof.Data.Primitives;

namespace Tests.Scenarios.Data;

/// <summary>What a write leaves in the log: the same effect again, whenever it is replayed.</summary>
public class LoggingTests
{
    private readonly TestExecutor executor = new();

    [Fact]
    public void WhatDependsOnChanceIsLoggedAsWhatItDid()
    {
        executor.Do("SADD t a b c d");
        var popped = executor.Do("SPOP t").Split('\n')[1];
        Assert.Equal($"0: SREM t {popped}", executor.Log[^1]);

        executor.Do("SPOP t 2");
        Assert.Equal(["0: MULTI", "0: SREM t ", "0: SREM t ", "0: EXEC"],
            executor.Log[^4..].Select(line => line.Length > 10 ? line[..10] : line));

        executor.Do("SPOP t 9");
        Assert.Equal("0: DEL t", executor.Log[^1]);
        Assert.Equal([1, 2, 6, 7], executor.Units);
    }

    [Fact]
    public void SeveralPopsInsideATransactionAreNotBracketedAgain()
    {
        executor.Do("SADD t a b c d");
        executor.Do("MULTI");
        executor.Do("SPOP t 2");
        executor.Do("EXEC");
        Assert.Equal(["0: MULTI", "0: SREM", "0: SREM", "0: EXEC"],
            executor.Log[1..].Select(line => string.Join(' ', line.Split(' ')[..2])));
        Assert.Equal([1, 5], executor.Units);
    }

    [Theory]
    [InlineData("INCRBYFLOAT s 0.1", "$3\n0.1", "0: SET s 0.1 KEEPTTL")]
    [InlineData("INCRBYFLOAT s 3.0e3", "$4\n3000", "0: SET s 3000 KEEPTTL")]
    [InlineData("HINCRBYFLOAT h f -5.0", "$2\n-5", "0: HSET h f -5")]
    public void SumsOfFloatsAreLoggedAsTheirResult(string line, string reply, string logged)
    {
        Assert.Equal(reply, executor.Do(line));
        Assert.Equal([logged], executor.Log);
    }

    [Fact]
    public void APastDeadlineDeletesTheKeyAndIsLoggedAsDel()
    {
        executor.Do("SET s v");
        Assert.Equal(":1", executor.Do("EXPIRE s -1"));
        Assert.Equal(["0: SET s v", "0: DEL s"], executor.Log);
        Assert.Equal(0, executor.Data[0].Count);
    }

    [Fact]
    public void WhileLoadingAPastDeadlineIsKeptAndNothingExpires()
    {
        var now = executor.NowMs;
        executor.Replay([[.. Words("SET s v")], [.. Words("PEXPIREAT s 1")], [.. Words("APPEND s w")]]);
        Assert.Equal(1, executor.Data[0].Deadline(Bytes.Of("s")));
        Assert.Empty(executor.Log);
        Assert.Equal(now, executor.NowMs);
    }

    [Fact]
    public void ReadingAKeyPastItsDeadlineDeletesItAndLogsDel()
    {
        executor.Do("SET s v PX 10");
        executor.NowMs += 10;
        Assert.Equal("$1\nv", executor.Do("GET s"));
        executor.NowMs++;
        Assert.Equal("$-1", executor.Do("GET s"));
        Assert.Equal("0: DEL s", executor.Log[^1]);
        Assert.Equal([1, 2], executor.Units);
    }

    [Fact]
    public void AWriteToAnExpiredKeyLogsTheDeletionFirst()
    {
        executor.Do("MSET a 1 b 2");
        executor.Do("PEXPIRE b 10");
        executor.NowMs += 11;
        executor.Do("MSET a 3 b 4");
        Assert.Equal(["0: DEL b", "0: MSET a 3 b 4"], executor.Log[^2..]);
        Assert.Equal([1, 2, 3, 4], executor.Units);
    }

    [Fact]
    public void TheExpireCycleDeletesTheOldestDeadlinesUpToABound()
    {
        for (var i = 1; i <= 5; i++)
        {
            executor.Do($"SET k{i} v PX {i}");
        }

        executor.NowMs += 5;
        Assert.Equal(3, executor.Executor.ExpireCycle(3));
        Assert.Equal(["0: DEL k1", "0: DEL k2", "0: DEL k3"], executor.Log[^3..]);
        Assert.Equal(1, executor.Executor.ExpireCycle(10));
        Assert.Equal(0, executor.Executor.ExpireCycle(10));
        Assert.Equal(1, executor.Data[0].Count);
    }

    [Fact]
    public void OnlyFlushallIsLoggedWhenThereWasNothing()
    {
        executor.Do("FLUSHDB");
        executor.Do("FLUSHDB ASYNC");
        executor.Do("FLUSHALL ASYNC");
        executor.Do("SET a 1");
        executor.Do("FLUSHDB");
        Assert.Equal(["0: FLUSHALL ASYNC", "0: SET a 1", "0: FLUSHDB"], executor.Log);
    }

    /// <summary>6.0.5 writes MULTI when it comes to a command that may write, and EXEC behind it.</summary>
    [Fact]
    public void InsideATransactionThereIsNothingBetween()
    {
        Array.ForEach(["MULTI", "FLUSHDB", "EXEC"], command => executor.Do(command));
        Assert.Equal(["0: MULTI", "0: EXEC"], executor.Log);
    }

    [Fact]
    public void ADatabaseThatWasNeverUsedIsNotSelected()
    {
        var w = TestServer.Up();
        w.SendTurn("SELECT 9", "FLUSHDB", "FLUSHDB ASYNC", "SELECT 0", "SET a 1");
        w.Pass(1100);
        Assert.Equal(["SELECT 0", "SET a 1"], w.Log);
    }

    [Fact]
    public void EachCommandIsLoggedWithTheDatabaseItRanIn()
    {
        executor.Do("SELECT 3");
        executor.Do("SET a 1");
        executor.Do("MOVE a 5");
        executor.Do("SWAPDB 5 6");
        Assert.Equal(["3: SET a 1", "3: MOVE a 5", "3: SWAPDB 5 6"], executor.Log);
        Assert.Equal(1, executor.Data[6].Count);
    }

    [Fact]
    public void RenamingTakesTheDeadlineAlong()
    {
        executor.Do("SET a 1 PX 5000");
        executor.Do("SET b 2");
        executor.Do("RENAME a b");
        Assert.Equal(":5000", executor.Do("PTTL b"));
        Assert.Equal(":-2", executor.Do("PTTL a"));
    }

    [Fact]
    public void WritesAndPingAreRefusedWhileTheLogCannotBeWritten()
    {
        executor.Refusal = "MISCONF no room";
        Assert.Equal("-MISCONF no room", executor.Do("SET a 1"));
        Assert.Equal("-MISCONF no room", executor.Do("PING"));
        Assert.Equal("$-1", executor.Do("GET a"));
        Assert.Empty(executor.Log);
    }

    private static IEnumerable<Bytes> Words(string line) => line.Split(' ').Select(Bytes.Of);
}
