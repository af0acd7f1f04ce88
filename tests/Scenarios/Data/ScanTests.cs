namespace Tests.Scenarios.Data;

/// <summary>SCAN, SSCAN, HSCAN and ZSCAN: a scan to cursor 0 misses no element that was there all the time.</summary>
public sealed class ScanTests
{
    /// <summary>What redis-server 7.0.15 answered.</summary>
    private const string RealDigests = "[d79ee9fe5d5ad902d7f6620efc3b07b75ddd742f, "
        + "62f55a532623cf6c3d81081db480b6fd8461eb3f, 90c76e9e9f4c62d642a34fc97c7dad503b51f906, "
        + "311b17018163335616e089f6b951c82c477335ac, 0000000000000000000000000000000000000000]";

    private readonly TestExecutor executor = new();

    [Theory]
    [InlineData("SCAN", "SET {0} v", false)]
    [InlineData("SSCAN c", "SADD c {0}", false)]
    [InlineData("HSCAN c", "HSET c {0} v", true)]
    [InlineData("ZSCAN c", "ZADD c 1 {0}", true)]
    public void EveryElementIsToldOnceWhateverTheSizeOfThePieces(string scan, string add, bool pairs)
    {
        string[] elements = [.. Enumerable.Range(0, 200).Select(i => $"e{i}")];
        Array.ForEach(elements,
            element => executor.Do(string.Format(System.Globalization.CultureInfo.InvariantCulture, add, element)));
        foreach (var count in new[] { 1, 7, 10, 1000 })
        {
            var scanned = All(scan, $"COUNT {count}", () => { });
            Assert.Equal(elements.Order(StringComparer.Ordinal),
                scanned.Where((_, i) => !pairs || i % 2 == 0).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void WhatIsThereAllTheTimeIsToldWhileOtherKeysComeAndGo()
    {
        string[] stay = [.. Enumerable.Range(0, 100).Select(i => $"stay{i}")];
        Array.ForEach(stay, key => executor.Do($"SET {key} v"));
        var round = 0;
        var scanned = All("SCAN", "COUNT 5", () =>
        {
            executor.Do($"DEL go{round - 3} go{round - 2}");
            executor.Do($"MSET go{round} v more{round} v");
            round++;
        });
        Assert.Equal(stay.Order(StringComparer.Ordinal),
            scanned.Where(key => key.StartsWith("stay", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
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
        Array.ForEach(["SET s1 v", "HSET h1 f v", "ZADD z1 0.1 m"], setup => executor.Do(setup));
        executor.Do(line);
        Assert.Equal(reply, Replies.Taken(executor.Client));
    }

    [Fact]
    public void AKeyPastItsDeadlineIsNotTold()
    {
        executor.Do("SET s v PX 10");
        executor.NowMs += 11;
        executor.Do("SCAN 0");
        Assert.Equal("[0, []]", Replies.Taken(executor.Client));
        Assert.Equal("0: DEL s", executor.Log[^1]);
    }

    [Fact]
    public void TheDigestOfAValueIsThatOfTheRealServer()
    {
        Array.ForEach(["SET s v", "RPUSH l a b", "HSET h f v", "SET t v PX 100000"], setup => executor.Do(setup));
        executor.Do("DEBUG DIGEST-VALUE s l h t none");
        Assert.Equal(RealDigests, Replies.Taken(executor.Client));
    }

    [Fact]
    public void TimeIsTheClockOfTheMachine()
    {
        executor.Do("TIME");
        Assert.Equal($"[{executor.NowMs / 1000}, {executor.NowMs % 1000 * 1000}]", Replies.Taken(executor.Client));
    }

    /// <summary>All elements of a scan, with something happening between its steps.</summary>
    private List<string> All(string scan, string options, Action between)
    {
        var scanned = new List<string>();
        var cursor = "0";
        do
        {
            executor.Do($"{scan} {cursor} {options}");
            var words = Replies.Taken(executor.Client).Split(
                [',', '[', ']', ' '], StringSplitOptions.RemoveEmptyEntries);
            cursor = words[0];
            scanned.AddRange(words[1..]);
            between();
        }
        while (cursor != "0");
        return scanned;
    }
}
