using Sim.Explore;
using Sim.Failures;

namespace Tests.Properties.Crash;

/// <summary>Judges a plan in a test: a broken promise fails it with the line that replays it and the story, and is kept in failures/.</summary>
internal static class Kept
{
    /// <summary>The folder of Sim.sln, from which the printed line is meant to be run; that of the tests when they stand alone.</summary>
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

    public static ReplayResult Check(Plan plan)
    {
        var replayed = Replayer.Replay(plan);
        if (replayed.Verdict.Violation is not null)
        {
            Assert.Fail(Told(Failure.Of(plan, replayed.Verdict, maxRuns: 150)));
        }

        return replayed;
    }

    private static string Told(Failure failure)
    {
        var path = Path.GetRelativePath(Root, BugBase.Keep(failure)).Replace('\\', '/');
        return $"{BugBase.ReplayLine(path)}\n{failure.Violation.Kind}: {failure.Violation.Summary}\n" + string.Join('\n', failure.Violation.Story);
    }
}
