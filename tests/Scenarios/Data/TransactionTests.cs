using Aof.KnownDefects;

namespace Tests.Scenarios.Data;

/// <summary>MULTI, EXEC, DISCARD and WATCH.</summary>
public class TransactionTests
{
    private readonly TestExecutor bench = new();

    [Fact]
    public void ATransactionIsOneUnitBetweenMultiAndExec()
    {
        Assert.Equal("+OK", bench.Do("MULTI"));
        Assert.Equal("+QUEUED", bench.Do("SET a 1"));
        Assert.Equal("+QUEUED", bench.Do("GET a"));
        Assert.Equal("+QUEUED", bench.Do("INCR a"));
        Assert.Equal("*3\n+OK\n$1\n1\n:2", bench.Do("EXEC"));
        Assert.Equal(["0: MULTI", "0: SET a 1", "0: INCR a", "0: EXEC"], bench.Log);
        Assert.Equal([4], bench.Units);
    }

    [Fact]
    public void ATransactionThatOnlyReadsIsNotLogged()
    {
        Run("MULTI", "GET a", "EXISTS a", "EXEC");
        Assert.Empty(bench.Log);
        Assert.Empty(bench.Units);
    }

    [Fact]
    public void MultiIsLoggedBeforeTheFirstCommandThatMayWrite()
    {
        Run("MULTI", "GET a", "SELECT 2", "DEL nothing", "EXEC");
        Assert.Equal(["0: MULTI", "2: EXEC"], bench.Log);
    }

    [Fact]
    public void ACommandThatFailsInsideExecDoesNotUndoTheOthers()
    {
        bench.Do("SET a text");
        Run("MULTI", "INCR a", "SET b 1");
        Assert.Equal("*2\n-ERR value is not an integer or out of range\n+OK", bench.Do("EXEC"));
        Assert.Equal(["0: MULTI", "0: SET b 1", "0: EXEC"], bench.Log[1..]);
    }

    [Theory]
    [InlineData("NOSUCH")]
    [InlineData("GET")]
    public void ACommandThatCannotBeQueuedAbortsTheTransaction(string flawed)
    {
        Run("MULTI", "SET a 1", flawed);
        Assert.Equal("-EXECABORT Transaction discarded because of previous errors.", bench.Do("EXEC"));
        Assert.Equal("-ERR EXEC without MULTI", bench.Do("EXEC"));
        Assert.Equal(0, bench.Data[0].Count);
    }

    [Fact]
    public void ARefusedWriteInTheQueueAbortsTheTransaction()
    {
        bench.Do("MULTI");
        bench.Refusal = "MISCONF no room";
        Assert.Equal("-MISCONF no room", bench.Do("SET a 1"));
        bench.Refusal = null;
        Assert.StartsWith("-EXECABORT", bench.Do("EXEC"), StringComparison.Ordinal);
    }

    [Fact]
    public void ExecIsRefusedWhenWritesAreRefusedByThen()
    {
        Run("MULTI", "SET a 1");
        bench.Refusal = "MISCONF no room";
        Assert.Equal("-EXECABORT Transaction discarded because of: MISCONF no room", bench.Do("EXEC"));
        Assert.Equal(0, bench.Data[0].Count);
        Assert.False(bench.Client.InTransaction);
    }

    [Fact]
    public void Redis605ExecutesWritesQueuedBeforeTheRefusal()
    {
        var redis605 = new TestExecutor(Defect.ExecDespiteRefusal);
        redis605.Do("MULTI");
        redis605.Do("SET a 1");
        redis605.Refusal = "MISCONF no room";
        Assert.Equal("*1\n+OK", redis605.Do("EXEC"));
    }

    [Fact]
    public void DiscardForgetsWhatWasQueued()
    {
        Run("MULTI", "SET a 1");
        Assert.Equal("+OK", bench.Do("DISCARD"));
        Assert.Equal("$-1", bench.Do("GET a"));
        Assert.Empty(bench.Log);
    }

    [Fact]
    public void MultiDoesNotNest()
    {
        bench.Do("MULTI");
        Assert.Equal("-ERR MULTI calls can not be nested", bench.Do("MULTI"));
        Assert.Equal("-ERR WATCH inside MULTI is not allowed", bench.Do("WATCH a"));
        Assert.Equal("*0", bench.Do("EXEC"));
    }

    [Theory]
    [InlineData("SET a 2", "*-1")]
    [InlineData("DEL a", "*-1")]
    [InlineData("FLUSHALL", "*-1")]
    [InlineData("SET b 2", "*1\n+OK")]
    [InlineData("GET a", "*1\n+OK")]
    public void AWatchedKeyThatSomebodyChangesKeepsExecFromRunning(string others, string reply)
    {
        bench.Do("SET a 1");
        Run("WATCH a", "MULTI", "SET c 3");
        bench.Do(TestExecutor.NewClient(), others);
        Assert.Equal(reply, bench.Do("EXEC"));
    }

    /// <summary>
    /// Expired, a key was changed for whoever watches it, if somebody came across it; not if the cycle did, in 6.0.5.
    /// </summary>
    [Theory]
    [InlineData(true, "*-1")]
    [InlineData(false, "*1\n+OK")]
    public void AWatchedKeyThatExpires(bool isReadByAnother, string reply)
    {
        bench.Do("SET a 1 PX 10");
        Run("WATCH a", "MULTI", "SET c 3");
        bench.NowMs += 11;
        if (isReadByAnother)
        {
            bench.Do(TestExecutor.NewClient(), "GET a");
        }
        else
        {
            Assert.Equal(1, bench.Executor.ExpireCycle(1));
        }

        Assert.Equal(reply, bench.Do("EXEC"));
    }

    [Fact]
    public void UnwatchAndDiscardForgetWhatWasWatched()
    {
        Run("WATCH a", "UNWATCH");
        bench.Do(TestExecutor.NewClient(), "SET a 1");
        Run("MULTI", "SET b 1");
        Assert.Equal("*1\n+OK", bench.Do("EXEC"));
    }

    [Fact]
    public void AnExpiryBeforeTheFirstWriteOfATransactionIsAUnit()
    {
        bench.Do("SET a 1 PX 10");
        bench.NowMs += 11;
        Run("MULTI", "GET a", "SET b 1", "EXEC");
        Assert.Equal(["0: DEL a", "0: MULTI", "0: SET b 1", "0: EXEC"], bench.Log[1..]);
        Assert.Equal([1, 2, 5], bench.Units);
    }

    [Fact]
    public void AnExpiryAfterTheFirstWriteIsInTheTransaction()
    {
        bench.Do("SET a 1 PX 10");
        bench.NowMs += 11;
        Run("MULTI", "SET b 1", "GET a", "EXEC");
        Assert.Equal(["0: MULTI", "0: SET b 1", "0: DEL a", "0: EXEC"], bench.Log[1..]);
        Assert.Equal([1, 5], bench.Units);
    }

    private void Run(params string[] lines) => Array.ForEach(lines, line => bench.Do(line));
}
