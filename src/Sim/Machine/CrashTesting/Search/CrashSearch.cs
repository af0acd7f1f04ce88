using Sim.Machine.Crash;
using Sim.Machine.CrashTesting.Lives;
using Sim.Machine.CrashTesting.Plans;
using Sim.Machine.Random;
using Sim.Machine.Workers;

namespace Sim.Machine.CrashTesting.Search;

/// <summary>A failure that was found.</summary>
/// <param name="Plan">The plan that shows it. It has the steps of as many lives as it needs.</param>
/// <param name="End">What failed.</param>
internal sealed record FoundFailure(CrashPlan Plan, ProcessEnd End)
{
    /// <summary>The choices in each life, and in the recovery after the last crash.</summary>
    public IReadOnlyList<TurnChoices> Choices { get; init; } = [];

    /// <summary>For each fault the calls, from 1, into which it was injected.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Strikes { get; init; } = [];
}

/// <summary>
/// Crashes a life at every change of its disk, and recovers each image. Then goes on after some of the crashes, and
/// crashes the next life the same way.
/// </summary>
internal sealed class CrashSearch<TStep>(ICrashTested<TStep> tested, CrashTestOptions options, CrashTally tally)
{
    private readonly CrashRunner<TStep> runner = new(tested, options, tells: false);

    /// <summary>The plan that is tried just now: a life, or a recovery.</summary>
    private volatile CrashPlan? tried;
    private volatile bool isGivenUp;

    /// <summary>
    /// The first failure of a plan, from the crashes on that it already has. What hangs is one, too.
    /// </summary>
    /// <param name="plan">The plan. It has the steps of each life that is tried.</param>
    /// <param name="runTwice">True to run each life twice and compare.</param>
    public FoundFailure? Find(CrashPlan plan, bool runTwice = false)
    {
        FoundFailure? found = null;
        if (PatientRun.Of(() => found = Search(plan, runTwice), options.MaxTime, () => runner.Progress))
        {
            return found;
        }

        isGivenUp = true;
        return new FoundFailure(tried!, ProcessEnd.Endless("a process", options.MaxTime));
    }

    private FoundFailure? Search(CrashPlan plan, bool runTwice)
    {
        var life = plan.Crashes.Count;
        tried = plan with { Steps = [.. plan.Steps.Take(life + 1)] };
        var stage = runner.Run(plan, life)!;
        var end = Seen(stage.End);
        tally.Called(options.MaxCalls - stage.Machine.StepsLeft);
        if (end.Kind is null && runTwice && stage.Difference(runner.Run(plan, life)!) is { } difference)
        {
            end = new ProcessEnd(CrashFailureKind.NotDeterministic, difference);
        }

        if (end.Kind is not null)
        {
            return Failure(stage, judged: null, end);
        }

        tally.Lived(
            stage.Journal, stage.First, stage.Recovered, stage.MarkAt(stage.Journal.Count).Acknowledged,
            stage.EndedEarly, life == 0 ? stage.Machine.Faults.InjectedCount : 0);
        List<CrashCase>[] kinds = [[], [], [], []];
        return CrashAll(stage, tried, kinds) ?? GoOn(plan, kinds, runTwice);
    }

    /// <summary>
    /// Recovers every image, each once. Sorts the crashes into kinds: those after which the recovery wrote something
    /// and the others, each by kill -9 (unsynced writes are still in the cache) and by a power loss.
    /// </summary>
    private FoundFailure? CrashAll(Stage<TStep> stage, CrashPlan plan, List<CrashCase>[] kinds)
    {
        var (cases, known) = (stage.Cases(), new SortedSet<(ulong Image, int Begun, int Owed)>());

        // A later life begins with the image of the crash before it, which was recovered there.
        for (var position = stage.Number == 0 ? 0 : stage.First + 1; position <= stage.Journal.Count; position++)
        {
            foreach (var (crash, image) in cases.At(position, plan.Disk).Prepend(cases.KillAt(position)))
            {
                var isNew = known.Add((image.Hash, stage.MarkAt(position).Begun, runner.Owed(stage, crash)));
                tally.Crashed(image, isNew);
                if (!isNew)
                {
                    continue;
                }

                tried = plan.After(crash);
                var history = runner.HistoryAt(stage, crash);
                var judged = runner.Judge(tried, image, history);
                var calls = options.MaxCalls - judged.Machine.StepsLeft;
                tally.Called(calls);
                tally.Recovered(calls > 0, history.IsSeen);
                if (Seen(judged.End).Kind is not null)
                {
                    return Failure(stage, judged, judged.End);
                }

                kinds[(judged.ChangedTheDisk ? 0 : 2) + (crash.IsKill ? 0 : 1)].Add(crash);
            }
        }

        return null;
    }

    /// <summary>What was tried just now has failed. Its plan names the turns as they came.</summary>
    private FoundFailure Failure(Stage<TStep> stage, Judgement? judged, ProcessEnd end)
    {
        var lives = stage.Lives.ToList();
        List<TurnChoices> choices = [.. lives.Select(life => life.Choices)];
        choices.AddRange(judged is null ? [] : [judged.Machine.Turns]);
        var anyMade = choices.Exists(made => made.Order.MaxOptions + made.Kills.MaxOptions > 0);
        return new FoundFailure(tried! with { Turns = anyMade ? [.. choices.Select(LifeTurns.Of)] : null }, end)
        {
            Choices = choices,
            Strikes = lives[0].Machine.Faults.Strikes,
        };
    }

    /// <summary>The end of a process. One that comes after the search was given up ends its thread.</summary>
    private ProcessEnd Seen(ProcessEnd end) => isGivenUp ? throw new OperationCanceledException() : end;

    /// <summary>Goes on after some of the crashes, of each kind in turn.</summary>
    private FoundFailure? GoOn(CrashPlan plan, List<CrashCase>[] kinds, bool runTwice)
    {
        if (plan.Crashes.Count + 1 >= plan.Steps.Count)
        {
            return null;
        }

        var prng = new Seed(plan.Seed).Fork("next lives").Fork(plan.Crashes.Count).Stream();
        for (var i = 0; i < options.NextLives && kinds.Any(kind => kind.Count > 0); i++)
        {
            var from = kinds[i % kinds.Length] is { Count: > 0 } kind ? kind : kinds.First(kind => kind.Count > 0);
            var chosen = prng.Below(from.Count);
            if (Search(plan.After(from[chosen]), runTwice) is { } failure)
            {
                return failure;
            }

            from.RemoveAt(chosen);
        }

        return null;
    }
}
