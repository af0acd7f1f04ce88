using Sim.Machine.Random;

namespace Tests.Scenarios.Disk;

/// <summary>Seeds, streams and ratios.</summary>
public sealed class ChanceTests
{
    [Fact]
    public void StreamOfASeedIsTheSameForEver()
    {
        var prng = new Prng(new Seed(42));
        ulong[] drawn = [prng.Next(), prng.Next(), prng.Next()];
        Assert.Equal([1546998764402558742UL, 6990951692964543102UL, 12544586762248559009UL], drawn);
    }

    [Fact]
    public void StreamFollowsThePublishedGenerator()
    {
        // SplitMix64 of 0, and xoshiro256** started from its first four outputs: the reference values of both papers' code.
        Assert.Equal(0xE220A8397B1DCDAFUL, ReferenceSplitMix(0));
        Assert.Equal(ReferenceXoshiro(seed: 7, draws: 100), Draw(new Prng(new Seed(7)), draws: 100));
    }

    [Fact]
    public void ForksOfOneSeedAreUnrelated()
    {
        var seed = new Seed(1);
        Assert.Equal(seed.Fork("disk"), new Seed(1).Fork("disk"));
        var children = new SortedSet<ulong> { seed.Value, seed.Fork("disk").Value, seed.Fork("faults").Value, seed.Fork(0).Value, seed.Fork(1).Value, new Seed(2).Fork("disk").Value };
        Assert.Equal(6, children.Count);
    }

    [Fact]
    public void NumbersBelowALimitAreSpreadEvenly()
    {
        var prng = new Prng(new Seed(3));
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[prng.Below(counts.Length)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void LimitThatDoesNotDivideTheStreamFavoursNoNumber()
    {
        // 2^64 is 8/3 of this limit: without drawing again, two thirds of the numbers would come 3/2 as often as the rest.
        const long limit = 3L << 61;
        var prng = new Prng(new Seed(6));
        var counts = new int[3];
        for (var i = 0; i < 30_000; i++)
        {
            counts[prng.Below(limit) % 3]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void RangeIncludesBothEnds()
    {
        var prng = new Prng(new Seed(4));
        var drawn = new SortedSet<int>(Enumerable.Range(0, 200).Select(_ => prng.Range(-1, 2)));
        Assert.Equal([-1, 0, 1, 2], drawn);
    }

    [Fact]
    public void RatioComesTrueAsOftenAsItSays()
    {
        var prng = new Prng(new Seed(5));
        Assert.InRange(Enumerable.Range(0, 50_000).Count(_ => prng.Chance(new Ratio(1, 50))), 900, 1_100);
        Assert.False(prng.Chance(Ratio.Never));
        Assert.True(prng.Chance(Ratio.Always));
    }

    [Fact]
    public void RatioParsesWhatItPrints()
    {
        Assert.True(Ratio.TryParse("1/50", out var ratio));
        Assert.Equal("1/50", ratio.ToString());
        Assert.Equal("0/1", default(Ratio).ToString());
        Assert.True(ratio.CompareTo(new Ratio(1, 2)) < 0);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1/0")]
    [InlineData("2/1")]
    [InlineData("-1/2")]
    [InlineData(" 1/2")]
    [InlineData("1/2/3")]
    public void RatioRefusesAnythingElse(string text) => Assert.False(Ratio.TryParse(text, out _));

    private static ulong[] Draw(Prng prng, int draws) => [.. Enumerable.Range(0, draws).Select(_ => prng.Next())];

    private static ulong ReferenceSplitMix(ulong state)
    {
        var z = state + 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private static ulong[] ReferenceXoshiro(ulong seed, int draws)
    {
        var s = new ulong[4];
        for (var i = 0; i < s.Length; i++)
        {
            s[i] = ReferenceSplitMix(seed);
            seed += 0x9E3779B97F4A7C15UL;
        }

        var drawn = new ulong[draws];
        for (var i = 0; i < draws; i++)
        {
            drawn[i] = ulong.RotateLeft(s[1] * 5, 7) * 9;
            var t = s[1] << 17;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = ulong.RotateLeft(s[3], 45);
        }

        return drawn;
    }
}
