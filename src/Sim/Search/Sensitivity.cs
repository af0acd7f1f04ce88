// How long a search takes is told in real time; what it finds does not depend on it.
#pragma warning disable RS0030
using System.Diagnostics;
using Sim.Check;
using Sim.Findings;
using Sim.Generate;
using Sim.Minimize;

namespace Sim.Search;

/// <summary>One search for one known defect, switched on alone, by seeds that nobody aimed at it.</summary>
/// <param name="Defect">Its name; empty for the program as it is, in which nothing should be found.</param>
/// <param name="FirstSeed">Where the search began.</param>
/// <param name="Seeds">How many seeds were run, the one that found it included.</param>
/// <param name="Elapsed">How long that took on one core.</param>
/// <param name="Failure">What was found, made small; null when the budget was used up.</param>
/// <param name="ShrinkRuns">How many plans were run to make it small.</param>
/// <param name="ShrinkElapsed">How long that took.</param>
public sealed record DefectSearch(string Defect, ulong FirstSeed, int Seeds, TimeSpan Elapsed, Failure? Failure, int ShrinkRuns, TimeSpan ShrinkElapsed);

/// <summary>How soon the explorer finds what is known to be wrong: the measure of how much it is worth that it finds nothing.</summary>
public static class Sensitivity
{
    /// <summary>Runs seed after seed with one defect switched on, until a promise breaks.</summary>
    /// <param name="defect">Its name; empty for none.</param>
    /// <param name="firstSeed">Where to begin.</param>
    /// <param name="atMost">How many seeds to run at most.</param>
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
