using Sim.Check;
using Sim.Check.Rules;
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

    private bool Spent => Runs >= maxRuns;

    /// <summary>The smallest plan found that breaks a promise of the same kind, with the crash that shows it.</summary>
    /// <param name="plan">A plan that fails.</param>
    /// <param name="verdict">Its verdict, with a violation.</param>
    public (Plan Plan, Verdict Verdict) Shrink(Plan plan, Verdict verdict)
    {
        (smallest, shown) = (plan with { Crash = null }, verdict);
        var before = smallest;
        do
        {
            before = smallest;
            foreach (var way in PlanReducer.Ways)
            {
                Go(way);
            }
        }
        while (!ReferenceEquals(before, smallest) && !Spent);

        smallest = smallest with { Crash = shown.Violation!.Crash };
        ChooseImage();
        return (smallest, shown);
    }

    /// <summary>
    /// Smaller plans to try, the largest reductions first. A property over plans shrinks by them, too.
    /// </summary>
    public static IEnumerable<Plan> Candidates(Plan plan) => PlanReducer.Ways.SelectMany(way => way(plan));

    /// <summary>
    /// Repeats one reduction until it fails. After a success the search continues at the same place: earlier candidates
    /// have just failed.
    /// </summary>
    private void Go(Func<Plan, IEnumerable<Plan>> way)
    {
        var tried = 0;
        var found = true;
        while (found && !Spent)
        {
            found = false;
            foreach (var candidate in way(smallest).Skip(tried))
            {
                if (Spent)
                {
                    return;
                }

                if (Accept(candidate))
                {
                    found = true;
                    break;
                }

                tried++;
            }
        }
    }

    private bool Accept(Plan candidate)
    {
        if (allows is not null && !allows(candidate))
        {
            return false;
        }

        var verdict = judge is null ? PatientReplayer.Judge(candidate) : judge(candidate);
        Runs += verdict.Violation?.Kind == ViolationKind.Hung ? HungRuns : 1;
        if (verdict.Violation?.Kind != shown.Violation!.Kind)
        {
            return false;
        }

        (smallest, shown) = (candidate, verdict);
        return true;
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

        for (var image = first.Image + 1; image < smallest.Disk.ImagesPerCrash && !Spent; image++)
        {
            var length = Length(shown);
            var (plan, verdict) = (smallest, shown);
            if (Accept(smallest with { Crash = first with { Image = image } }) && Length(shown) >= length)
            {
                (smallest, shown) = (plan, verdict);
            }
        }
    }

    private static int Length(Verdict verdict) => verdict.Violation!.Story.Sum(line => line.Length);
}
