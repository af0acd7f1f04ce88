using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Tests.Scenarios.Data;

/// <summary>Entries of streams: what is answered, what is kept and what is logged.</summary>
public class StreamTests
{
    private readonly TestExecutor bench = new();

    [Fact]
    public void AChosenIdIsTheTimeAndIsLoggedAsItWasChosen()
    {
        Assert.Equal($"$15\n{bench.NowMs}-0", bench.Do("XADD x * f v"));
        Assert.Equal($"$15\n{bench.NowMs}-1", bench.Do("XADD x * f v"));
        bench.NowMs -= 5000;
        Assert.Equal($"$15\n{bench.NowMs + 5000}-2", bench.Do("XADD x * f v"));
        Assert.Equal(
            [$"0: XADD x {bench.NowMs + 5000}-0 f v", $"0: XADD x {bench.NowMs + 5000}-1 f v",
                $"0: XADD x {bench.NowMs + 5000}-2 f v"], bench.Log);
    }

    [Fact]
    public void AShortIdIsCompletedInTheLog()
    {
        Assert.Equal("$3\n5-0", bench.Do("XADD x 5 f v"));
        Assert.Equal("$3\n5-7", bench.Do("XADD x 05-07 f v"));
        Assert.Equal(["0: XADD x 5-0 f v", "0: XADD x 5-7 f v"], bench.Log);
    }

    [Fact]
    public void AStreamMayBeEmptyAndStillKnowsItsLastId()
    {
        bench.Do("XADD x MAXLEN 0 7-1 f v");
        Assert.Equal(":0", bench.Do("XLEN x"));
        Assert.Equal("+stream", bench.Do("TYPE x"));
        Assert.Equal("-ERR The ID specified in XADD is equal or smaller than the target stream top item",
            bench.Do("XADD x 7-1 f v"));
        Assert.Equal("+OK", bench.Do("XSETID x 3"));
        Assert.Equal("$3\n3-1", bench.Do("XADD x 3-1 f v"));
        Assert.Equal(":1", bench.Do("XDEL x 3-1 9-9"));
        Assert.Equal(
            ["0: XADD x MAXLEN 0 7-1 f v", "0: XSETID x 3", "0: XADD x 3-1 f v", "0: XDEL x 3-1 9-9"], bench.Log);
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
            bench.Do($"XADD x {id} f v");
        }

        Assert.Equal(ids,
            string.Join(' ',
                bench.Do(line).Split('\n').Where(
                    word => word.Contains('-', StringComparison.Ordinal) && word.Length == 3)));
    }

    [Theory]
    [InlineData("XRANGE x - + COUNT 0")]
    [InlineData("XREAD STREAMS x $")]
    [InlineData("XREAD STREAMS none 0")]
    public void NothingToReadIsTheArrayThatIsNotThere(string line)
    {
        bench.Do("XADD x 2-0 f v");
        Assert.Equal("*-1", bench.Do(line));
    }

    [Fact]
    public void RoughTrimmingTakesWholeNodesAndLogsTheNewLength()
    {
        for (var i = 1; i <= 250; i++)
        {
            bench.Do($"XADD x {i} f v");
        }

        Assert.Equal(":100", bench.Do("XTRIM x MAXLEN ~ 120"));
        Assert.Equal("0: XTRIM x MAXLEN = 150", bench.Log[^1]);
        Assert.Equal(":0", bench.Do("XTRIM x MAXLEN ~ 120"));
        bench.Do("XADD x MAXLEN ~ 60 300 f v");
        Assert.Equal("0: XADD x MAXLEN = 151 300-0 f v", bench.Log[^1]);
        Assert.Equal(":91", bench.Do("XTRIM x MAXLEN 60"));
        Assert.Equal(":9", bench.Do("XTRIM x MAXLEN ~ 20"));
        Assert.Equal("0: XTRIM x MAXLEN = 51", bench.Log[^1]);
    }

    [Fact]
    public void OneWhoWatchesIsToldOfEntriesButNotOfTheLastId()
    {
        bench.Do("XADD x 1 f v");
        Assert.Equal("*1\n+PONG", WatchedDuring("XSETID x 5"));
        Assert.Equal("*-1", WatchedDuring("XADD x 6 f v"));
        Assert.Equal("*-1", WatchedDuring("XDEL x 6"));
    }

    [Fact]
    public void LogsOfLaterVersionsLoad()
    {
        bench.Replay(Lines(
            "XADD none NOMKSTREAM 1 f v", "XADD x 1 f v", "XADD x MINID = 1 2-5 f v", "XADD x MAXLEN = 9 LIMIT 0 3 f v",
            "XTRIM x MINID 2",
            "XGROUP CREATE x g 2 ENTRIESREAD 7", "XGROUP CREATE new g $ ENTRIESREAD 2 MKSTREAM",
            "XGROUP CREATECONSUMER x g c", "XGROUP SETID x g 3 ENTRIESREAD 4",
            "XSETID x 9-1 ENTRIESADDED 5 MAXDELETEDID 1-0"));
        Assert.False(bench.Data[0].TryGet(Bytes.Of("none"), out _));
        Assert.True(bench.Data[0].TryGet(Bytes.Of("x"), out var value));
        var stream = Assert.IsType<StreamValue>(value);
        Assert.Equal(["2-5", "3-0"], stream.Entries.Select(entry => entry.Id.ToString()));
        Assert.Equal("9-1", stream.LastId.ToString());
        Assert.Equal(
            ("3-0", 1), (stream.Groups.Single().LastDelivered.ToString(), stream.Groups.Single().ConsumerCount));
        Assert.Equal(2, bench.Data[0].Count);
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
        bench.Do("XADD x 1 f v");
        bench.Do("XGROUP CREATE x g 0");
        var before = bench.Data.Snapshot();
        Assert.Equal('-', bench.Do(line)[0]);
        Assert.Null(before.FirstDifference(bench.Data, "before", "after"));
    }

    private string WatchedDuring(string change)
    {
        var other = TestExecutor.NewClient();
        bench.Do(other, "WATCH x");
        bench.Do(change);
        bench.Do(other, "MULTI");
        bench.Do(other, "PING");
        return bench.Do(other, "EXEC");
    }

    private static IEnumerable<Bytes[]> Lines(params string[] lines) =>
        lines.Select(line => Array.ConvertAll(line.Split(' '), Bytes.Of));
}
