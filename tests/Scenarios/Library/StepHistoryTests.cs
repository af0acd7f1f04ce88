using Sim.Machine.CrashTesting;

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
    public void StepsThatOverlapMayBeThereInAnyCombination() => Assert.Equal(
        ["14", "124", "134", "1234", "145", "1245", "1345", "12345"], Tried(History.CheckAnyOrder));

    [Fact]
    public void TheFirstRightChoiceIsEnough()
    {
        Assert.Null(History.Check(steps => steps.Contains(2) ? null : "no 2"));
        Assert.Equal("no 9 in 14", History.Check(steps => $"no 9 in {string.Concat(steps)}"));
        Assert.Equal([1, 4], History.Promised);
    }

    [Fact]
    public void AllSubsetsOfManyStepsAreRefused()
    {
        var many = new StepHistory<int>([.. Enumerable.Range(0, 11)], new bool[11], new int[11]);
        _ = Assert.Throws<InvalidOperationException>(() => many.CheckAnyOrder(_ => null));
    }

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
