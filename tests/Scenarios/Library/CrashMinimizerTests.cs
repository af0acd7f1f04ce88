using Sim.Machine.CrashTesting;

namespace Tests.Scenarios.Library;

/// <summary>A failure keeps the steps that it needs, and no other.</summary>
public sealed class CrashMinimizerTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("19")]
    [InlineData("0,7,13")]
    [InlineData("2-3,18-19")]
    [InlineData("0,2,4,6,8,10,12,14,16,18")]
    public void TheNeededStepsAndNoOtherAreLeft(string needed)
    {
        var all = new List<int>();
        var tested = new TestedBy(
            (_, life) =>
            {
                for (var i = 0; i < life.Steps; i++)
                {
                    all.AddRange(life.Steps == 20 ? [life.Chance(i).Below(int.MaxValue)] : []);
                    life.Begin(life.Chance(i).Below(int.MaxValue));
                }
            },
            (_, history) => Numbers(needed).All(step => history.Begun.Contains(all[step])) ? "all are there" : null);
        var failure = CrashTest.Run(tested, new CrashTestOptions { Seeds = 1, Lives = 1 }).Failure!;
        Assert.StartsWith($"1:posix-weak:8:{needed}:0k:", failure.Token, StringComparison.Ordinal);
    }

    /// <summary>The steps that one life needs are looked for while those of the other stay as they are.</summary>
    [Fact]
    public void EachOfSeveralLivesKeepsWhatItNeeds()
    {
        var log = new NumberLog();
        var failure = CrashTest.Run(
            new TestedBy(log.Live, (_, history) =>
                history.Begun.Contains(1_000) && history.Begun.Contains(2_001) ? "both are there" : null),
            new CrashTestOptions { Seeds = 1, Steps = 6, NextSteps = 3 }).Failure!;
        Assert.Equal("0/0-1", failure.Token.Split(':')[3]);
    }

    private static IEnumerable<int> Numbers(string ranges) => ranges.Split(',').Select(
        range => Array.ConvertAll(range.Split('-'), int.Parse)).SelectMany(
            ends => Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));
}
