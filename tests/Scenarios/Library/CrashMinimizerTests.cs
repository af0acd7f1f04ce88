using Sim.Machine.CrashTesting;
using Sim.Machine.Faults;
using Sim.Os;

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

    /// <summary>Of three faults one is needed, at the first call.</summary>
    [Fact]
    public void TheFaultThatIsNeededAndNoOtherIsLeft()
    {
        var faults = new[]
        {
            "EIO on list, 4th call, 3 times", "40 us more on write, chance 1/2, for ever",
            "ENOSPC on open-directory, 9th call, once",
        };
        var failure = CrashTest.Run(new CarelessLog(), FaultOptions(faults)).Failure!;
        Assert.EndsWith("; fault EIO on list, 1st call, once", failure.Token, StringComparison.Ordinal);
        Assert.Single(failure.Story.Split('\n'), line => line.Contains("fault: ", StringComparison.Ordinal));
        Assert.Equal(failure.Story, CrashTest.Replay(new CarelessLog(), failure.Token).Failure?.Story);

        // The fixed one ends itself at that fault, and promises nothing. So its seed runs without the fault, too.
        var report = CrashTest.Replay(new CarelessLog { Exits = true }, failure.Token, new() { Lives = 1 });
        report.ThrowIfFailed();
        Assert.Single(report.Stale);
        Assert.InRange(report.Counts.Promised, 1, 1_000);
    }

    /// <summary>Half of the calls fail, by chance. The log is careless with the eleventh number only.</summary>
    [Fact]
    public void OneInjectionOfManyIsLeft()
    {
        var tested = new CarelessLog { Numbers = 12, IsCareful = number => number != 10 };
        var failure = CrashTest.Run(tested, FaultOptions("EIO on list, chance 1/2, for ever")).Failure!;
        Assert.EndsWith("; fault EIO on list, 11th call, once", failure.Token, StringComparison.Ordinal);
        Assert.Equal(failure.Story, CrashTest.Replay(tested, failure.Token).Failure?.Story);
    }

    private static CrashTestOptions FaultOptions(params string[] lines)
    {
        var faults = lines.Select(line => Fault.TryParse(line, out var fault, out var problem)
            ? fault : throw new ArgumentException(problem)).ToList();
        return new CrashTestOptions { Seeds = 20, Steps = 6, Lives = 1, Faults = _ => new FaultPlan(faults) };
    }

    private static IEnumerable<int> Numbers(string ranges) => ranges.Split(',').Select(
        range => Array.ConvertAll(range.Split('-'), int.Parse)).SelectMany(
            ends => Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));

    /// <summary>A log that does not sync a number when another call has failed, unless it is careful.</summary>
    private sealed class CarelessLog : ICrashTested<int>
    {
        private readonly NumberLog log = new();

        public int? Numbers { get; init; }

        public bool Exits { get; init; }

        public Predicate<int> IsCareful { get; init; } = _ => false;

        public void Live(Host host, Life<int> life)
        {
            var file = NumberLog.OpenShared(host.Files);
            for (var i = 0; i < (Numbers ?? life.Steps); i++)
            {
                var step = life.Begin(i);
                Assert.Equal(8, host.Files.WriteAt(file, NumberLog.Bytes(i), i * 8).Value);
                var hasFailed = !host.Files.List(".").Ok;
                if (hasFailed && Exits)
                {
                    throw new ProcessExit(1, "the disk is broken");
                }

                if (!hasFailed || IsCareful(i))
                {
                    Assert.Equal(Errno.None, host.Files.SyncData(file));
                }

                step.Acknowledge();
            }
        }

        public string? Recover(Host host, StepHistory<int> history) => log.Recover(host, history);
    }
}
