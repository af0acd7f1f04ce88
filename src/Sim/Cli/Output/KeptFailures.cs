using Sim.Check;
using Sim.Findings;
using Sim.Plans;
using Sim.Search;

namespace Sim.Cli.Output;

/// <summary>
/// The failures that an exploration found and kept: the replay line of each violation, and the results of the failures
/// known before.
/// </summary>
internal sealed class KeptFailures(string directory)
{
    internal string Directory => directory;

    /// <summary>The summary's file in the folder; `merge` reads it.</summary>
    internal const string SummaryName = "summary.json";

    private readonly BugBase @base = new(directory);
    private readonly Dictionary<ulong, string> lines = [];

    /// <summary>The failures known before; those that fail again come first.</summary>
    internal IReadOnlyList<KnownFailure> Known { get; private set; } = [];

    internal void Keep(SeedResult result) => lines[result.Seed] = BugBase.ReplayLine(@base.Keep(result.Failure!));

    internal void KeepSummary(string json)
    {
        _ = System.IO.Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, SummaryName), json);
    }

    /// <summary>The command line that replays a violation.</summary>
    internal string ReplayLine(ulong seed) => lines[seed];

    /// <summary>
    /// Runs the failures known before that need no other known defects than these. A plan that failed once is the
    /// likeliest to fail again.
    /// </summary>
    internal void TryKnown(IReadOnlyList<string> defects)
    {
        var tried = new List<KnownFailure>();
        foreach (var (kind, path) in @base.Known())
        {
            if (!PlanFile.TryRead(File.ReadAllText(path), out var plan, out var problem))
            {
                throw new IOException($"{path} is not a plan: {problem}");
            }

            if (plan.Config.Defects.Count == 0
                ? defects.Count == 0
                : plan.Config.Defects.All(defect => defects.Contains(defect, StringComparer.Ordinal)))
            {
                tried.Add(new KnownFailure(
                    kind, path, PatientReplayer.Judge(plan with { Crash = null }).Violation?.Summary));
            }
        }

        Known = [.. tried.Where(known => known.Fails), .. tried.Where(known => !known.Fails)];
    }
}

/// <summary>A failure known before.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Path">The file of its minimal plan.</param>
/// <param name="Summary">The violation of this run; null when every promise was kept.</param>
internal sealed record KnownFailure(string Kind, string Path, string? Summary)
{
    internal bool Fails => Summary is not null;
}
