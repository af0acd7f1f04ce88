using Sim.Machine.Minimize;

namespace Sim.Machine.CrashTesting;

/// <summary>Removes every step that a failure does not need. The crashes are looked for again each time.</summary>
internal sealed class CrashMinimizer<TStep>(CrashRunner<TStep> runner, CrashTestOptions options)
{
    /// <summary>It takes a second or two.</summary>
    private const int MaxRecoveries = 30_000;

    private long recoveries;

    /// <summary>The failure of the same kind with the fewest steps that was found.</summary>
    public FoundFailure Shrink(FoundFailure found) => found.End is { Kind: CrashFailureKind.NotDeterministic }
        or { IsEndless: true }
        ? found
        : GreedyMinimizer.Minimize(
            // A later life first, with the crashes before it as they are: that costs one life.
            found,
            [.. Enumerable.Range(0, found.Plan.Steps.Count).Reverse().SelectMany(
                life => new[] { Fewer(life, FirstSteps), Fewer(life, ListReducer.Candidates) })],
            smaller => Found(smaller) is { } failure && failure.End.Kind == found.End.Kind ? failure : null,
            () => recoveries > MaxRecoveries);

    /// <summary>Fewer steps in one life. A smaller failure may need fewer lives.</summary>
    private static Func<FoundFailure, IEnumerable<CrashPlan>> Fewer(
        int life, Func<IReadOnlyList<int>, IEnumerable<IReadOnlyList<int>>> shorter) => found =>
            shorter(found.Plan.Steps.ElementAtOrDefault(life) ?? []).Select(
                steps => found.Plan.With(life, steps) with { Crashes = [.. found.Plan.Crashes.Take(life)] });

    /// <summary>The fewest first steps that still fail. A short life is soon done.</summary>
    private static IEnumerable<IReadOnlyList<int>> FirstSteps(IReadOnlyList<int> steps) =>
        Enumerable.Range(0, steps.Count).Select(count => steps.Take(count).ToList());

    /// <summary>A smaller plan that hangs costs more than all others.</summary>
    private FoundFailure? Found(CrashPlan smaller)
    {
        var tally = new CrashTally();
        var found = new CrashSearch<TStep>(runner, options, tally).Find(smaller);
        recoveries += 1 + (found is { End.IsEndless: true } ? MaxRecoveries : tally.Counts.Recoveries);
        return found;
    }
}
