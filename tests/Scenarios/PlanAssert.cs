using Sim.Check;
using Sim.Findings;
using Sim.Plans;

namespace Tests.Scenarios;

/// <summary>
/// Judges a plan in a test: a broken promise fails it with the line that replays it, and is kept in failures/. One bug
/// fails many tests, so only the first failure of a process prints its story.
/// </summary>
internal static class PlanAssert
{
    private static readonly FirstStory OfProcess = new();

    // Runs before any test keeps a failure.
    static PlanAssert() =>
        KnownBefore = [.. InFailures.Known().Select(known => (known.Path, File.ReadAllText(known.Path)))];

    /// <summary>
    /// The folder of Sim.sln, from which the printed line is meant to be run; that of the tests when they stand alone.
    /// </summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sim.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? AppContext.BaseDirectory;
        }
    }

    /// <summary>The plans that failed in an exploration or in a test before these tests began: path and text.</summary>
    public static IReadOnlyList<(string Path, string Text)> KnownBefore { get; }

    private static BugBase InFailures => new(Path.Combine(Root, "failures"));

    /// <summary>Fails when the plan breaks a promise.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="property">The property that draws and shrinks plans: only its last message is printed.</param>
    public static ReplayResult Check(Plan plan, string? property = null) =>
        Check(plan, InFailures, OfProcess, property);

    /// <summary>The same with the whole story each time, and with the plan kept in another place.</summary>
    public static ReplayResult Check(Plan plan, BugBase found) => Check(plan, found, new FirstStory());

    /// <summary>The same with the story when no other failure had it.</summary>
    public static ReplayResult Check(Plan plan, BugBase found, FirstStory stories, string? property = null)
    {
        var replayed = Replayer.Replay(plan);
        if (replayed.Verdict.Violation is not null)
        {
            var failure = Failure.Of(plan, replayed.Verdict, maxRuns: 150);
            var path = Path.GetRelativePath(Root, found.Keep(failure)).Replace('\\', '/');
            Assert.Fail(
                $"{BugBase.ReplayLine(path)}\n{failure.Violation.Kind}: {failure.Violation.Summary}"
                + stories.Of(failure, property ?? PlanFile.Write(plan)));
        }

        return replayed;
    }
}
