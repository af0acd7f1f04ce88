using System.Globalization;
using Sim.Explore;

namespace Tests.Properties.Crash;

/// <summary>Judges a plan in a test: a broken promise fails it with the line that replays it and the story.</summary>
internal static class Kept
{
    public static ReplayResult Check(Plan plan)
    {
        var replayed = Replayer.Replay(plan);
        if (replayed.Verdict.Violation is { } violation)
        {
            Assert.Fail(Failure(plan, violation));
        }

        return replayed;
    }

    private static string Failure(Plan plan, Violation violation)
    {
        var smallest = new Shrinker(maxRuns: 150).Shrink(plan, new Verdict { Violation = violation });
        var shown = smallest.Verdict.Violation!;
        var name = string.Create(CultureInfo.InvariantCulture, $"test-{shown.Kind}-{Replayer.Replay(smallest.Plan).Fingerprint:x16}.json");
        var directory = Directory.CreateDirectory(Path.Combine(Root, "failures"));
        File.WriteAllText(Path.Combine(directory.FullName, name), PlanFile.Write(smallest.Plan));
        return $"dotnet run -c Release --project src/Sim -- replay failures/{name}\n{shown.Kind}: {shown.Summary}\n" + string.Join('\n', shown.Story);
    }

    /// <summary>The folder of Sim.sln, from which the printed line is meant to be run; that of the tests when they stand alone.</summary>
    private static string Root
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
}
