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
        var directory = Path.Combine(AppContext.BaseDirectory, "failures");
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"violation-{plan.Seed}.json"));
        File.WriteAllText(file, PlanFile.Write(smallest.Plan));
        var shown = smallest.Verdict.Violation!;
        return $"replay: dotnet run -c Release --project src/Sim -- replay \"{Path.GetRelativePath(Environment.CurrentDirectory, file)}\"\n{shown.Kind}: {shown.Summary}\n"
            + string.Join('\n', shown.Story);
    }
}
