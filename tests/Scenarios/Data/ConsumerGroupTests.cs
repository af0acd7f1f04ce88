using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Tests.Scenarios.Data;

/// <summary>Consumer groups: which entries a consumer gets, which stay pending, and what of it is in the log.</summary>
public class ConsumerGroupTests
{
    private readonly TestExecutor executor = new();

    public ConsumerGroupTests()
    {
        foreach (var line in (string[])["XADD x 1 f a", "XADD x 2 f b", "XADD x 3 f c", "XGROUP CREATE x g 0"])
        {
            Assert.NotEqual('-', executor.Do(line)[0]);
        }
    }

    private string Time => $"TIME {executor.NowMs}";

    [Fact]
    public void NewEntriesArePendingAndLoggedAsXclaim()
    {
        Assert.Equal(["1-0", "2-0"], IdsOf(executor.Do("XREADGROUP GROUP g ann COUNT 2 STREAMS x >")));
        Assert.Equal(["3-0"], IdsOf(executor.Do("XREADGROUP GROUP g bob STREAMS x >")));
        Assert.Equal("*-1", executor.Do("XREADGROUP GROUP g bob STREAMS x >"));
        Assert.Equal(
            [
                "0: MULTI",
                $"0: XCLAIM x g ann 0 1-0 {Time} RETRYCOUNT 1 FORCE JUSTID LASTID 1-0",
                $"0: XCLAIM x g ann 0 2-0 {Time} RETRYCOUNT 1 FORCE JUSTID LASTID 2-0",
                "0: EXEC",
                $"0: XCLAIM x g bob 0 3-0 {Time} RETRYCOUNT 1 FORCE JUSTID LASTID 3-0",
            ],
            executor.Log[4..]);
        AssertReplays();
    }

    [Fact]
    public void WhatIsReadWithoutAcknowledgementOnlyMovesTheGroup()
    {
        Assert.Equal(["1-0", "2-0"], IdsOf(executor.Do("XREADGROUP GROUP g ann COUNT 2 NOACK STREAMS x >")));
        Assert.Equal("0: XGROUP SETID x g 2-0", executor.Log[^1]);
        Assert.Equal("*4\n:0\n$-1\n$-1\n*-1", executor.Do("XPENDING x g"));
        AssertReplays();
    }

    [Fact]
    public void ReadingAgainWhatIsPendingCountsAndIsLogged()
    {
        executor.Do("XREADGROUP GROUP g ann STREAMS x >");
        executor.Do("XDEL x 2");
        executor.NowMs += 70;
        Assert.Equal("*1\n*2\n$1\nx\n*2\n*2\n$3\n2-0\n*-1\n*2\n$3\n3-0\n*2\n$1\nf\n$1\nc",
            executor.Do("XREADGROUP GROUP g ann STREAMS x 1"));
        Assert.Equal($"0: XCLAIM x g ann 0 3-0 {Time} RETRYCOUNT 2 FORCE JUSTID LASTID 3-0", executor.Log[^1]);
        Assert.Equal(
            "*2\n*4\n$3\n2-0\n$3\nann\n:70\n:1\n*4\n$3\n3-0\n$3\nann\n:0\n:2", executor.Do("XPENDING x g 2 + 9"));
        AssertReplays();
    }

    [Fact]
    public void AGroupSetBackDeliversAgainToWhoAsks()
    {
        executor.Do("XREADGROUP GROUP g ann STREAMS x >");
        Assert.Equal("+OK", executor.Do("XGROUP SETID x g 1"));
        Assert.Equal(["2-0", "3-0"], IdsOf(executor.Do("XREADGROUP GROUP g bob STREAMS x >")));
        Assert.Equal(
            "*4\n:3\n$3\n1-0\n$3\n3-0\n*2\n*2\n$3\nann\n$1\n1\n*2\n$3\nbob\n$1\n2", executor.Do("XPENDING x g"));
        AssertReplays();
    }

    [Fact]
    public void SeveralStreamsAreReadAsOneUnit()
    {
        executor.Do("XGROUP CREATE y g $ MKSTREAM");
        executor.Do("XADD y 8 f v");
        var units = executor.Units.Count;
        Assert.Equal(["1-0", "8-0"], IdsOf(executor.Do("XREADGROUP GROUP g ann COUNT 1 STREAMS x y x > > 0")).Take(2));
        Assert.Equal(units + 1, executor.Units.Count);
        AssertReplays();
    }

    [Fact]
    public void WhatIsAcknowledgedIsPendingNoLonger()
    {
        executor.Do("XREADGROUP GROUP g ann STREAMS x >");
        Assert.Equal(":2", executor.Do("XACK x g 1 3 4"));
        Assert.Equal("0: XACK x g 1 3 4", executor.Log[^1]);
        Assert.Equal(":0", executor.Do("XACK x g 1"));
        Assert.Equal(":0", executor.Do("XACK x none 1"));
        Assert.Equal("*1\n*4\n$3\n2-0\n$3\nann\n:0\n:1", executor.Do("XPENDING x g - + 10 ann"));
        Assert.Equal("*0", executor.Do("XPENDING x g - + 10 bob"));
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
        var start = executor.NowMs;
        executor.Do("XREADGROUP GROUP g ann COUNT 2 STREAMS x >");
        executor.Do("XDEL x 2");
        executor.NowMs += 70;
        var count = executor.Log.Count;
        Assert.Equal(reply, executor.Do($"XCLAIM x g bob {arguments}"));
        var words = logged?.Split(' ');
        Assert.Equal(
            words is null
                ? []
                : [$"0: XCLAIM x g bob 0 {words[0]} TIME {start + long.Parse(words[2], null)} RETRYCOUNT {words[4]} "
                    + $"FORCE JUSTID LASTID 2-0"],
            executor.Log[count..]);
        AssertReplays();
    }

    [Fact]
    public void AClaimThatOnlyMovesTheGroupIsLoggedAsThat()
    {
        Assert.Equal("*0", executor.Do("XCLAIM x g ann 0 1 LASTID 2"));
        Assert.Equal("0: XGROUP SETID x g 2-0", executor.Log[^1]);
        Assert.Equal("*0", executor.Do("XCLAIM x g ann 0 1 LASTID 1"));
        Assert.Equal(5, executor.Log.Count);
    }

    [Fact]
    public void WhatWasPendingGoesWithItsConsumerAndWithItsGroup()
    {
        executor.Do("XREADGROUP GROUP g ann COUNT 2 STREAMS x >");
        executor.Do("XREADGROUP GROUP g bob STREAMS x >");
        Assert.Equal(":2", executor.Do("XGROUP DELCONSUMER x g ann"));
        Assert.Equal(":0", executor.Do("XGROUP DELCONSUMER x g nobody"));
        Assert.Equal("*1\n*4\n$3\n3-0\n$3\nbob\n:0\n:1", executor.Do("XPENDING x g - + 10"));
        Assert.Equal(":1", executor.Do("XGROUP DESTROY x g"));
        Assert.Equal(":0", executor.Do("XGROUP DESTROY x g"));
        Assert.Equal(["0: XGROUP DELCONSUMER x g ann", "0: XGROUP DELCONSUMER x g nobody", "0: XGROUP DESTROY x g"],
            executor.Log[^3..]);
        AssertReplays();
    }

    [Fact]
    public void WhatThereIsToKnowCanBeAsked()
    {
        executor.Do("XREADGROUP GROUP g ann COUNT 1 STREAMS x >");
        Assert.Equal("*1\n*8\n$4\nname\n$1\ng\n$9\nconsumers\n:1\n$7\npending\n:1\n$17\nlast-delivered-id\n$3\n1-0",
            executor.Do("XINFO GROUPS x"));
        Assert.Equal("*1\n*6\n$4\nname\n$3\nann\n$7\npending\n:1\n$4\nidle\n:0", executor.Do("XINFO CONSUMERS x g"));
        Assert.Equal(
            "*14\n$6\nlength\n:3\n$15\nradix-tree-keys\n:1\n$16\nradix-tree-nodes\n:2\n"
            + "$17\nlast-generated-id\n$3\n3-0\n$6\ngroups\n:1\n"
            + "$11\nfirst-entry\n*2\n$3\n1-0\n*2\n$1\nf\n$1\na\n$10\nlast-entry\n*2\n$3\n3-0\n*2\n$1\nf\n$1\nc",
            executor.Do("XINFO STREAM x"));
        Assert.Equal(
            "*12\n$6\nlength\n:3\n$15\nradix-tree-keys\n:1\n$16\nradix-tree-nodes\n:2\n"
            + "$17\nlast-generated-id\n$3\n3-0\n$7\nentries\n*1\n*2\n$3\n1-0\n*2\n$1\nf\n$1\na\n"
            + "$6\ngroups\n*1\n*10\n$4\nname\n$1\ng\n$17\nlast-delivered-id\n$3\n1-0\n$9\npel-count\n:1\n"
            + "$7\npending\n*1\n*4\n$3\n1-0\n$3\nann\n"
            + $":{executor.NowMs}\n:1\n$9\nconsumers\n*1\n*8\n$4\nname\n$3\nann\n$9\nseen-time\n:{executor.NowMs}\n"
            + $"$9\npel-count\n:1\n$7\npending\n*1\n*3\n$3\n1-0\n:{executor.NowMs}\n:1",
            executor.Do("XINFO STREAM x FULL COUNT 1"));
    }

    [Fact]
    public void HelpIsThere()
    {
        Assert.StartsWith("*7\n+XGROUP <subcommand> arg", executor.Do("XGROUP HELP"), StringComparison.Ordinal);
        Assert.StartsWith("*9\n+XINFO <subcommand> arg", executor.Do("XINFO HELP"), StringComparison.Ordinal);
    }

    [Fact]
    public void LoadingTakesTheTimesOfTheLogAsTheyAre()
    {
        executor.Replay(
            LogText.Commands("XCLAIM x g ann 0 1-0 TIME 9000000000000 RETRYCOUNT 3 FORCE JUSTID LASTID 1-0"));
        Assert.True(executor.Data[0].TryGet(Bytes.Of("x"), out var value));
        Assert.Equal(new PendingEntry(new StreamId(1, 0), Bytes.Of("ann"), 9_000_000_000_000, 3),
            ((StreamValue)value).Groups.Single().PendingEntries.Single());
    }

    /// <summary>
    /// No command of 6.0.5 recreates a consumer without pending entries, or when a consumer was seen. A log has
    /// neither, and neither counts as content.
    /// </summary>
    [Fact]
    public void IdleConsumersAndWhenTheyWereSeenAreInNoLog()
    {
        executor.Do("XREADGROUP GROUP g idle STREAMS x 0");
        executor.Do("XREADGROUP GROUP g ann COUNT 1 NOACK STREAMS x >");
        Assert.Equal("*2", executor.Do("XINFO CONSUMERS x g").Split('\n')[0]);
        var again = AssertReplays();
        Assert.Equal("*0", again.Do("XINFO CONSUMERS x g"));
    }

    private TestExecutor AssertReplays()
    {
        var again = new TestExecutor();
        again.Replay(LogText.AsWritten(executor));
        Assert.Null(executor.Data.FirstDifference(again.Data, "the original", "its replay"));
        return again;
    }

    private static string[] IdsOf(string reply) =>
        [.. reply.Split('\n').Where(word => word.Length == 3 && word.EndsWith("-0", StringComparison.Ordinal))];
}
