using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Tests.Scenarios.Data;

/// <summary>Entries of streams: what is answered, what is kept and what is logged.</summary>
public class StreamTests
{
    private readonly TestExecutor executor = new();

    [Fact]
    public void AChosenIdIsTheTimeAndIsLoggedAsItWasChosen()
    {
        Assert.Equal($"$15\n{executor.NowMs}-0", executor.Do("XADD x * f v"));
        Assert.Equal($"$15\n{executor.NowMs}-1", executor.Do("XADD x * f v"));
        executor.NowMs -= 5000;
        Assert.Equal($"$15\n{executor.NowMs + 5000}-2", executor.Do("XADD x * f v"));
        Assert.Equal(
            [$"0: XADD x {executor.NowMs + 5000}-0 f v", $"0: XADD x {executor.NowMs + 5000}-1 f v",
                $"0: XADD x {executor.NowMs + 5000}-2 f v"], executor.Log);
    }

    [Fact]
    public void AShortIdIsCompletedInTheLog()
    {
        Assert.Equal("$3\n5-0", executor.Do("XADD x 5 f v"));
        Assert.Equal("$3\n5-7", executor.Do("XADD x 05-07 f v"));
        Assert.Equal(["0: XADD x 5-0 f v", "0: XADD x 5-7 f v"], executor.Log);
    }

    [Fact]
    public void AStreamMayBeEmptyAndStillKnowsItsLastId()
    {
        executor.Do("XADD x MAXLEN 0 7-1 f v");
        Assert.Equal(":0", executor.Do("XLEN x"));
        Assert.Equal("+stream", executor.Do("TYPE x"));
        Assert.Equal("-ERR The ID specified in XADD is equal or smaller than the target stream top item",
            executor.Do("XADD x 7-1 f v"));
        Assert.Equal("+OK", executor.Do("XSETID x 3"));
        Assert.Equal("$3\n3-1", executor.Do("XADD x 3-1 f v"));
        Assert.Equal(":1", executor.Do("XDEL x 3-1 9-9"));
        Assert.Equal(
            ["0: XADD x MAXLEN 0 7-1 f v", "0: XSETID x 3", "0: XADD x 3-1 f v", "0: XDEL x 3-1 9-9"], executor.Log);
    }

    [Theory]
    [InlineData("XRANGE x - +", "1-1 1-2 2-0")]
    [InlineData("XRANGE x 1 1", "1-1 1-2")]
    [InlineData("XRANGE x 1-2 + COUNT 1", "1-2")]
    [InlineData("XREVRANGE x + -", "2-0 1-2 1-1")]
    [InlineData("XREVRANGE x 1 - COUNT 1", "1-2")]
    [InlineData("XRANGE x 3 +", "")]
    [InlineData("XRANGE none - +", "")]
    [InlineData("XREAD COUNT 1 STREAMS x 1-1", "1-2")]
    [InlineData("XREAD COUNT 0 STREAMS x none 1-2 0", "2-0")]
    public void EntriesAreReadInOrder(string line, string ids)
    {
        foreach (var id in (string[])["1-1", "1-2", "2-0"])
        {
            executor.Do($"XADD x {id} f v");
        }

        Assert.Equal(ids,
            string.Join(' ',
                executor.Do(line).Split('\n').Where(
                    word => word.Contains('-', StringComparison.Ordinal) && word.Length == 3)));
    }

    [Theory]
    [InlineData("XRANGE x - + COUNT 0")]
    [InlineData("XREAD STREAMS x $")]
    [InlineData("XREAD STREAMS none 0")]
    public void NothingToReadIsTheArrayThatIsNotThere(string line)
    {
        executor.Do("XADD x 2-0 f v");
        Assert.Equal("*-1", executor.Do(line));
    }

    [Fact]
    public void RoughTrimmingTakesWholeNodesAndLogsTheNewLength()
    {
        for (var i = 1; i <= 250; i++)
        {
            executor.Do($"XADD x {i} f v");
        }

        Assert.Equal(":100", executor.Do("XTRIM x MAXLEN ~ 120"));
        Assert.Equal("0: XTRIM x MAXLEN = 150", executor.Log[^1]);
        Assert.Equal(":0", executor.Do("XTRIM x MAXLEN ~ 120"));
        executor.Do("XADD x MAXLEN ~ 60 300 f v");
        Assert.Equal("0: XADD x MAXLEN = 151 300-0 f v", executor.Log[^1]);
        Assert.Equal(":91", executor.Do("XTRIM x MAXLEN 60"));
        Assert.Equal(":9", executor.Do("XTRIM x MAXLEN ~ 20"));
        Assert.Equal("0: XTRIM x MAXLEN = 51", executor.Log[^1]);
    }

    [Fact]
    public void OneWhoWatchesIsToldOfEntriesButNotOfTheLastId()
    {
        executor.Do("XADD x 1 f v");
        Assert.Equal("*1\n+PONG", WatchedDuring("XSETID x 5"));
        Assert.Equal("*-1", WatchedDuring("XADD x 6 f v"));
        Assert.Equal("*-1", WatchedDuring("XDEL x 6"));
    }

    [Fact]
    public void LogsOfLaterVersionsLoad()
    {
        executor.Replay(LogText.Commands(
            "XADD none NOMKSTREAM 1 f v", "XADD x 1 f v", "XADD x MINID = 1 2-5 f v", "XADD x MAXLEN = 9 LIMIT 0 3 f v",
            "XTRIM x MINID 2",
            "XGROUP CREATE x g 2 ENTRIESREAD 7", "XGROUP CREATE new g $ ENTRIESREAD 2 MKSTREAM",
            "XGROUP CREATECONSUMER x g c", "XGROUP SETID x g 3 ENTRIESREAD 4",
            "XSETID x 9-1 ENTRIESADDED 5 MAXDELETEDID 1-0"));
        Assert.False(executor.Data[0].TryGet(Bytes.Of("none"), out _));
        Assert.True(executor.Data[0].TryGet(Bytes.Of("x"), out var value));
        var stream = Assert.IsType<StreamValue>(value);
        Assert.Equal(["2-5", "3-0"], stream.Entries.Select(entry => entry.Id.ToString()));
        Assert.Equal("9-1", stream.LastId.ToString());
        Assert.Equal(
            ("3-0", 1), (stream.Groups.Single().LastDelivered.ToString(), stream.Groups.Single().ConsumerCount));
        Assert.Equal(2, executor.Data[0].Count);
    }

    [Theory]
    [InlineData("XADD x NOMKSTREAM 9 f v")]
    [InlineData("XADD x MINID 1 9 f v")]
    [InlineData("XTRIM x MINID 2")]
    [InlineData("XSETID x 9 ENTRIESADDED 5 MAXDELETEDID 1-0")]
    [InlineData("XGROUP CREATECONSUMER x g c")]
    [InlineData("XGROUP SETID x g 1 ENTRIESREAD 1")]
    public void AClientIsToldThatLaterVersionsFormsAreNone(string line)
    {
        executor.Do("XADD x 1 f v");
        executor.Do("XGROUP CREATE x g 0");
        var before = executor.Data.Snapshot();
        Assert.Equal('-', executor.Do(line)[0]);
        Assert.Null(before.FirstDifference(executor.Data, "before", "after"));
    }

    private string WatchedDuring(string change)
    {
        var other = TestExecutor.NewClient();
        executor.Do(other, "WATCH x");
        executor.Do(change);
        executor.Do(other, "MULTI");
        executor.Do(other, "PING");
        return executor.Do(other, "EXEC");
    }
}
