using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Tests.Scenarios.Data;

/// <summary>Consumer groups: who is given what, what stays pending, and what of it is in the log.</summary>
public class ConsumerGroupTests
{
    private readonly TestExecutor bench = new();

    public ConsumerGroupTests()
    {
        foreach (var line in (string[])["XADD x 1 f a", "XADD x 2 f b", "XADD x 3 f c", "XGROUP CREATE x g 0"])
        {
            Assert.NotEqual('-', bench.Do(line)[0]);
        }
    }

    private string Time => $"TIME {bench.NowMs}";

    [Fact]
    public void NewEntriesArePendingAndLoggedAsXclaim()
    {
        Assert.Equal(["1-0", "2-0"], IdsOf(bench.Do("XREADGROUP GROUP g ann COUNT 2 STREAMS x >")));
        Assert.Equal(["3-0"], IdsOf(bench.Do("XREADGROUP GROUP g bob STREAMS x >")));
        Assert.Equal("*-1", bench.Do("XREADGROUP GROUP g bob STREAMS x >"));
        Assert.Equal(
            [
                "0: MULTI",
                $"0: XCLAIM x g ann 0 1-0 {Time} RETRYCOUNT 1 FORCE JUSTID LASTID 1-0",
                $"0: XCLAIM x g ann 0 2-0 {Time} RETRYCOUNT 1 FORCE JUSTID LASTID 2-0",
                "0: EXEC",
                $"0: XCLAIM x g bob 0 3-0 {Time} RETRYCOUNT 1 FORCE JUSTID LASTID 3-0",
            ],
            bench.Log[4..]);
        AssertReplays();
    }

    [Fact]
    public void WhatIsReadWithoutAcknowledgementOnlyMovesTheGroup()
    {
        Assert.Equal(["1-0", "2-0"], IdsOf(bench.Do("XREADGROUP GROUP g ann COUNT 2 NOACK STREAMS x >")));
        Assert.Equal("0: XGROUP SETID x g 2-0", bench.Log[^1]);
        Assert.Equal("*4\n:0\n$-1\n$-1\n*-1", bench.Do("XPENDING x g"));
        AssertReplays();
    }

    [Fact]
    public void ReadingAgainWhatIsPendingCountsAndIsLogged()
    {
        bench.Do("XREADGROUP GROUP g ann STREAMS x >");
        bench.Do("XDEL x 2");
        bench.NowMs += 70;
        Assert.Equal("*1\n*2\n$1\nx\n*2\n*2\n$3\n2-0\n*-1\n*2\n$3\n3-0\n*2\n$1\nf\n$1\nc",
            bench.Do("XREADGROUP GROUP g ann STREAMS x 1"));
        Assert.Equal($"0: XCLAIM x g ann 0 3-0 {Time} RETRYCOUNT 2 FORCE JUSTID LASTID 3-0", bench.Log[^1]);
        Assert.Equal("*2\n*4\n$3\n2-0\n$3\nann\n:70\n:1\n*4\n$3\n3-0\n$3\nann\n:0\n:2", bench.Do("XPENDING x g 2 + 9"));
        AssertReplays();
    }

    [Fact]
    public void AGroupSetBackDeliversAgainToWhoAsks()
    {
        bench.Do("XREADGROUP GROUP g ann STREAMS x >");
        Assert.Equal("+OK", bench.Do("XGROUP SETID x g 1"));
        Assert.Equal(["2-0", "3-0"], IdsOf(bench.Do("XREADGROUP GROUP g bob STREAMS x >")));
        Assert.Equal("*4\n:3\n$3\n1-0\n$3\n3-0\n*2\n*2\n$3\nann\n$1\n1\n*2\n$3\nbob\n$1\n2", bench.Do("XPENDING x g"));
        AssertReplays();
    }

    [Fact]
    public void SeveralStreamsAreReadAsOneUnit()
    {
        bench.Do("XGROUP CREATE y g $ MKSTREAM");
        bench.Do("XADD y 8 f v");
        var units = bench.Units.Count;
        Assert.Equal(["1-0", "8-0"], IdsOf(bench.Do("XREADGROUP GROUP g ann COUNT 1 STREAMS x y x > > 0")).Take(2));
        Assert.Equal(units + 1, bench.Units.Count);
        AssertReplays();
    }

    [Fact]
    public void WhatIsAcknowledgedIsPendingNoLonger()
    {
        bench.Do("XREADGROUP GROUP g ann STREAMS x >");
        Assert.Equal(":2", bench.Do("XACK x g 1 3 4"));
        Assert.Equal("0: XACK x g 1 3 4", bench.Log[^1]);
        Assert.Equal(":0", bench.Do("XACK x g 1"));
        Assert.Equal(":0", bench.Do("XACK x none 1"));
        Assert.Equal("*1\n*4\n$3\n2-0\n$3\nann\n:0\n:1", bench.Do("XPENDING x g - + 10 ann"));
        Assert.Equal("*0", bench.Do("XPENDING x g - + 10 bob"));
        AssertReplays();
    }

    [Theory]
    [InlineData("0 1", "*1\n*2\n$3\n1-0\n*2\n$1\nf\n$1\na", "1 TIME 70 RETRYCOUNT 2")]
    [InlineData("0 1 JUSTID", "*1\n$3\n1-0", "1 TIME 70 RETRYCOUNT 1")]
    [InlineData("70 1 IDLE 30 JUSTID", "*1\n$3\n1-0", "1 TIME 40 RETRYCOUNT 1")]
    [InlineData("0 1 TIME 1795173517005 RETRYCOUNT 9 JUSTID", "*1\n$3\n1-0", "1 TIME 5 RETRYCOUNT 9")]
    [InlineData("0 1 TIME 1999999999999 JUSTID", "*1\n$3\n1-0", "1 TIME 70 RETRYCOUNT 1")]
    [InlineData("0 2", "*1\n$-1", "2 TIME 70 RETRYCOUNT 2")]
    [InlineData("0 3-0 FORCE JUSTID", "*1\n$3\n3-0", "3-0 TIME 70 RETRYCOUNT 1")]
    [InlineData("0 3-0 FORCE", "*1\n*2\n$3\n3-0\n*2\n$1\nf\n$1\nc", "3-0 TIME 70 RETRYCOUNT 2")]
    [InlineData("71 1", "*0", null)]
    [InlineData("0 3", "*0", null)]
    [InlineData("0 9 FORCE", "*0", null)]
    public void ClaimsAnswerAndLogWhatTheyDid(string arguments, string reply, string? logged)
    {
        var start = bench.NowMs;
        bench.Do("XREADGROUP GROUP g ann COUNT 2 STREAMS x >");
        bench.Do("XDEL x 2");
        bench.NowMs += 70;
        var count = bench.Log.Count;
        Assert.Equal(reply, bench.Do($"XCLAIM x g bob {arguments}"));
        var words = logged?.Split(' ');
        Assert.Equal(
            words is null
                ? []
                : [$"0: XCLAIM x g bob 0 {words[0]} TIME {start + long.Parse(words[2], null)} RETRYCOUNT {words[4]} "
                    + $"FORCE JUSTID LASTID 2-0"],
            bench.Log[count..]);
        AssertReplays();
    }

    [Fact]
    public void AClaimThatOnlyMovesTheGroupIsLoggedAsThat()
    {
        Assert.Equal("*0", bench.Do("XCLAIM x g ann 0 1 LASTID 2"));
        Assert.Equal("0: XGROUP SETID x g 2-0", bench.Log[^1]);
        Assert.Equal("*0", bench.Do("XCLAIM x g ann 0 1 LASTID 1"));
        Assert.Equal(5, bench.Log.Count);
    }

    [Fact]
    public void WhatWasPendingGoesWithItsConsumerAndWithItsGroup()
    {
        bench.Do("XREADGROUP GROUP g ann COUNT 2 STREAMS x >");
        bench.Do("XREADGROUP GROUP g bob STREAMS x >");
        Assert.Equal(":2", bench.Do("XGROUP DELCONSUMER x g ann"));
        Assert.Equal(":0", bench.Do("XGROUP DELCONSUMER x g nobody"));
        Assert.Equal("*1\n*4\n$3\n3-0\n$3\nbob\n:0\n:1", bench.Do("XPENDING x g - + 10"));
        Assert.Equal(":1", bench.Do("XGROUP DESTROY x g"));
        Assert.Equal(":0", bench.Do("XGROUP DESTROY x g"));
        Assert.Equal(["0: XGROUP DELCONSUMER x g ann", "0: XGROUP DELCONSUMER x g nobody", "0: XGROUP DESTROY x g"],
            bench.Log[^3..]);
        AssertReplays();
    }

    [Fact]
    public void WhatThereIsToKnowCanBeAsked()
    {
        bench.Do("XREADGROUP GROUP g ann COUNT 1 STREAMS x >");
        Assert.Equal("*1\n*8\n$4\nname\n$1\ng\n$9\nconsumers\n:1\n$7\npending\n:1\n$17\nlast-delivered-id\n$3\n1-0",
            bench.Do("XINFO GROUPS x"));
        Assert.Equal("*1\n*6\n$4\nname\n$3\nann\n$7\npending\n:1\n$4\nidle\n:0", bench.Do("XINFO CONSUMERS x g"));
        Assert.Equal(
            "*14\n$6\nlength\n:3\n$15\nradix-tree-keys\n:1\n$16\nradix-tree-nodes\n:2\n"
            + "$17\nlast-generated-id\n$3\n3-0\n$6\ngroups\n:1\n$11\nfirst-entry\n*2\n$3\n1-0\n*2\n$1\nf\n$1\na\n$10\nlast-entry\n*2\n$3\n3-0\n*2\n$1\nf\n$1\nc",
            bench.Do("XINFO STREAM x"));
        Assert.Equal(
            "*12\n$6\nlength\n:3\n$15\nradix-tree-keys\n:1\n$16\nradix-tree-nodes\n:2\n"
            + "$17\nlast-generated-id\n$3\n3-0\n$7\nentries\n*1\n*2\n$3\n1-0\n*2\n$1\nf\n$1\na\n"
            + "$6\ngroups\n*1\n*10\n$4\nname\n$1\ng\n$17\nlast-delivered-id\n$3\n1-0\n$9\npel-count\n:1\n"
            + "$7\npending\n*1\n*4\n$3\n1-0\n$3\nann\n"
            + $":{bench.NowMs}\n:1\n$9\nconsumers\n*1\n*8\n$4\nname\n$3\nann\n$9\nseen-time\n:{bench.NowMs}\n"
            + $"$9\npel-count\n:1\n$7\npending\n*1\n*3\n$3\n1-0\n:{bench.NowMs}\n:1",
            bench.Do("XINFO STREAM x FULL COUNT 1"));
    }

    [Fact]
    public void HelpIsThere()
    {
        Assert.StartsWith("*7\n+XGROUP <subcommand> arg", bench.Do("XGROUP HELP"), StringComparison.Ordinal);
        Assert.StartsWith("*9\n+XINFO <subcommand> arg", bench.Do("XINFO HELP"), StringComparison.Ordinal);
    }

    [Fact]
    public void LoadingTakesTheTimesOfTheLogAsTheyAre()
    {
        bench.Replay(Lines("XCLAIM x g ann 0 1-0 TIME 9000000000000 RETRYCOUNT 3 FORCE JUSTID LASTID 1-0"));
        Assert.True(bench.Data[0].TryGet(Bytes.Of("x"), out var value));
        Assert.Equal(new PendingEntry(new StreamId(1, 0), Bytes.Of("ann"), 9_000_000_000_000, 3),
            ((StreamValue)value).Groups.Single().PendingEntries.Single());
    }

    /// <summary>
    /// No command of 6.0.5 says that a consumer is there for whom nothing is pending, nor when one was seen: a log does
    /// not have them, and they do not count as content.
    /// </summary>
    [Fact]
    public void IdleConsumersAndWhenTheyWereSeenAreInNoLog()
    {
        bench.Do("XREADGROUP GROUP g idle STREAMS x 0");
        bench.Do("XREADGROUP GROUP g ann COUNT 1 NOACK STREAMS x >");
        Assert.Equal("*2", bench.Do("XINFO CONSUMERS x g").Split('\n')[0]);
        var again = AssertReplays();
        Assert.Equal("*0", again.Do("XINFO CONSUMERS x g"));
    }

    private TestExecutor AssertReplays()
    {
        var again = new TestExecutor();
        again.Replay(LogText.AsWritten(bench));
        Assert.Null(bench.Data.FirstDifference(again.Data, "the original", "its replay"));
        return again;
    }

    private static string[] IdsOf(string reply) =>
        [.. reply.Split('\n').Where(word => word.Length == 3 && word.EndsWith("-0", StringComparison.Ordinal))];

    private static IEnumerable<Bytes[]> Lines(params string[] lines) =>
        lines.Select(line => Array.ConvertAll(line.Split(' '), Bytes.Of));
}
