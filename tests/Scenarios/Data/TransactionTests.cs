using Aof.KnownDefects;

namespace Tests.Scenarios.Data;

/// <summary>MULTI, EXEC, DISCARD and WATCH.</summary>
public class TransactionTests
{
    private readonly TestExecutor executor = new();

    [Fact]
    public void ATransactionIsOneUnitBetweenMultiAndExec()
    {
        Assert.Equal("+OK", executor.Do("MULTI"));
        Assert.Equal("+QUEUED", executor.Do("SET a 1"));
        Assert.Equal("+QUEUED", executor.Do("GET a"));
        Assert.Equal("+QUEUED", executor.Do("INCR a"));
        Assert.Equal("*3\n+OK\n$1\n1\n:2", executor.Do("EXEC"));
        Assert.Equal(["0: MULTI", "0: SET a 1", "0: INCR a", "0: EXEC"], executor.Log);
        Assert.Equal([4], executor.Units);
    }

    [Fact]
    public void ATransactionThatOnlyReadsIsNotLogged()
    {
        Run("MULTI", "GET a", "EXISTS a", "EXEC");
        Assert.Empty(executor.Log);
        Assert.Empty(executor.Units);
    }

    [Fact]
    public void MultiIsLoggedBeforeTheFirstCommandThatMayWrite()
    {
        Run("MULTI", "GET a", "SELECT 2", "DEL nothing", "EXEC");
        Assert.Equal(["0: MULTI", "2: EXEC"], executor.Log);
    }

    [Fact]
    public void ACommandThatFailsInsideExecDoesNotUndoTheOthers()
    {
        executor.Do("SET a text");
        Run("MULTI", "INCR a", "SET b 1");
        Assert.Equal("*2\n-ERR value is not an integer or out of range\n+OK", executor.Do("EXEC"));
        Assert.Equal(["0: MULTI", "0: SET b 1", "0: EXEC"], executor.Log[1..]);
    }

    [Theory]
    [InlineData("NOSUCH")]
    [InlineData("GET")]
    public void ACommandThatCannotBeQueuedAbortsTheTransaction(string flawed)
    {
        Run("MULTI", "SET a 1", flawed);
        Assert.Equal("-EXECABORT Transaction discarded because of previous errors.", executor.Do("EXEC"));
        Assert.Equal("-ERR EXEC without MULTI", executor.Do("EXEC"));
        Assert.Equal(0, executor.Data[0].Count);
    }

    [Fact]
    public void ARefusedWriteInTheQueueAbortsTheTransaction()
    {
        executor.Do("MULTI");
        executor.Refusal = "MISCONF no room";
        Assert.Equal("-MISCONF no room", executor.Do("SET a 1"));
        executor.Refusal = null;
        Assert.StartsWith("-EXECABORT", executor.Do("EXEC"), StringComparison.Ordinal);
    }

    [Fact]
    public void ExecIsRefusedWhenWritesAreRefusedByThen()
    {
        Run("MULTI", "SET a 1");
        executor.Refusal = "MISCONF no room";
        Assert.Equal("-EXECABORT Transaction discarded because of: MISCONF no room", executor.Do("EXEC"));
        Assert.Equal(0, executor.Data[0].Count);
        Assert.False(executor.Client.InTransaction);
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
        Assert.Equal("+OK", executor.Do("DISCARD"));
        Assert.Equal("$-1", executor.Do("GET a"));
        Assert.Empty(executor.Log);
    }

    [Fact]
    public void MultiDoesNotNest()
    {
        executor.Do("MULTI");
        Assert.Equal("-ERR MULTI calls can not be nested", executor.Do("MULTI"));
        Assert.Equal("-ERR WATCH inside MULTI is not allowed", executor.Do("WATCH a"));
        Assert.Equal("*0", executor.Do("EXEC"));
    }

    [Theory]
    [InlineData("SET a 2", "*-1")]
    [InlineData("DEL a", "*-1")]
    [InlineData("FLUSHALL", "*-1")]
    [InlineData("SET b 2", "*1\n+OK")]
    [InlineData("GET a", "*1\n+OK")]
    public void AWatchedKeyThatSomebodyChangesKeepsExecFromRunning(string others, string reply)
    {
        executor.Do("SET a 1");
        Run("WATCH a", "MULTI", "SET c 3");
        executor.Do(TestExecutor.NewClient(), others);
        Assert.Equal(reply, executor.Do("EXEC"));
    }

    /// <summary>
    /// In 6.0.5 an expired key aborts a transaction that watches it when a command finds the key. When the expire cycle
    /// deletes it, the transaction is executed.
    /// </summary>
    [Theory]
    [InlineData(true, "*-1")]
    [InlineData(false, "*1\n+OK")]
    public void AWatchedKeyThatExpires(bool isReadByAnother, string reply)
    {
        executor.Do("SET a 1 PX 10");
        Run("WATCH a", "MULTI", "SET c 3");
        executor.NowMs += 11;
        if (isReadByAnother)
        {
            executor.Do(TestExecutor.NewClient(), "GET a");
        }
        else
        {
            Assert.Equal(1, executor.Executor.ExpireCycle(1));
        }

        Assert.Equal(reply, executor.Do("EXEC"));
    }

    [Fact]
    public void UnwatchAndDiscardForgetWhatWasWatched()
    {
        Run("WATCH a", "UNWATCH");
        executor.Do(TestExecutor.NewClient(), "SET a 1");
        Run("MULTI", "SET b 1");
        Assert.Equal("*1\n+OK", executor.Do("EXEC"));
    }

    [Fact]
    public void AnExpiryBeforeTheFirstWriteOfATransactionIsAUnit()
    {
        executor.Do("SET a 1 PX 10");
        executor.NowMs += 11;
        Run("MULTI", "GET a", "SET b 1", "EXEC");
        Assert.Equal(["0: DEL a", "0: MULTI", "0: SET b 1", "0: EXEC"], executor.Log[1..]);
        Assert.Equal([1, 2, 5], executor.Units);
    }

    [Fact]
    public void AnExpiryAfterTheFirstWriteIsInTheTransaction()
    {
        executor.Do("SET a 1 PX 10");
        executor.NowMs += 11;
        Run("MULTI", "SET b 1", "GET a", "EXEC");
        Assert.Equal(["0: MULTI", "0: SET b 1", "0: DEL a", "0: EXEC"], executor.Log[1..]);
        Assert.Equal([1, 5], executor.Units);
    }

    private void Run(params string[] lines) => Array.ForEach(lines, line => executor.Do(line));
}
