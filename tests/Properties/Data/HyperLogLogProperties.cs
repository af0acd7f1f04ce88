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
        var executor = new TestExecutor();
        executor.Do($"PFADD a {Elements(first.Get, many)}");
        executor.Do($"PFADD b {Elements(second.Get, many / 2)}");
        executor.Do($"PFADD both {Elements(second.Get, many / 2)} {Elements(first.Get, many)}");
        Assert.Equal("+OK", executor.Do("PFMERGE c a b"));
        Assert.Equal(executor.Do("PFCOUNT a b"), executor.Do("PFCOUNT both"));
        Assert.Equal(executor.Do("PFDEBUG GETREG both"), executor.Do("PFDEBUG GETREG c"));
    }

    [Property(MaxTest = 25)]
    public void SparseAndDenseHaveTheSameRegisters(PositiveInt first, byte many)
    {
        var executor = new TestExecutor();
        executor.Do("PFADD dense");
        executor.Do("PFDEBUG TODENSE dense");
        foreach (var key in (string[])["sparse", "dense"])
        {
            executor.Do($"PFADD {key} {Elements(first.Get, many)}");
        }

        Assert.Equal("+sparse", executor.Do("PFDEBUG ENCODING sparse"));
        Assert.Equal(executor.Do("PFCOUNT dense"), executor.Do("PFCOUNT sparse"));
        Assert.Equal(executor.Do("PFDEBUG GETREG dense"), executor.Do("PFDEBUG GETREG sparse"));
    }

    /// <summary>A search that goes on where the last one ended finds the same runs, to the byte.</summary>
    [Property(MaxTest = 25)]
    public void OneCommandIsAsManyOfOneElement(PositiveInt first, byte many)
    {
        var executor = new TestExecutor();
        executor.Do($"PFADD all {Elements(first.Get, many)}");
        foreach (var element in Elements(first.Get, many).Split(' '))
        {
            executor.Do($"PFADD each {element}");
        }

        Assert.Equal(executor.Do("GET each"), executor.Do("GET all"));
        executor.Do("PFMERGE merged all each");
        executor.Do("PFMERGE again each");
        Assert.Equal(executor.Do("GET again"), executor.Do("GET merged"));
    }

    [Property(MaxTest = 12)]
    public void TheEstimateIsCloseToTheTruth(PositiveInt first)
    {
        var executor = new TestExecutor();
        var many = 10 + (first.Get * 37 % 5000);
        executor.Do($"PFADD h {Elements(first.Get, many)}");
        var count = int.Parse(executor.Do("PFCOUNT h").AsSpan(1), CultureInfo.InvariantCulture);

        // The standard error is 0.81 percent: six of it, and two for the smallest.
        Assert.InRange(count, (many * 0.95) - 2, (many * 1.05) + 2);
    }

    private static string Elements(int first, int count) =>
        string.Join(' ', Enumerable.Range(first % 1000, count + 1).Select(number => number * 7));
}
