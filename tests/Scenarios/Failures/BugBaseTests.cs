using Sim.Check;
using Sim.Findings;
using Sim.Generate;
using Sim.Plans;
using Sim.Search;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Failures;

/// <summary>Failures are kept: one folder for each kind, with its smallest plan and its count.</summary>
public sealed class BugBaseTests : IDisposable
{
    internal static readonly Lazy<Failure> Found = new(() => First("NoDirectoryFsync", 1));

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void AKindHasItsPlansItsStoryAndWhatIsKnownOfIt()
    {
        var shown = Path.GetFileName(new BugBase(directory.Path).Keep(Found.Value));
        var folder = Path.Combine(directory.Path, Found.Value.Kind);
        Assert.Matches("^plan-[0-9a-f]{16}.json$", shown);
        Assert.Equal(["about.json", "minimal.html", "minimal.json", "original.json",
            Path.ChangeExtension(shown, ".html"), shown, "story.txt"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, shown)),
            File.ReadAllText(Path.Combine(folder, "minimal.json")));
        Assert.Equal(PlanFile.Write(Found.Value.Original), File.ReadAllText(Path.Combine(folder, "original.json")));
        Assert.StartsWith(Found.Value.Violation.Summary, File.ReadAllText(Path.Combine(folder, "story.txt")),
            StringComparison.Ordinal);
        var about = File.ReadAllText(Path.Combine(folder, "about.json"));
        Assert.Contains($"\"fingerprint\": \"{Found.Value.Fingerprint:x16}\"", about, StringComparison.Ordinal);
        Assert.Contains($"\"version\": \"{BugBase.Version}\"", about, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2 })]
    [InlineData(new[] { 2, 1, 0, 2 })]
    [InlineData(new[] { 1, 1, 0, 2, 0 })]
    public void APrintedFileAlwaysHoldsThePlanItWasPrintedFor(int[] order)
    {
        var kept = new BugBase(directory.Path);
        Plan[] plans = [Found.Value.Minimal, Found.Value.Original, Found.Value.Original with { Seed = 999 }];
        var shown = order.Select(i => (kept.Keep(Found.Value with { Minimal = plans[i] }), plans[i])).ToList();
        Assert.All(shown, kept => Assert.Equal(PlanFile.Write(kept.Item2), File.ReadAllText(kept.Item1)));
        Assert.Equal(order.Distinct().Count(), kept.Plans().Count);
    }

    [Fact]
    public void TheSmallestPlanOfAKindIsTheKnownOne()
    {
        var kept = new BugBase(directory.Path);
        _ = kept.Keep(Found.Value with { Minimal = Found.Value.Original });
        var smaller = kept.Keep(Found.Value);
        _ = kept.Keep(Found.Value with { Minimal = Found.Value.Original });
        Assert.Equal([(Found.Value.Kind, smaller)], kept.Known());
        Assert.Equal(PlanFile.Write(Found.Value.Minimal),
            File.ReadAllText(Path.Combine(Path.GetDirectoryName(smaller)!, "minimal.json")));
    }

    [Fact]
    public void ManyThreadsKeepTheSameFailure()
    {
        var kept = new BugBase(directory.Path);
        Parallel.For(0, 8, _ => kept.Keep(Found.Value));
        Assert.Equal(PlanFile.Write(Found.Value.Minimal), File.ReadAllText(kept.Known().Single().Path));
    }

    [Fact]
    public void TheMinimalPlanBreaksTheSamePromise()
    {
        var again = Replayer.Replay(Found.Value.Minimal);
        Assert.Equal(Found.Value.Fingerprint, again.Fingerprint);
        Assert.Equal(Found.Value.Violation.Story, again.Verdict.Violation!.Story);
    }

    internal static Failure First(string defect, ulong from)
    {
        var options = new ExploreOptions { Defects = [defect] };
        for (var seed = from; ; seed++)
        {
            var plan = PlanGenerator.Generate(seed, options);
            var verdict = Replayer.Replay(plan).Verdict;
            if (verdict.Violation is not null)
            {
                return Failure.Of(plan, verdict, maxRuns: 60);
            }
        }
    }
}
