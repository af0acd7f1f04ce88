using Sim.Machine.CrashTesting;

namespace Tests.Scenarios.Library;

/// <summary>Several threads run other seeds at once. The report is that of one thread.</summary>
public sealed class CrashJobsTests
{
    private static readonly CrashTestOptions Options = new() { Seeds = 6, Steps = 4, NextLives = 1 };

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void TheReportIsTheSameWithAnyNumberOfJobs(int jobs)
    {
        foreach (var failsAt in new ulong[] { 0, 1, 3, 6 })
        {
            // The step that one seed alone is known by.
            var wrong = failsAt == 0 ? (int?)null : FirstStepOf(failsAt);
            var one = CrashTest.Run(Tested(wrong), Options);
            var several = CrashTest.Run(Tested(wrong), Options with { Jobs = jobs });
            Assert.Equal(one.ToString(), several.ToString());
            Assert.Equal(failsAt == 0 ? 6 : (int)failsAt, several.Seeds);
        }
    }

    [Fact]
    public void AnExceptionOfTheTestItselfIsSeen()
    {
        var options = Options with { Jobs = 2, Faults = _ => throw new TimeoutException("no faults today") };
        var thrown = Assert.Throws<InvalidOperationException>(() => CrashTest.Run(new NumberLog(), options));
        Assert.Contains("no faults today", thrown.Message, StringComparison.Ordinal);
    }

    private static TestedBy Tested(int? wrong) => new(
        (host, life) =>
        {
            var log = new NumberLog();
            var file = NumberLog.Open(host.Files);
            for (var i = 0; i < life.Steps; i++)
            {
                var step = life.Begin(life.Chance(i).Below(1_000_000));
                log.Append(host.Files, file, step.Value);
                step.Acknowledge();
            }
        },
        (host, history) => history.Promised.Any(step => step == wrong)
            ? $"{wrong} was promised"
            : history.Check(steps => steps.SequenceEqual(NumberLog.Read(host.Files)) ? null : "other numbers"));

    private static int FirstStepOf(ulong seed)
    {
        var first = -1;
        _ = CrashTest.Run(
            new TestedBy((_, life) => first = life.Number == 1 ? life.Chance(0).Below(1_000_000) : first),
            Options with { FirstSeed = seed, Seeds = 1, Lives = 1 });
        return first;
    }
}
