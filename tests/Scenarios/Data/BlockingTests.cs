using Aof.Data.Execution;

namespace Tests.Scenarios.Data;

/// <summary>Clients that wait for a key: which client gets a value, in which order, and what of it is logged.</summary>
public sealed class BlockingTests
{
    private readonly TestExecutor executor = new();

    [Theory]
    [InlineData("RPUSH l a b c", "BLPOP l 0", "[l, a]", "LPOP l")]
    [InlineData("RPUSH l a b c", "BRPOP none l 1.5", "[l, c]", "RPOP l")]
    [InlineData("RPUSH l a b c", "BRPOPLPUSH l m 0", "c", "RPOPLPUSH l m")]
    [InlineData("ZADD z 1 a 2.5 b", "BZPOPMIN none z 0", "[z, a, 1]", "ZPOPMIN z")]
    [InlineData("ZADD z 1 a 2.5 b", "BZPOPMAX z 0", "[z, b, 2.5]", "ZPOPMAX z")]
    public void WhereThereIsSomethingNobodyWaitsAndThePopIsLogged(
        string before, string line, string reply, string logged)
    {
        executor.Do(before);
        executor.Do(line);
        Assert.Equal(reply, Replies.Taken(executor.Client));
        Assert.Equal(["0: " + before, "0: " + logged], executor.Log);
    }

    [Theory]
    [InlineData("BLPOP k l 0", "RPUSH l a b", "[l, a]", "LPOP l")]
    [InlineData("BRPOP k l 0", "RPUSH l a b", "[l, b]", "RPOP l")]
    [InlineData("BRPOPLPUSH l m 0", "LPUSH l a b", "a", "RPOPLPUSH l m")]
    [InlineData("BZPOPMIN z 0", "ZADD z 1 a 2 b", "[z, a, 1]", "zpopmin z")]
    [InlineData("BZPOPMAX z 0", "ZADD z 1 a 2 b", "[z, b, 2]", "zpopmax z")]
    [InlineData("BLPOP l 0", "LINSERT l BEFORE x a", "", null)]
    [InlineData("BLPOP l 0", "SET l a", "", null)]
    [InlineData("BLPOP l 0", "ZADD l 1 a", "", null)]
    public void AWaitEndsWithAPopThatIsAUnitAfterThePush(
        string waits, string push, string heard, string? logged)
    {
        var waiting = executor.Waiting(waits);
        executor.Do(push);
        Assert.Equal(heard, Replies.Taken(waiting));
        Assert.Equal(logged is null, waiting.Blocked);
        if (logged is not null)
        {
            Assert.Equal(["0: " + push, "0: " + logged], executor.Log);
            Assert.Equal([1, 2], executor.Units);
        }
    }

    [Theory]
    [InlineData("XREAD BLOCK 0 STREAMS other x $ $")]
    [InlineData("XREAD COUNT 5 BLOCK 1000 STREAMS x 1-1")]
    [InlineData("XREADGROUP GROUP g c BLOCK 0 STREAMS x >")]
    public void AStreamServesWheneverItGrowsAllWhoWait(string waits)
    {
        Run("XADD x 1-1 f v", "XGROUP CREATE x g $");
        Session[] waiting = [executor.Waiting(waits), executor.Waiting("XREAD BLOCK 0 STREAMS x $")];
        executor.Do("XADD x 2-1 f w");
        Assert.All(waiting, client => Assert.Equal("[[x, [[2-1, [f, w]]]]]", Replies.Taken(client)));
        Assert.Equal("0: XADD x 2-1 f w", executor.Log[2]);
        Assert.Equal(waits.Contains("GROUP", StringComparison.Ordinal),
            executor.Log.Skip(3).Any(line => line.StartsWith("0: XCLAIM x g c", StringComparison.Ordinal)));
    }

    [Fact]
    public void OneConsumerOfAGroupGetsAnEntryAndTheOtherWaits()
    {
        Run("XGROUP CREATE x g $ MKSTREAM");
        Session[] waiting = [executor.Waiting("XREADGROUP GROUP g a BLOCK 0 STREAMS x >"),
            executor.Waiting("XREADGROUP GROUP g b BLOCK 0 STREAMS x >")];
        executor.Do("XADD x 1-1 f v");
        Assert.Equal(["[[x, [[1-1, [f, v]]]]]", ""], waiting.Select(Replies.Taken));
        executor.Do("XGROUP DESTROY x g");
        Assert.StartsWith("-NOGROUP", Replies.Taken(waiting[1]), StringComparison.Ordinal);
    }

    [Fact]
    public void ClientsAreServedInTheOrderInWhichTheyBeganToWait()
    {
        Session[] waiting = [executor.Waiting("BLPOP a b 0"), executor.Waiting("BRPOP b 0"),
            executor.Waiting("BLPOP b 0"),
            executor.Waiting("BLPOP a 0")];
        executor.Do("RPUSH b 1 2");
        Assert.Equal(["[b, 1]", "[b, 2]", "", ""], waiting.Select(Replies.Taken));
        executor.Do("RPUSH a 3 4");
        Assert.Equal(["", "", "", "[a, 3]"], waiting.Select(Replies.Taken));
        Assert.Equal([false, false, true, false], waiting.Select(client => client.Blocked));
        Assert.Equal(":1", executor.Do("LLEN a"));
    }

    [Fact]
    public void WhoeverIsServedByRotatingMayServeAnother()
    {
        Session[] waiting = [executor.Waiting("BRPOPLPUSH a b 0"), executor.Waiting("BRPOPLPUSH b c 0"),
            executor.Waiting("BLPOP c 0")];
        executor.Do("RPUSH a x");
        Assert.Equal(["x", "x", "[c, x]"], waiting.Select(Replies.Taken));
        Assert.Equal(["0: RPUSH a x", "0: RPOPLPUSH a b", "0: RPOPLPUSH b c", "0: LPOP c"], executor.Log);
        Assert.Equal([1, 2, 3, 4], executor.Units);
        Assert.Equal(0, executor.Data[0].Count);
    }

    [Fact]
    public void RotatingAListOntoItselfServesTheNextAsWell()
    {
        Session[] waiting = [executor.Waiting("BRPOPLPUSH l l 0"), executor.Waiting("BLPOP l 0")];
        executor.Do("RPUSH l x");
        Assert.Equal(["x", "[l, x]"], waiting.Select(Replies.Taken));
    }

    [Fact]
    public void AWaitEndsWithAnErrorWhereTheTargetIsNoList()
    {
        executor.Do("SET s text");
        var waiting = executor.Waiting("BRPOPLPUSH l s 0");
        executor.Do("RPUSH l x");
        Assert.StartsWith("-WRONGTYPE", Replies.Taken(waiting), StringComparison.Ordinal);
        Assert.Equal(["0: SET s text", "0: RPUSH l x"], executor.Log);
        Assert.Equal(":1", executor.Do("LLEN l"));
    }

    [Fact]
    public void ATransactionServesWhenItIsOverWhatItLeavesBehind()
    {
        Session[] waiting = [executor.Waiting("BLPOP a b 0"), executor.Waiting("BLPOP gone 0")];
        Run("MULTI", "RPUSH gone x", "RPUSH b 1", "RPUSH a 2", "LPUSH b 0", "DEL gone", "EXEC");
        Assert.Equal(["[b, 0]", ""], waiting.Select(Replies.Taken));
        Assert.Equal(["0: EXEC", "0: LPOP b"], executor.Log[^2..]);
        Assert.Equal([7, 8], executor.Units);
    }

    [Theory]
    [InlineData("BLPOP l 0", "*1\n*-1")]
    [InlineData("BRPOPLPUSH l m 0", "*1\n$-1")]
    [InlineData("BZPOPMAX z 0", "*1\n*-1")]
    public void InsideATransactionNobodyWaits(string line, string reply)
    {
        Run("MULTI", line);
        Assert.Equal(reply, executor.Do("EXEC"));
        Assert.Equal(["0: MULTI", "0: EXEC"], executor.Log);
    }

    [Theory]
    [InlineData("BLPOP l 0")]
    [InlineData("BRPOPLPUSH l m 0")]
    [InlineData("BZPOPMIN z 0")]
    public void NothingInALogKeepsAReplayWaiting(string foreign)
    {
        executor.Replay(
            [TestServer.Words("RPUSH l a b"), TestServer.Words("ZADD z 1 m"), TestServer.Words(foreign),
                TestServer.Words(foreign), TestServer.Words(foreign), TestServer.Words("SET after 1")]);
        Assert.Equal("$1\n1", executor.Do("GET after"));
        Assert.Null(executor.Executor.NextWaitEndMs);
    }

    [Theory]
    [InlineData("RPUSH other x", "RENAME other l")]
    [InlineData("SELECT 1", "RPUSH l x", "MOVE l 0")]
    [InlineData("SELECT 1", "RPUSH l x", "SWAPDB 1 0")]
    [InlineData("RPUSH other x", "SORT other ALPHA STORE l")]
    [InlineData("SET l text", "RPUSH other x", "SORT other ALPHA STORE l")]
    [InlineData("RPUSH other x", "RPOPLPUSH other l")]
    public void AListThatComesAnotherWayServesAsWell(params string[] lines)
    {
        var waiting = executor.Waiting("BLPOP l 0");
        Run(lines);
        Assert.Equal("[l, x]", Replies.Taken(waiting));
        Assert.Equal("0: LPOP l", executor.Log[^1]);
    }

    [Fact]
    public void ASortedSetMadeOfOthersServes()
    {
        var waiting = executor.Waiting("BZPOPMAX z 0");
        Run("ZADD a 1 m", "ZUNIONSTORE z 1 a WEIGHTS 3");
        Assert.Equal("[z, m, 3]", Replies.Taken(waiting));
    }

    [Fact]
    public void SwappedDatabasesServeThoseWhoStayedBehind()
    {
        var other = TestExecutor.NewClient();
        executor.Do(other, "SELECT 1");
        Session[] waiting = [executor.Waiting("BLPOP l 0"), other];
        executor.Do(other, "BLPOP l 0");
        Run("SELECT 2", "RPUSH l x", "SWAPDB 2 1");
        Assert.Equal(["", "[l, x]"], waiting.Select(Replies.Taken));
        Assert.Equal(["2: SWAPDB 2 1", "1: LPOP l"], executor.Log[^2..]);
    }

    [Fact]
    public void AFlushKeepsThoseWhoWaitWaiting()
    {
        var waiting = executor.Waiting("BLPOP l 0");
        Run("FLUSHALL", "RPUSH l x");
        Assert.Equal("[l, x]", Replies.Taken(waiting));
    }

    [Fact]
    public void AKeyThatIsPastItsDeadlineServesNobody()
    {
        var waiting = executor.Waiting("BLPOP l 0");
        Run("MULTI", "RPUSH l x", "PEXPIRE l -1", "EXEC");
        Assert.Equal("", Replies.Taken(waiting));
        executor.Do("RPUSH other x");
        executor.Do("PEXPIRE other 5");
        executor.NowMs += 6;
        executor.Do("BLPOP other l 0");
        Assert.True(executor.Client.Blocked);
        Assert.Equal("0: DEL other", executor.Log[^1]);
    }

    [Fact]
    public void APopForAWaitingClientTouchesAWatchedKey()
    {
        var waiting = executor.Waiting("BRPOPLPUSH l m 0");
        Run("WATCH m", "MULTI", "GET s");
        executor.Do(TestExecutor.NewClient(), "RPUSH l x");
        Assert.Equal("*-1", executor.Do("EXEC"));
        Assert.Equal("x", Replies.Taken(waiting));
    }

    [Fact]
    public void AClientThatHasGoneIsServedNoMore()
    {
        var gone = executor.Waiting("BLPOP l 0");
        var waiting = executor.Waiting("BLPOP l 0");
        executor.Executor.Forget(gone);
        executor.Do("RPUSH l x");
        Assert.Equal(["", "[l, x]"], new[] { gone, waiting }.Select(Replies.Taken));
    }

    [Fact]
    public void WaitsEndAfterTheirTimeAndNotAtIt()
    {
        Session[] waiting = [executor.Waiting("BLPOP l 0.3"), executor.Waiting("BRPOPLPUSH l m 0.1"),
            executor.Waiting("BZPOPMIN z 0"), executor.Waiting("BZPOPMAX z 0.0001")];
        Assert.Equal(executor.NowMs + 101, executor.Executor.NextWaitEndMs);
        foreach (var (afterMs,
            heard) in new[] { (100, ""), (101, "(nil)"), (300, "(nil)"), (301, "(nil) (nil)"), (1_000_000,
                "(nil) (nil)") })
        {
            executor.NowMs += afterMs;
            executor.Executor.EndWaits();
            executor.NowMs -= afterMs;
            Assert.Equal(heard,
                string.Concat(waiting.Select(client => string.Join(' ', Replies.Of(client.Output.Span)) + " ")).Trim()
                    .Replace("  ", " ", StringComparison.Ordinal));
        }

        Assert.Null(executor.Executor.NextWaitEndMs);
        Assert.Equal([false, false, true, true], waiting.Select(client => client.Blocked));
        Assert.Empty(executor.Log);
    }

    /// <summary>Milliseconds are cut off, as C does it with a long double; none is for ever.</summary>
    [Theory]
    [InlineData("1.0019", 1001)]
    [InlineData("0.003", 3)]
    [InlineData("4.35", 4350)]
    [InlineData("0", null)]
    [InlineData("0.001", null)]
    [InlineData("-0.001", null)]
    [InlineData("9223372036854775", null)]
    public void ATimeoutIsInSecondsAndItsMillisecondsCount(string seconds, int? waitsMs)
    {
        executor.Waiting($"BLPOP l {seconds}");
        Assert.Equal(waitsMs is null ? null : executor.NowMs + waitsMs + 1, executor.Executor.NextWaitEndMs);
    }

    [Theory]
    [InlineData("BLPOP l -1", "-ERR timeout is negative")]
    [InlineData("BLPOP l -0.5", "-ERR timeout is negative")]
    [InlineData("BRPOP l soon", "-ERR timeout is not a float or out of range")]
    [InlineData("BZPOPMIN z ''", "-ERR timeout is not a float or out of range")]
    [InlineData("BRPOPLPUSH l m inf", "-ERR timeout is negative")]
    [InlineData("BLPOP s 0", "-WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("BZPOPMAX l s 0", "-WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("BRPOPLPUSH s l 0", "-WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("BLPOP 0", "-ERR wrong number of arguments for 'blpop' command")]
    [InlineData("BRPOPLPUSH l 0", "-ERR wrong number of arguments for 'brpoplpush' command")]
    public void BadInputIsAnsweredAtOnce(string line, string reply)
    {
        executor.Do("SET s text");
        Assert.Equal(reply, executor.Do(line));
        Assert.False(executor.Client.Blocked);
    }

    [Fact]
    public void WhoWaitsAsksNothingElse()
    {
        var waiting = executor.Waiting("BLPOP l 0");
        Assert.Throws<InvalidOperationException>(() => executor.Do(waiting, "PING"));
    }

    [Fact]
    public void WhileWritesAreRefusedNobodyBeginsToWait()
    {
        executor.Refusal = "MISCONF no room";
        Assert.Equal("-MISCONF no room", executor.Do("BLPOP l 0"));
        Assert.False(executor.Client.Blocked);
    }

    private void Run(params string[] lines) => Array.ForEach(lines, line => executor.Do(line));
}
