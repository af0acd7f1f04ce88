namespace Sim.Machine.CrashTesting;

/// <summary>Removes every step that a failure does not need. The crashes are looked for again each time.</summary>
internal sealed class CrashMinimizer<TStep>(CrashRunner<TStep> runner, CrashTestOptions options)
{
    /// <summary>It takes a second or two.</summary>
    private const int MaxRecoveries = 30_000;

    private FoundFailure smallest = new(null!, default);
    private long recoveries;

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
        if (recoveries > MaxRecoveries)
        {
            return false;
        }

        var smaller = smallest.Plan.With(life, steps);
        var tally = new CrashTally();
        var found = new CrashSearch<TStep>(runner, options, tally)
            .Find(smaller with { Crashes = [.. smaller.Crashes.Take(life)] });
        recoveries += 1 + tally.Counts.Recoveries;
        if (found is not { } failure || failure.End.Kind != smallest.End.Kind)
        {
            return false;
        }

        smallest = failure;
        return true;
    }
}
