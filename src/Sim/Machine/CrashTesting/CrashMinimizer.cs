namespace Sim.Machine.CrashTesting;

/// <summary>Removes every step that a failure does not need. The crashes are looked for again each time.</summary>
internal sealed class CrashMinimizer<TStep>(CrashRunner<TStep> runner, CrashTestOptions options)
{
    private const int MaxRuns = 300;

    private FoundFailure smallest = new(null!, default);
    private int runs;

    /// <summary>The failure of the same kind with the fewest steps that was found.</summary>
    public FoundFailure Shrink(FoundFailure found)
    {
        smallest = found;
        var lives = found.Plan.Steps.Count;
        if (found.End.Kind == CrashFailureKind.NotDeterministic)
        {
            return found;
        }

        // A later life first, with the crashes before it as they are: that costs one life.
        for (var life = lives - 1; life >= 0; life--)
        {
            TakeFirst(life);
            DropSingly(life);
        }

        return smallest;
    }

    /// <summary>The fewest first steps of a life that still fail.</summary>
    private void TakeFirst(int life)
    {
        var steps = smallest.Plan.Steps[life];
        for (var count = 0; count < steps.Count; count++)
        {
            if (Fails(life, [.. steps.Take(count)]))
            {
                return;
            }
        }
    }

    private void DropSingly(int life)
    {
        for (var step = smallest.Plan.Steps[life].Count - 1; step >= 0; step--)
        {
            _ = Fails(life, [.. smallest.Plan.Steps[life].Where((_, index) => index != step)]);
        }
    }

    private bool Fails(int life, IReadOnlyList<int> steps)
    {
        if (++runs > MaxRuns)
        {
            return false;
        }

        var smaller = smallest.Plan.With(life, steps);
        var search = new CrashSearch<TStep>(runner, options, new CrashTally());
        if (search.Find(smaller with { Crashes = [.. smaller.Crashes.Take(life)] }) is not { } failure
            || failure.End.Kind != smallest.End.Kind)
        {
            return false;
        }

        smallest = failure;
        return true;
    }
}
