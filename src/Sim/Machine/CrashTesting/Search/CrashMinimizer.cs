using Sim.Machine.CrashTesting.Plans;
using Sim.Machine.Minimize;
using Sim.Machine.Random;

namespace Sim.Machine.CrashTesting.Search;

/// <summary>
/// Removes what a failure does not need: faults, steps, kills of processes, and turns out of order. The crashes are
/// looked for again each time.
/// </summary>
internal sealed class CrashMinimizer<TStep>(ICrashTested<TStep> tested, CrashTestOptions options)
{
    /// <summary>In recoveries. It takes a second or two.</summary>
    private const int MaxWork = 60_000;

    /// <summary>So many calls take as long as a recovery.</summary>
    private const int CallsPerRecovery = 32;

    private long work;

    /// <summary>The smallest failure of the same kind that was found.</summary>
    public FoundFailure Shrink(FoundFailure found) => found.End is { Kind: CrashFailureKind.NotDeterministic }
        or { IsEndless: true }
        ? found
        : GreedyMinimizer.Minimize(
            found, Ways(found.Plan.Steps.Count),
            smaller => Found(smaller) is { } failure && failure.End.Kind == found.End.Kind ? failure : null,
            () => work > MaxWork);

    /// <summary>A later life first, with the crashes before it as they are: that costs one life.</summary>
    private static IReadOnlyList<Func<FoundFailure, IEnumerable<CrashPlan>>> Ways(int lives) =>
    [
        found => found.Plan.WithFaults(FaultReducer.Fewer(found.Plan.Faults.Faults)),
        found => found.Plan.WithFaults(FaultReducer.FewerStrikes(found.Plan.Faults.Faults, found.Strikes)),
        .. Enumerable.Range(0, lives).Reverse().SelectMany(
            life => new[] { Fewer(life, FirstSteps), Fewer(life, ListReducer.Candidates) }),
        .. Enumerable.Range(0, lives + 1).Reverse().SelectMany(
            life => new[] { FewerKills(life), FewerDepartures(life) }),
        found => found.Plan.WithFaults(FaultReducer.Plainer(found.Plan.Faults.Faults)),
        .. Enumerable.Range(0, lives + 1).Reverse().SelectMany(life => new[] { OneKill(life), OneDeparture(life) }),
    ];

    /// <summary>
    /// Fewer steps in one life. A smaller failure may need fewer lives. The turns from there on are tried as usual, as
    /// they are, and as the seed draws them.
    /// </summary>
    private static Func<FoundFailure, IEnumerable<CrashPlan>> Fewer(
        int life, Func<IReadOnlyList<int>, IEnumerable<IReadOnlyList<int>>> shorter) => found =>
            shorter(found.Plan.Steps.ElementAtOrDefault(life) ?? []).Select(
                steps => found.Plan.With(life, steps)).SelectMany(plan => plan.Turns is not { } turns
                    ? [plan]
                    : new[]
                    {
                        plan with { Turns = [.. turns.Select((all, at) => at < life ? all : LifeTurns.Usual)] },
                        plan,
                        plan with { Turns = [.. turns.Take(life)] },
                    });

    /// <summary>The fewest first steps that still fail. A short life is soon done.</summary>
    private static IEnumerable<IReadOnlyList<int>> FirstSteps(IReadOnlyList<int> steps) =>
        Enumerable.Range(0, steps.Count).Select(count => steps.Take(count).ToList());

    /// <summary>Fewer kills in one life, in the usual order and in the present one.</summary>
    private static Func<FoundFailure, IEnumerable<CrashPlan>> FewerKills(int life) => Turns(life, (turns, _) =>
        ListReducer.Candidates(turns.Kills).SelectMany(kills => turns.Order.Count == 0
            ? [turns with { Kills = kills }]
            : new[] { new LifeTurns([], kills), turns with { Kills = kills } }));

    private static Func<FoundFailure, IEnumerable<CrashPlan>> FewerDepartures(int life) => Turns(life, (turns, _) =>
        ListReducer.Candidates(turns.Order).Select(order => turns with { Order = order }));

    /// <summary>Each kill alone, in the usual order, for what would come at another call without the others.</summary>
    private static Func<FoundFailure, IEnumerable<CrashPlan>> OneKill(int life) => Turns(life, (turns, made) =>
        turns.Kills.Count == 0 || turns.Kills.Count + turns.Order.Count == 1
            ? []
            : Each(made.Kills).Select(kill => new LifeTurns([], [kill])));

    private static Func<FoundFailure, IEnumerable<CrashPlan>> OneDeparture(int life) => Turns(life, (turns, made) =>
        turns.Order.Count < 2 ? [] : Each(made.Order).Select(departure => turns with { Order = [departure] }));

    private static IEnumerable<Departure> Each(Choices made) =>
        from lane in made.Made.Index()
        from at in Enumerable.Range(1, lane.Item)
        from chosen in Enumerable.Range(1, made.MaxOptions - 1)
        select new Departure(lane.Index, at, chosen);

    /// <summary>Other turns in one life, or in the recovery after the last crash.</summary>
    private static Func<FoundFailure, IEnumerable<CrashPlan>> Turns(
        int life, Func<LifeTurns, TurnChoices, IEnumerable<LifeTurns>> fewer) => found =>
            found.Plan.Turns?.ElementAtOrDefault(life) is { } turns
                ? fewer(turns, found.Choices[life]).Select(other => found.Plan.With(life, other))
                : [];

    /// <summary>A smaller plan that hangs without a call costs more than all others.</summary>
    private FoundFailure? Found(CrashPlan smaller)
    {
        var tally = new CrashTally();
        var found = new CrashSearch<TStep>(tested, options, tally).Find(smaller);
        work += 1 + (found is { End.IsEndless: true }
            ? MaxWork
            : tally.Counts.Recoveries + (tally.Calls / CallsPerRecovery));
        return found;
    }
}
