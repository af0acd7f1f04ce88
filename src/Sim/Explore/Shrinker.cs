namespace Sim.Explore;

/// <summary>
/// Makes a failing plan smaller while it breaks the same promise: fewer faults, fewer steps. Ends when nothing more can
/// be left out, or when the budget of runs is used up.
/// </summary>
public sealed class Shrinker(int maxRuns)
{
    private int runs;

    /// <summary>The smallest plan found that breaks a promise of the same kind, with the crash that shows it.</summary>
    public (Plan Plan, Verdict Verdict) Shrink(Plan plan, Verdict verdict)
    {
        var smallest = (Plan: plan with { Crash = null }, Verdict: verdict);
        var kind = verdict.Violation!.Kind;
        bool shrunk;
        do
        {
            shrunk = false;
            foreach (var candidate in Candidates(smallest.Plan))
            {
                if (++runs > maxRuns)
                {
                    break;
                }

                var tried = Replayer.Replay(candidate).Verdict;
                if (tried.Violation?.Kind == kind)
                {
                    smallest = (candidate, tried);
                    shrunk = true;
                    break;
                }
            }
        }
        while (shrunk && runs <= maxRuns);

        return (smallest.Plan with { Crash = smallest.Verdict.Violation!.Crash }, smallest.Verdict);
    }

    /// <summary>Smaller plans to try, the boldest first. Also what a property over plans shrinks to.</summary>
    public static IEnumerable<Plan> Candidates(Plan plan)
    {
        for (var i = 0; i < plan.Faults.Count; i++)
        {
            yield return plan with { Faults = Without(plan.Faults, i, 1) };
        }

        for (var size = plan.Steps.Count / 2; size >= 1; size /= 2)
        {
            for (var start = plan.Steps.Count - size; start >= 0; start -= size)
            {
                yield return plan with { Steps = Without(plan.Steps, start, size) };
            }
        }

        if (plan.Disk.CapacityBytes > 0)
        {
            yield return plan with { Disk = plan.Disk with { CapacityBytes = 0 } };
        }
    }

    private static List<T> Without<T>(IReadOnlyList<T> list, int start, int count) => [.. list.Take(start), .. list.Skip(start + count)];
}
