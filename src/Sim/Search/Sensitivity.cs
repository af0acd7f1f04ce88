// The duration of a search is real time; its result does not depend on it.
#pragma warning disable RS0030
using System.Diagnostics;
using Sim.Check;
using Sim.Findings;
using Sim.Generate;
using Sim.Minimize;

namespace Sim.Search;

/// <summary>One search for one known defect, switched on alone, by ordinary seeds.</summary>
/// <param name="Defect">Its name; empty for the fixed program, in which nothing should be found.</param>
/// <param name="FirstSeed">The first seed of the search.</param>
/// <param name="Seeds">The number of seeds run, including the one that found it.</param>
/// <param name="Elapsed">The duration on one core.</param>
/// <param name="Failure">The minimized failure; null when the budget was used up.</param>
/// <param name="ShrinkRuns">The number of plans run to minimize it.</param>
/// <param name="ShrinkElapsed">The duration of the minimization.</param>
public sealed record DefectSearch(string Defect, ulong FirstSeed, int Seeds, TimeSpan Elapsed, Failure? Failure,
    int ShrinkRuns, TimeSpan ShrinkElapsed);

/// <summary>
/// Measures how soon the explorer finds known defects. This shows how much a search without a violation is worth.
/// </summary>
public static class Sensitivity
{
    /// <summary>Runs seed after seed with one defect switched on, until a promise breaks.</summary>
    /// <param name="defect">Its name; empty for none.</param>
    /// <param name="firstSeed">The first seed.</param>
    /// <param name="atMost">The maximum number of seeds to run.</param>
    public static DefectSearch For(string defect, ulong firstSeed, int atMost)
    {
        var options = new ExploreOptions { Defects = defect.Length == 0 ? [] : [defect] };
        var watch = Stopwatch.StartNew();
        for (var seeds = 1; seeds <= atMost; seeds++)
        {
            var plan = PlanGenerator.Generate(firstSeed + (ulong)seeds - 1, options);
            var verdict = Replayer.Replay(plan).Verdict;
            if (verdict.Violation is not null)
            {
                var elapsed = watch.Elapsed;
                watch.Restart();
                var failure = Failure.Of(plan, verdict, MinimizeBudget.Sensitivity, out var runs);
                return new DefectSearch(defect, firstSeed, seeds, elapsed, failure, runs, watch.Elapsed);
            }
        }

        return new DefectSearch(defect, firstSeed, atMost, watch.Elapsed, null, 0, TimeSpan.Zero);
    }
}
