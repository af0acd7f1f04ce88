namespace Tests.Scenarios.Data;

/// <summary>PFADD and its kin: strings and numbers as a real server has them for the same lines.</summary>
public class HyperLogLogTests
{
    private const string NoSketch = "-WRONGTYPE Key is not a valid HyperLogLog string value.";
    private const string Corrupted = "-INVALIDOBJ Corrupted HLL object detected";

    private readonly TestExecutor executor = new();

    [Fact]
    public void ThreeElementsAreThreeRunsAmongZeros()
    {
        Assert.Equal(":1", executor.Do("PFADD h a b c"));
        Assert.Equal(":0", executor.Do("PFADD h a b c"));
        Assert.Equal("$44\nZ:8436 v:1,1 Z:4274 v:2,1 Z:3068 v:1,1 Z:603", executor.Do("PFDEBUG DECODE h"));
        Assert.Equal("+sparse", executor.Do("PFDEBUG ENCODING h"));
        Assert.Equal(
            "$27\nHYLL\u0001\0\0\0\0\0\0\0\0\0\0\u0080`\u00f3\u0080P\u00b1\u0084K\u00fb\u0080BZ", executor.Do("GET h"));
        Assert.Equal(["0: PFADD h a b c"], executor.Log);
    }

    [Fact]
    public void CountingStoresTheEstimateAndIsLoggedWhenItDoes()
    {
        executor.Do("PFADD h a b c");
        Assert.Equal(":3", executor.Do("PFCOUNT h"));
        Assert.Equal(
            "$27\nHYLL\u0001\0\0\0\u0003\0\0\0\0\0\0\0`\u00f3\u0080P\u00b1\u0084K\u00fb\u0080BZ", executor.Do("GET h"));
        Assert.Equal(":3", executor.Do("PFCOUNT h"));
        Assert.Equal(":3", executor.Do("PFCOUNT h h"));
        Assert.Equal(["0: PFADD h a b c", "0: PFCOUNT h"], executor.Log);
    }

    [Fact]
    public void ACountThatStoresIsOneUnitWithItsTransaction()
    {
        executor.Do("PFADD h a");
        foreach (var line in (string[])["MULTI", "PFCOUNT h", "GET h", "EXEC"])
        {
            executor.Do(line);
        }

        Assert.Equal(["0: MULTI", "0: PFCOUNT h", "0: EXEC"], executor.Log[1..]);
        Assert.Equal([1, 4], executor.Units);
    }

    [Fact]
    public void ReplayedCountsGiveTheSameBytes()
    {
        foreach (var line in (string[])["PFADD h a b", "PFCOUNT h", "PFADD h c", "PFMERGE i h", "PFCOUNT i",
            "PFDEBUG TODENSE h", "PFCOUNT h"])
        {
            executor.Do(line);
        }

        var again = new TestExecutor();
        again.Replay(LogText.AsWritten(executor));
        Assert.Null(executor.Data.FirstDifference(again.Data, "the original", "its replay"));
    }

    [Theory]
    [InlineData(500, 1059, "sparse", 503)]
    [InlineData(1650, 2987, "sparse", 1656)]
    [InlineData(1700, 12304, "dense", 1703)]
    [InlineData(2000, 12304, "dense", 2004)]
    public void ManyElementsMakeItDense(int elements, int length, string encoding, int count)
    {
        foreach (var chunk in Enumerable.Range(50, elements).Chunk(50))
        {
            executor.Do($"PFADD h {string.Join(' ', chunk)}");
        }

        Assert.Equal($":{length}", executor.Do("STRLEN h"));
        Assert.Equal($"+{encoding}", executor.Do("PFDEBUG ENCODING h"));
        Assert.Equal($":{count}", executor.Do("PFCOUNT h"));
    }

    [Fact]
    public void MergingIsCountingTogether()
    {
        executor.Do("PFADD h a b c");
        executor.Do("PFADD i b d");
        Assert.Equal(":4", executor.Do("PFCOUNT h i none"));
        Assert.Equal("+OK", executor.Do("PFMERGE new h i none"));
        Assert.Equal(":4", executor.Do("PFCOUNT new"));
        executor.Do("PFDEBUG TODENSE i");
        executor.Do("PFMERGE h i");
        Assert.Equal("+dense", executor.Do("PFDEBUG ENCODING h"));
        Assert.Equal(":4", executor.Do("PFCOUNT h"));
    }

    [Fact]
    public void AKeyIsMadeEvenOfNothingAndKeepsItsDeadline()
    {
        Assert.Equal(":1", executor.Do("PFADD h"));
        Assert.Equal(":0", executor.Do("PFADD h"));
        executor.Do("PEXPIRE h 5000");
        executor.Do("PFADD h a");
        executor.Do("PFMERGE h");
        Assert.Equal(":5", executor.Do("TTL h"));
        Assert.Equal(":1", executor.Do("PFCOUNT h"));
        Assert.Equal(":0", executor.Do("PFCOUNT none"));
    }

    [Theory]
    [InlineData("PFADD s a", NoSketch)]
    [InlineData("PFCOUNT s", NoSketch)]
    [InlineData("PFCOUNT none s", NoSketch)]
    [InlineData("PFMERGE none s", NoSketch)]
    [InlineData("PFADD l a", "-WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("PFADD broken a b c d", Corrupted)]
    [InlineData("PFCOUNT broken", Corrupted)]
    [InlineData("PFCOUNT broken none", Corrupted)]
    [InlineData("PFMERGE none broken", Corrupted)]
    [InlineData("PFDEBUG TODENSE broken", Corrupted)]
    [InlineData("PFDEBUG DECODE none", "-ERR The specified key does not exist")]
    [InlineData("PFDEBUG DECODE dense", "-ERR HLL encoding is not sparse")]
    [InlineData("PFDEBUG DECODE h x", "-ERR Wrong number of arguments for the 'DECODE' subcommand")]
    [InlineData("PFDEBUG LOOK h", "-ERR Unknown PFDEBUG subcommand 'LOOK'")]
    public void WhatIsNoSketchChangesNothing(string line, string error)
    {
        foreach (var setup in (string[])["SET s HYLLxxxxxxxxxxxxxxx", "RPUSH l x", "PFADD h a", "PFADD broken",
            "SETRANGE broken 16 z", "PFADD dense", "PFDEBUG TODENSE dense"])
        {
            executor.Do(setup);
        }

        var (logged, before) = (executor.Log.Count, executor.Data.Snapshot());
        Assert.Equal(error, executor.Do(line));
        Assert.Null(before.FirstDifference(executor.Data, "before", "after"));
        Assert.Equal(logged, executor.Log.Count);
    }
}
