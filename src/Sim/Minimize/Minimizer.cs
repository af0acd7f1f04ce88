using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Minimize;
using Sim.Plans;

namespace Sim.Minimize;

/// <summary>
/// Makes a failing plan smaller while it breaks the same kind of promise, by the reductions of <see
/// cref="PlanReducer"/>. At the end it chooses the simplest image of the crash. It stops when no reduction succeeds, or
/// when its budget of runs is used up.
/// </summary>
/// <param name="maxRuns">How many plans may be run.</param>
/// <param name="judge">Returns a plan's verdict; null: as <see cref="Replayer"/> judges it, with every crash.</param>
/// <param name="allows">Selects the plans that may be tried; null: all.</param>
public sealed class Minimizer(int maxRuns, Func<Plan, Verdict>? judge = null, Predicate<Plan>? allows = null)
{
    /// <summary>
    /// A run that hangs takes some seconds, so it counts as many: minimizing it must not take more than a minute.
    /// </summary>
    private const int HungRuns = 20;

    private Plan smallest = new();
    private Verdict shown = new();

    /// <summary>How many plans were run.</summary>
    public int Runs { get; private set; }

    /// <summary>The smallest plan found that breaks a promise of the same kind, with the crash that shows it.</summary>
    /// <param name="plan">A plan that fails.</param>
    /// <param name="verdict">Its verdict, with a violation.</param>
    public (Plan Plan, Verdict Verdict) Shrink(Plan plan, Verdict verdict)
    {
        shown = verdict;
        smallest = GreedyMinimizer.Minimize(
            plan with { Crash = null }, PlanReducer.Ways, Accept, isSpent: () => Runs >= maxRuns);
        smallest = smallest with { Crash = shown.Violation!.Crash };
        ChooseImage();
        return (smallest, shown);
    }

    /// <summary>
    /// Smaller plans to try, the largest reductions first. A property over plans shrinks by them, too.
    /// </summary>
    public static IEnumerable<Plan> Candidates(Plan plan) => PlanReducer.Ways.SelectMany(way => way(plan));

    /// <summary>Runs a smaller plan, and returns it when it breaks a promise of the same kind.</summary>
    private Plan? Accept(Plan candidate)
    {
        if (allows is not null && !allows(candidate))
        {
            return null;
        }

        var verdict = judge is null ? PatientReplayer.Judge(candidate) : judge(candidate);
        Runs += verdict.Violation?.Kind == ViolationKind.Hung ? HungRuns : 1;
        if (verdict.Violation?.Kind != shown.Violation!.Kind)
        {
            return null;
        }

        shown = verdict;
        return candidate;
    }

    /// <summary>
    /// Among the images of the crash that break the promise, chooses the one with the shortest report: it lost least.
    /// </summary>
    private void ChooseImage()
    {
        if (smallest.Crash is not { Kind: CrashKind.PowerLoss } first)
        {
            return;
        }

        for (var image = first.Image + 1; image < smallest.Disk.ImagesPerCrash && Runs < maxRuns; image++)
        {
            var before = shown;
            var plainer = Accept(smallest with { Crash = first with { Image = image } });
            (smallest, shown) = plainer is not null && Length(shown) < Length(before)
                ? (plainer, shown)
                : (smallest, before);
        }
    }

    private static int Length(Verdict verdict) => verdict.Violation!.Story.Sum(line => line.Length);
}
