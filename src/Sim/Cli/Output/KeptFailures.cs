using Sim.Check;
using Sim.Findings;
using Sim.Plans;
using Sim.Search;

namespace Sim.Cli.Output;

/// <summary>What an exploration has found and kept: each violation's line that replays it, and what became of the failures known before.</summary>
internal sealed class KeptFailures(string directory)
{
    /// <summary>The summary's file in the folder: what `merge` reads.</summary>
    internal const string SummaryName = "summary.json";

    private readonly BugBase @base = new(directory);
    private readonly Dictionary<ulong, string> lines = [];

    /// <summary>The failures known before, those that fail again first.</summary>
    internal IReadOnlyList<KnownFailure> Known { get; private set; } = [];

    internal void Keep(SeedResult result) => lines[result.Seed] = BugBase.ReplayLine(@base.Keep(result.Failure!));

    internal void KeepSummary(string json)
    {
        _ = Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, SummaryName), json);
    }

    /// <summary>The one line that shows a violation again.</summary>
    internal string ReplayLine(ulong seed) => lines[seed];

    /// <summary>Runs the failures known before, those that are about the same known defects, or some of them: what failed once is what fails again soonest.</summary>
    internal void TryKnown(IReadOnlyList<string> defects)
    {
        var tried = new List<KnownFailure>();
        foreach (var (kind, path) in @base.Known())
        {
            if (!PlanFile.TryRead(File.ReadAllText(path), out var plan, out var problem))
            {
                throw new IOException($"{path} is not a plan: {problem}");
            }

            if (plan.Config.Defects.Count == 0 ? defects.Count == 0 : plan.Config.Defects.All(defect => defects.Contains(defect, StringComparer.Ordinal)))
            {
                tried.Add(new KnownFailure(kind, path, Replayer.Replay(plan with { Crash = null }).Verdict.Violation?.Summary));
            }
        }

        Known = [.. tried.Where(known => known.Fails), .. tried.Where(known => !known.Fails)];
    }
}

/// <summary>A failure known before.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Path">The file of its minimal plan.</param>
/// <param name="Summary">What it broke just now; null when every promise was kept.</param>
internal sealed record KnownFailure(string Kind, string Path, string? Summary)
{
    internal bool Fails => Summary is not null;
}
