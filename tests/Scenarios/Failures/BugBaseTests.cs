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
    private static readonly Lazy<Failure> Found = new(() => First("NoDirectoryFsync", 1));

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void AKindHasItsPlansItsStoryAndWhatIsKnownOfIt()
    {
        var shown = new BugBase(directory.Path).Keep(Found.Value);
        var folder = Path.Combine(directory.Path, Found.Value.Kind);
        Assert.Equal(Path.Combine(folder, "minimal.json").Replace('\\', '/'), shown);
        Assert.Equal(["about.json", "minimal.html", "minimal.json", "original.json", "story.txt"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(PlanFile.Write(Found.Value.Original), File.ReadAllText(Path.Combine(folder, "original.json")));
        Assert.StartsWith(Found.Value.Violation.Summary, File.ReadAllText(Path.Combine(folder, "story.txt")),
            StringComparison.Ordinal);
        var about = File.ReadAllText(Path.Combine(folder, "about.json"));
        Assert.Contains($"\"fingerprint\": \"{Found.Value.Fingerprint:x16}\"", about, StringComparison.Ordinal);
        Assert.Contains($"\"version\": \"{BugBase.Version}\"", about, StringComparison.Ordinal);
    }

    [Fact]
    public void ALaterFindOfAKindStandsBesideIt()
    {
        var kept = new BugBase(directory.Path);
        var first = kept.Keep(Found.Value);
        var larger = Found.Value with
        {
            Original = Found.Value.Original with { Seed = 999 },
            Minimal = Found.Value.Original,
        };
        Assert.EndsWith("/seed-999.json", kept.Keep(larger), StringComparison.Ordinal);
        Assert.Equal(PlanFile.Write(Found.Value.Minimal), File.ReadAllText(first));
        Assert.Single(kept.Known());
    }

    [Fact]
    public void ASmallerPlanTakesTheOldOnesPlace()
    {
        var kept = new BugBase(directory.Path);
        var first = kept.Keep(Found.Value with { Minimal = Found.Value.Original });
        Assert.Equal(first, kept.Keep(Found.Value));
        Assert.Equal(PlanFile.Write(Found.Value.Minimal), File.ReadAllText(first));
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
