using Sim.Machine.CrashTesting;
using Sim.Machine.Random;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>What may be there after a crash: the promised steps, and some of the others.</summary>
public sealed class StepHistoryTests
{
    // Two lives: steps 1 to 3 of the first, and 4 and 5 of the second; 1 and 4 are promised.
    private static readonly StepHistory<int> History =
        new([1, 2, 3, 4, 5], [true, false, false, true, false], [0, 0, 0, 1, 1]);

    [Fact]
    public void ALogHasTheFirstStepsOfEachLife() => Assert.Equal(
        ["14", "145", "124", "1245", "1234", "12345"], Tried(History.Check));

    [Fact]
    public void StepsThatOverlapMayBeThereInAnyCombination()
    {
        var tried = Tried(History.CheckAnyOrder);
        Assert.Equal("14", tried[0]);
        Assert.Equal(
            ["1234", "12345", "124", "1245", "134", "1345", "14", "145"],
            tried.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheFirstRightChoiceIsEnough()
    {
        Assert.Null(History.Check(steps => steps.Contains(2) ? null : "no 2"));
        Assert.Equal("no 9 in 14", History.Check(steps => $"no 9 in {string.Concat(steps)}"));
        Assert.Equal([1, 4], History.Promised);
    }

    /// <summary>A choice that cannot have happened may be more than a comparison bears.</summary>
    [Fact]
    public void AComparisonThatThrowsSaysThatAChoiceIsWrong()
    {
        Assert.Null(History.Check(
            steps => steps.Contains(2) ? null : throw new InvalidOperationException("no 2")));
        Assert.Null(History.CheckAnyOrder(
            steps => steps.Contains(2) ? null : throw new InvalidOperationException("no 2")));
        Assert.Null(History.CheckAnyOrder(
            steps => steps.SequenceEqual([1, 3, 4]) ? null : throw new InvalidOperationException("no 3 alone")));
        var thrown = Assert.Throws<InvalidOperationException>(
            () => History.Check(steps => throw new InvalidOperationException(string.Concat(steps))));
        Assert.Equal("14", thrown.Message);
        Assert.Throws<ProcessExit>(() => History.Check(steps => throw new ProcessExit(1, "enough")));
    }

    /// <summary>However a comparison reads the steps, the verdict is that of all subsets.</summary>
    [Theory]
    [MemberData(nameof(Comparisons))]
    public void AnyComparisonHasTheVerdictOfAllSubsets(string name)
    {
        var (compare, verdicts) = (Comparison(name), new SortedSet<bool>());
        for (var seed = 0UL; seed < 200; seed++)
        {
            var chance = new Prng(new Seed(seed));
            var history = new StepHistory<int>(
                [.. Enumerable.Range(0, 7).Select(_ => chance.Below(3))],
                [.. Enumerable.Range(0, 7).Select(_ => chance.Below(3) == 0)], new int[7]);
            List<int> found = [.. Enumerable.Range(0, chance.Below(8)).Select(_ => chance.Below(3))];
            var isRight = Subsets(history).Any(subset => compare(subset, found));
            _ = verdicts.Add(isRight);
            Assert.Equal(isRight, history.CheckAnyOrder(steps => compare(steps, found) ? null : "wrong") is null);
        }

        Assert.Equal(2, verdicts.Count);
    }

    [Theory]
    [InlineData("in order")]
    [InlineData("count first")]
    [InlineData("by index")]
    public void AnyNumberMayOverlapWhenTheFirstDifferenceEnds(string name)
    {
        var (calls, compare) = (0, Comparison(name));
        var many = new StepHistory<int>([.. Enumerable.Range(0, 40)], new bool[40], new int[40]);
        foreach (var odd in new[] { 1, 99 })
        {
            List<int> found = [3, 5, 17, 30, odd == 1 ? 31 : odd];
            var wrong = many.CheckAnyOrder(steps =>
            {
                calls++;
                return compare(steps, found) ? null : "wrong";
            });
            Assert.Equal(odd == 1 ? null : "wrong", wrong);
        }

        Assert.InRange(calls, 40, 10_000);
    }

    [Fact]
    public void WhatWasNotTriedIsSaid()
    {
        var many = new StepHistory<int>([.. Enumerable.Range(0, 15)], new bool[15], new int[15]);
        var calls = 0;
        var wrong = many.CheckAnyOrder(steps => $"{steps.Sum()} after {++calls}");
        var said = "more were not tried. With the promised steps alone: 0 after 1";
        Assert.Contains(said, wrong, StringComparison.Ordinal);
        Assert.InRange(calls, 16_384, 16_500);
    }

    public static TheoryData<string> Comparisons => ["in order", "count first", "by index", "all", "last"];

    private static Func<IReadOnlyList<int>, List<int>, bool> Comparison(string name) => name switch
    {
        "in order" => (steps, found) => steps.SequenceEqual(found),
        "count first" => (steps, found) => steps.Count == found.Count && steps.SequenceEqual(found),
        "by index" => IsEqual,
        "all" => (steps, found) => steps.Sum() == found.Sum(),
        _ => (steps, found) => steps.Count > 0 && found.Count > 0 && steps[^1] == found[^1],
    };

    private static bool IsEqual(IReadOnlyList<int> steps, List<int> found)
    {
        for (var i = 0; i < found.Count; i++)
        {
            if (i == steps.Count || steps[i] != found[i])
            {
                return false;
            }
        }

        return steps.Count == found.Count;
    }

    private static IEnumerable<List<int>> Subsets(StepHistory<int> history) => Enumerable.Range(0, 1 << 7).Select(
        bits => history.Begun.Where((_, step) => history.IsPromised(step) || (bits & (1 << step)) != 0).ToList());

    private static List<string> Tried(Func<Func<IReadOnlyList<int>, string?>, string?> check)
    {
        var tried = new List<string>();
        Assert.Equal("wrong", check(steps =>
        {
            tried.Add(string.Concat(steps));
            return "wrong";
        }));
        return tried;
    }
}
