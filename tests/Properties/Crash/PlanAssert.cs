using Sim.Check;
using Sim.Findings;
using Sim.Plans;

namespace Tests.Properties.Crash;

/// <summary>
/// Judges a plan in a test: a broken promise fails it with the line that replays it and the story, and is kept in
/// failures/.
/// </summary>
internal static class PlanAssert
{
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

    /// <summary>What failed before, in an exploration or in a test.</summary>
    public static BugBase BugBase => new(Path.Combine(Root, "failures"));

    public static ReplayResult Check(Plan plan) => Check(plan, BugBase);

    /// <summary>The same, with the plan kept in another place than failures/.</summary>
    public static ReplayResult Check(Plan plan, BugBase found)
    {
        var replayed = Replayer.Replay(plan);
        if (replayed.Verdict.Violation is not null)
        {
            Assert.Fail(Message(Failure.Of(plan, replayed.Verdict, maxRuns: 150), found));
        }

        return replayed;
    }

    private static string Message(Failure failure, BugBase found)
    {
        var path = Path.GetRelativePath(Root, found.Keep(failure)).Replace('\\', '/');
        var violation = failure.Violation;
        return $"{BugBase.ReplayLine(path)}\n{violation.Kind}: {violation.Summary}\n" + string.Join(
            '\n', violation.Story);
    }
}
