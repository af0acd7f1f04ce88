using Aof.Data.Execution;

namespace Tests.Scenarios.Data;

/// <summary>Clients that wait for a key: whom a value serves, in which order, and what of it is logged.</summary>
public sealed class BlockingTests
{
    private readonly TestExecutor bench = new();

    [Theory]
    [InlineData("RPUSH l a b c", "BLPOP l 0", "[l, a]", "LPOP l")]
    [InlineData("RPUSH l a b c", "BRPOP none l 1.5", "[l, c]", "RPOP l")]
    [InlineData("RPUSH l a b c", "BRPOPLPUSH l m 0", "c", "RPOPLPUSH l m")]
    [InlineData("ZADD z 1 a 2.5 b", "BZPOPMIN none z 0", "[z, a, 1]", "ZPOPMIN z")]
    [InlineData("ZADD z 1 a 2.5 b", "BZPOPMAX z 0", "[z, b, 2.5]", "ZPOPMAX z")]
    public void WhereThereIsSomethingNobodyWaitsAndThePopIsLogged(
        string before, string line, string reply, string logged)
    {
        bench.Do(before);
        bench.Do(line);
        Assert.Equal(reply, Replies.Taken(bench.Client));
        Assert.Equal(["0: " + before, "0: " + logged], bench.Log);
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
        var waiting = bench.Waiting(waits);
        bench.Do(push);
        Assert.Equal(heard, Replies.Taken(waiting));
        Assert.Equal(logged is null, waiting.Blocked);
        if (logged is not null)
        {
            Assert.Equal(["0: " + push, "0: " + logged], bench.Log);
            Assert.Equal([1, 2], bench.Units);
        }
    }

    [Theory]
    [InlineData("XREAD BLOCK 0 STREAMS other x $ $")]
    [InlineData("XREAD COUNT 5 BLOCK 1000 STREAMS x 1-1")]
    [InlineData("XREADGROUP GROUP g c BLOCK 0 STREAMS x >")]
    public void AStreamServesWheneverItGrowsAllWhoWait(string waits)
    {
        Run("XADD x 1-1 f v", "XGROUP CREATE x g $");
        Session[] waiting = [bench.Waiting(waits), bench.Waiting("XREAD BLOCK 0 STREAMS x $")];
        bench.Do("XADD x 2-1 f w");
        Assert.All(waiting, client => Assert.Equal("[[x, [[2-1, [f, w]]]]]", Replies.Taken(client)));
        Assert.Equal("0: XADD x 2-1 f w", bench.Log[2]);
        Assert.Equal(waits.Contains("GROUP", StringComparison.Ordinal),
            bench.Log.Skip(3).Any(line => line.StartsWith("0: XCLAIM x g c", StringComparison.Ordinal)));
    }

    [Fact]
    public void OneConsumerOfAGroupGetsAnEntryAndTheOtherWaits()
    {
        Run("XGROUP CREATE x g $ MKSTREAM");
        Session[] waiting = [bench.Waiting("XREADGROUP GROUP g a BLOCK 0 STREAMS x >"),
            bench.Waiting("XREADGROUP GROUP g b BLOCK 0 STREAMS x >")];
        bench.Do("XADD x 1-1 f v");
        Assert.Equal(["[[x, [[1-1, [f, v]]]]]", ""], waiting.Select(Replies.Taken));
        bench.Do("XGROUP DESTROY x g");
        Assert.StartsWith("-NOGROUP", Replies.Taken(waiting[1]), StringComparison.Ordinal);
    }

    [Fact]
    public void ClientsAreServedInTheOrderInWhichTheyBeganToWait()
    {
        Session[] waiting = [bench.Waiting("BLPOP a b 0"), bench.Waiting("BRPOP b 0"), bench.Waiting("BLPOP b 0"),
            bench.Waiting("BLPOP a 0")];
        bench.Do("RPUSH b 1 2");
        Assert.Equal(["[b, 1]", "[b, 2]", "", ""], waiting.Select(Replies.Taken));
        bench.Do("RPUSH a 3 4");
        Assert.Equal(["", "", "", "[a, 3]"], waiting.Select(Replies.Taken));
        Assert.Equal([false, false, true, false], waiting.Select(client => client.Blocked));
        Assert.Equal(":1", bench.Do("LLEN a"));
    }

    [Fact]
    public void WhoeverIsServedByRotatingMayServeAnother()
    {
        Session[] waiting = [bench.Waiting("BRPOPLPUSH a b 0"), bench.Waiting("BRPOPLPUSH b c 0"),
            bench.Waiting("BLPOP c 0")];
        bench.Do("RPUSH a x");
        Assert.Equal(["x", "x", "[c, x]"], waiting.Select(Replies.Taken));
        Assert.Equal(["0: RPUSH a x", "0: RPOPLPUSH a b", "0: RPOPLPUSH b c", "0: LPOP c"], bench.Log);
        Assert.Equal([1, 2, 3, 4], bench.Units);
        Assert.Equal(0, bench.Data[0].Count);
    }

    [Fact]
    public void RotatingAListOntoItselfServesTheNextAsWell()
    {
        Session[] waiting = [bench.Waiting("BRPOPLPUSH l l 0"), bench.Waiting("BLPOP l 0")];
        bench.Do("RPUSH l x");
        Assert.Equal(["x", "[l, x]"], waiting.Select(Replies.Taken));
    }

    [Fact]
    public void AWaitEndsWithAnErrorWhereTheTargetIsNoList()
    {
        bench.Do("SET s text");
        var waiting = bench.Waiting("BRPOPLPUSH l s 0");
        bench.Do("RPUSH l x");
        Assert.StartsWith("-WRONGTYPE", Replies.Taken(waiting), StringComparison.Ordinal);
        Assert.Equal(["0: SET s text", "0: RPUSH l x"], bench.Log);
        Assert.Equal(":1", bench.Do("LLEN l"));
    }

    [Fact]
    public void ATransactionServesWhenItIsOverWhatItLeavesBehind()
    {
        Session[] waiting = [bench.Waiting("BLPOP a b 0"), bench.Waiting("BLPOP gone 0")];
        Run("MULTI", "RPUSH gone x", "RPUSH b 1", "RPUSH a 2", "LPUSH b 0", "DEL gone", "EXEC");
        Assert.Equal(["[b, 0]", ""], waiting.Select(Replies.Taken));
        Assert.Equal(["0: EXEC", "0: LPOP b"], bench.Log[^2..]);
        Assert.Equal([7, 8], bench.Units);
    }

    [Theory]
    [InlineData("BLPOP l 0", "*1\n*-1")]
    [InlineData("BRPOPLPUSH l m 0", "*1\n$-1")]
    [InlineData("BZPOPMAX z 0", "*1\n*-1")]
    public void InsideATransactionNobodyWaits(string line, string reply)
    {
        Run("MULTI", line);
        Assert.Equal(reply, bench.Do("EXEC"));
        Assert.Equal(["0: MULTI", "0: EXEC"], bench.Log);
    }

    [Theory]
    [InlineData("BLPOP l 0")]
    [InlineData("BRPOPLPUSH l m 0")]
    [InlineData("BZPOPMIN z 0")]
    public void NothingInALogKeepsAReplayWaiting(string foreign)
    {
        bench.Replay(
            [TestServer.Words("RPUSH l a b"), TestServer.Words("ZADD z 1 m"), TestServer.Words(foreign),
                TestServer.Words(foreign), TestServer.Words(foreign), TestServer.Words("SET after 1")]);
        Assert.Equal("$1\n1", bench.Do("GET after"));
        Assert.Null(bench.Executor.NextWaitEndMs);
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
        var waiting = bench.Waiting("BLPOP l 0");
        Run(lines);
        Assert.Equal("[l, x]", Replies.Taken(waiting));
        Assert.Equal("0: LPOP l", bench.Log[^1]);
    }

    [Fact]
    public void ASortedSetMadeOfOthersServes()
    {
        var waiting = bench.Waiting("BZPOPMAX z 0");
        Run("ZADD a 1 m", "ZUNIONSTORE z 1 a WEIGHTS 3");
        Assert.Equal("[z, m, 3]", Replies.Taken(waiting));
    }

    [Fact]
    public void SwappedDatabasesServeThoseWhoStayedBehind()
    {
        var other = TestExecutor.NewClient();
        bench.Do(other, "SELECT 1");
        Session[] waiting = [bench.Waiting("BLPOP l 0"), other];
        bench.Do(other, "BLPOP l 0");
        Run("SELECT 2", "RPUSH l x", "SWAPDB 2 1");
        Assert.Equal(["", "[l, x]"], waiting.Select(Replies.Taken));
        Assert.Equal(["2: SWAPDB 2 1", "1: LPOP l"], bench.Log[^2..]);
    }

    [Fact]
    public void AFlushKeepsThoseWhoWaitWaiting()
    {
        var waiting = bench.Waiting("BLPOP l 0");
        Run("FLUSHALL", "RPUSH l x");
        Assert.Equal("[l, x]", Replies.Taken(waiting));
    }

    [Fact]
    public void AKeyThatIsPastItsDeadlineServesNobody()
    {
        var waiting = bench.Waiting("BLPOP l 0");
        Run("MULTI", "RPUSH l x", "PEXPIRE l -1", "EXEC");
        Assert.Equal("", Replies.Taken(waiting));
        bench.Do("RPUSH other x");
        bench.Do("PEXPIRE other 5");
        bench.NowMs += 6;
        bench.Do("BLPOP other l 0");
        Assert.True(bench.Client.Blocked);
        Assert.Equal("0: DEL other", bench.Log[^1]);
    }

    [Fact]
    public void APopForAWaitingClientTouchesAWatchedKey()
    {
        var waiting = bench.Waiting("BRPOPLPUSH l m 0");
        Run("WATCH m", "MULTI", "GET s");
        bench.Do(TestExecutor.NewClient(), "RPUSH l x");
        Assert.Equal("*-1", bench.Do("EXEC"));
        Assert.Equal("x", Replies.Taken(waiting));
    }

    [Fact]
    public void AClientThatHasGoneIsServedNoMore()
    {
        var gone = bench.Waiting("BLPOP l 0");
        var waiting = bench.Waiting("BLPOP l 0");
        bench.Executor.Forget(gone);
        bench.Do("RPUSH l x");
        Assert.Equal(["", "[l, x]"], new[] { gone, waiting }.Select(Replies.Taken));
    }

    [Fact]
    public void WaitsEndAfterTheirTimeAndNotAtIt()
    {
        Session[] waiting = [bench.Waiting("BLPOP l 0.3"), bench.Waiting("BRPOPLPUSH l m 0.1"),
            bench.Waiting("BZPOPMIN z 0"), bench.Waiting("BZPOPMAX z 0.0001")];
        Assert.Equal(bench.NowMs + 101, bench.Executor.NextWaitEndMs);
        foreach (var (afterMs,
            heard) in new[] { (100, ""), (101, "(nil)"), (300, "(nil)"), (301, "(nil) (nil)"), (1_000_000,
                "(nil) (nil)") })
        {
            bench.NowMs += afterMs;
            bench.Executor.EndWaits();
            bench.NowMs -= afterMs;
            Assert.Equal(heard,
                string.Concat(waiting.Select(client => string.Join(' ', Replies.Of(client.Output.Span)) + " ")).Trim()
                    .Replace("  ", " ", StringComparison.Ordinal));
        }

        Assert.Null(bench.Executor.NextWaitEndMs);
        Assert.Equal([false, false, true, true], waiting.Select(client => client.Blocked));
        Assert.Empty(bench.Log);
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
        bench.Waiting($"BLPOP l {seconds}");
        Assert.Equal(waitsMs is null ? null : bench.NowMs + waitsMs + 1, bench.Executor.NextWaitEndMs);
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
        bench.Do("SET s text");
        Assert.Equal(reply, bench.Do(line));
        Assert.False(bench.Client.Blocked);
    }

    [Fact]
    public void WhoWaitsAsksNothingElse()
    {
        var waiting = bench.Waiting("BLPOP l 0");
        Assert.Throws<InvalidOperationException>(() => bench.Do(waiting, "PING"));
    }

    [Fact]
    public void WhileWritesAreRefusedNobodyBeginsToWait()
    {
        bench.Refusal = "MISCONF no room";
        Assert.Equal("-MISCONF no room", bench.Do("BLPOP l 0"));
        Assert.False(bench.Client.Blocked);
    }

    private void Run(params string[] lines) => Array.ForEach(lines, line => bench.Do(line));
}
