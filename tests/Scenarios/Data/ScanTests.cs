namespace Tests.Scenarios.Data;

/// <summary>
/// SCAN and its sisters: who goes on until the cursor is 0 misses nothing that was there all the time.
/// </summary>
public sealed class ScanTests
{
    /// <summary>What redis-server 7.0.15 answered.</summary>
    private const string RealDigests = "[d79ee9fe5d5ad902d7f6620efc3b07b75ddd742f, "
        + "62f55a532623cf6c3d81081db480b6fd8461eb3f, 90c76e9e9f4c62d642a34fc97c7dad503b51f906, "
        + "311b17018163335616e089f6b951c82c477335ac, 0000000000000000000000000000000000000000]";

    private readonly TestExecutor bench = new();

    [Theory]
    [InlineData("SCAN", "SET {0} v", false)]
    [InlineData("SSCAN c", "SADD c {0}", false)]
    [InlineData("HSCAN c", "HSET c {0} v", true)]
    [InlineData("ZSCAN c", "ZADD c 1 {0}", true)]
    public void EveryElementIsToldOnceWhateverTheSizeOfThePieces(string scan, string add, bool pairs)
    {
        string[] elements = [.. Enumerable.Range(0, 200).Select(i => $"e{i}")];
        Array.ForEach(elements,
            element => bench.Do(string.Format(System.Globalization.CultureInfo.InvariantCulture, add, element)));
        foreach (var count in new[] { 1, 7, 10, 1000 })
        {
            var told = All(scan, $"COUNT {count}", () => { });
            Assert.Equal(elements.Order(StringComparer.Ordinal),
                told.Where((_, i) => !pairs || i % 2 == 0).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void WhatIsThereAllTheTimeIsToldWhileOtherKeysComeAndGo()
    {
        string[] stay = [.. Enumerable.Range(0, 100).Select(i => $"stay{i}")];
        Array.ForEach(stay, key => bench.Do($"SET {key} v"));
        var round = 0;
        var told = All("SCAN", "COUNT 5", () =>
        {
            bench.Do($"DEL go{round - 3} go{round - 2}");
            bench.Do($"MSET go{round} v more{round} v");
            round++;
        });
        Assert.Equal(stay.Order(StringComparer.Ordinal),
            told.Where(key => key.StartsWith("stay", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SCAN 0 MATCH s*", "[0, [s1]]")]
    [InlineData("SCAN 0 TYPE zset", "[0, [z1]]")]
    [InlineData("SCAN 0 TYPE ZSET MATCH s*", "[0, []]")]
    [InlineData("SSCAN none 0", "[0, []]")]
    [InlineData("SSCAN none 0 COUNT 0", "[0, []]")]
    [InlineData("HSCAN h1 0", "[0, [f, v]]")]
    [InlineData("ZSCAN z1 0 MATCH ?", "[0, [m, 0.10000000000000001]]")]
    [InlineData("SCAN x", "-ERR invalid cursor")]
    [InlineData("SCAN -1", "-ERR invalid cursor")]
    [InlineData("SCAN 0 COUNT 0", "-ERR syntax error")]
    [InlineData("SCAN 0 COUNT x", "-ERR value is not an integer or out of range")]
    [InlineData("SCAN 0 COUNT", "-ERR syntax error")]
    [InlineData("HSCAN h1 0 TYPE hash", "-ERR syntax error")]
    [InlineData("HSCAN s1 0", "-WRONGTYPE Operation against a key holding the wrong kind of value")]
    public void OptionsNarrowWhatIsToldAndBadOnesAreAnsweredSo(string line, string reply)
    {
        Array.ForEach(["SET s1 v", "HSET h1 f v", "ZADD z1 0.1 m"], setup => bench.Do(setup));
        bench.Do(line);
        Assert.Equal(reply, Replies.Taken(bench.Client));
    }

    [Fact]
    public void AKeyPastItsDeadlineIsNotTold()
    {
        bench.Do("SET s v PX 10");
        bench.NowMs += 11;
        bench.Do("SCAN 0");
        Assert.Equal("[0, []]", Replies.Taken(bench.Client));
        Assert.Equal("0: DEL s", bench.Log[^1]);
    }

    [Fact]
    public void TheDigestOfAValueIsThatOfTheRealServer()
    {
        Array.ForEach(["SET s v", "RPUSH l a b", "HSET h f v", "SET t v PX 100000"], setup => bench.Do(setup));
        bench.Do("DEBUG DIGEST-VALUE s l h t none");
        Assert.Equal(RealDigests, Replies.Taken(bench.Client));
    }

    [Fact]
    public void TimeIsTheClockOfTheMachine()
    {
        bench.Do("TIME");
        Assert.Equal($"[{bench.NowMs / 1000}, {bench.NowMs % 1000 * 1000}]", Replies.Taken(bench.Client));
    }

    /// <summary>All that a scan tells, with something happening between its steps.</summary>
    private List<string> All(string scan, string options, Action between)
    {
        var told = new List<string>();
        var cursor = "0";
        do
        {
            bench.Do($"{scan} {cursor} {options}");
            var words = Replies.Taken(bench.Client).Split(
                [',', '[', ']', ' '], StringSplitOptions.RemoveEmptyEntries);
            cursor = words[0];
            told.AddRange(words[1..]);
            between();
        }
        while (cursor != "0");
        return told;
    }
}
