using System.Globalization;
using FsCheck;
using FsCheck.Xunit;
using Tests.Scenarios.Data;

namespace Tests.Properties.Data;

/// <summary>A HyperLogLog knows what was added and not how.</summary>
[Properties(QuietOnSuccess = true)]
public sealed class HyperLogLogProperties
{
    [Property(MaxTest = 25)]
    public void MergingIsAddingEverything(PositiveInt first, PositiveInt second, byte many)
    {
        TestExecutor bench = new TestExecutor();
        bench.Do($"PFADD a {Elements(first.Get, many)}");
        bench.Do($"PFADD b {Elements(second.Get, many / 2)}");
        bench.Do($"PFADD both {Elements(second.Get, many / 2)} {Elements(first.Get, many)}");
        Assert.Equal("+OK", bench.Do("PFMERGE c a b"));
        Assert.Equal(bench.Do("PFCOUNT a b"), bench.Do("PFCOUNT both"));
        Assert.Equal(bench.Do("PFDEBUG GETREG both"), bench.Do("PFDEBUG GETREG c"));
    }

    [Property(MaxTest = 25)]
    public void SparseAndDenseHaveTheSameRegisters(PositiveInt first, byte many)
    {
        TestExecutor bench = new TestExecutor();
        bench.Do("PFADD dense");
        bench.Do("PFDEBUG TODENSE dense");
        foreach (var key in (string[])["sparse", "dense"])
        {
            bench.Do($"PFADD {key} {Elements(first.Get, many)}");
        }

        Assert.Equal("+sparse", bench.Do("PFDEBUG ENCODING sparse"));
        Assert.Equal(bench.Do("PFCOUNT dense"), bench.Do("PFCOUNT sparse"));
        Assert.Equal(bench.Do("PFDEBUG GETREG dense"), bench.Do("PFDEBUG GETREG sparse"));
    }

    [Property(MaxTest = 12)]
    public void TheEstimateIsCloseToTheTruth(PositiveInt first)
    {
        TestExecutor bench = new TestExecutor();
        var many = 10 + (first.Get * 37 % 5000);
        bench.Do($"PFADD h {Elements(first.Get, many)}");
        var count = int.Parse(bench.Do("PFCOUNT h").AsSpan(1), CultureInfo.InvariantCulture);

        // The standard error is 0.81 percent: six of it, and two for the smallest.
        Assert.InRange(count, (many * 0.95) - 2, (many * 1.05) + 2);
    }

    private static string Elements(int first, int count) => string.Join(' ', Enumerable.Range(first % 1000, count + 1).Select(number => number * 7));
}
