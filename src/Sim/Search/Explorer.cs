// The real clock limits the exploration: nothing inside a machine sees it.
#pragma warning disable RS0030
using System.Diagnostics;
using Aof.Diagnostics;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Findings;
using Sim.Generate;
using Sim.Machine.Workers;
using Sim.Minimize;
using Sim.Plans;
using Sim.Run;

namespace Sim.Search;

/// <summary>
/// Explores seeds: plan, run, every crash, verdict. A guided exploration changes plans of the corpus; see <see
/// cref="CorpusGuide"/>.
/// </summary>
public sealed class Explorer(ExploreOptions options)
{
    /// <summary>Only the first failures of a kind are minimized; the others are counted.</summary>
    private const int ShrunkOfAKind = 10;

    private static readonly TimeSpan BetweenProgress = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<ViolationKind, int> shrunk = [];
    private readonly CorpusGuide? guide = options.Guided ? new CorpusGuide(options) : null;

    /// <summary>Explores until the count or the time is over, or it is cancelled.</summary>
    /// <param name="progress">Called several times a second with the current summary; may be null.</param>
    /// <param name="finished">Called once for each seed, in order of the seeds; may be null.</param>
    /// <param name="cancel">Ends the exploration after the current seeds.</param>
    public ExploreSummary Run(Action<ExploreSummary>? progress, Action<SeedResult>? finished, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var lastProgress = TimeSpan.Zero;
        var summary = new ExploreSummary();
        var pool = new WorkerPool(options.Jobs, options.TimeLimitPerSeed);
        bool MayGoOn() => !cancel.IsCancellationRequested && !(watch.Elapsed >= options.Time);
        void HandOn(SeedResult found)
        {
            // In the order of the seeds: the choice of failures to minimize must not depend on the number of jobs.
            var result = Shrunk(found);
            guide?.Saw(result);
            summary = summary.With(result);
            finished?.Invoke(result);
        }

        void Look()
        {
            if (watch.Elapsed - lastProgress > BetweenProgress)
            {
                lastProgress = watch.Elapsed;
                progress?.Invoke(summary with { Elapsed = watch.Elapsed });
            }
        }

        var work = new NumberedWork<SeedResult>(
            MayGoOn, order => RunPlanOf(SeedOf(order)), HandOn, Look, order => Endless(SeedOf(order)));
        foreach (var (from, to) in Rounds())
        {
            if (from > 0 && !MayGoOn())
            {
                break;
            }

            pool.Run(from, to, work);
            guide?.Learn();
        }

        return summary with { Elapsed = watch.Elapsed };
    }

    /// <summary>Runs all seeds at once, or, for a guided exploration, round by round.</summary>
    private IEnumerable<(ulong From, ulong? To)> Rounds()
    {
        if (guide is null)
        {
            yield return (0, options.Count);
            yield break;
        }

        for (var from = 0UL; !(from >= options.Count); from += CorpusGuide.Round)
        {
            yield return (from, Math.Min(from + CorpusGuide.Round, options.Count ?? ulong.MaxValue));
        }
    }

    private static string Named(PlanEvent what) => what switch
    {
        PlanEvent.KillChild => "child killed",
        PlanEvent.EndChild => "child ended on purpose",
        PlanEvent.StarveChild => "child starved",
        PlanEvent.FeedChild => "child fed",
        PlanEvent.KillServer => "server killed",
        PlanEvent.Terminate => "server asked to end",
        PlanEvent.CloseServer => "server closed",
        PlanEvent.Disconnect => "client disconnected",
        PlanEvent.StepClock => "clock set",
        PlanEvent.Pause => "machine paused",
        PlanEvent.Command => throw new ArgumentException("a command is no fault", nameof(what)),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    /// <summary>Injected faults by their names, for all callers; then events that hit no call.</summary>
    private static IReadOnlyList<FaultTally> Tallies(LiveRun run) =>
    [
        .. run.Struck.GroupBy(cell => cell.Strike.Name).Select(kind => FaultTally.Of(kind.Key, kind)),
        .. run.OccurredEvents.GroupBy(what => what).Select(
        group => new FaultTally(Named(group.Key), group.Count(), 0, 0, 0)),
    ];

    /// <summary>Runs the plan of one seed, and crashes it everywhere.</summary>
    public SeedResult RunSeed(ulong seed) => RunPlan(seed, PlanGenerator.Generate(seed, options), reach: null);

    private SeedResult RunPlanOf(ulong seed)
    {
        if (guide is null)
        {
            return RunSeed(seed);
        }

        var (plan, changed) = guide.PlanOf(seed);
        var reach = new Coverage();
        return RunPlan(seed, plan, reach) with { IsChanged = changed, Reached = reach.Names, Struck = reach.Struck };
    }

    private ulong SeedOf(ulong order) => options.FirstSeed + (order * options.Stride);

    /// <summary>The result of a seed whose run does not end. Its plan cannot be minimized.</summary>
    private SeedResult Endless(ulong seed)
    {
        var (plan, changed) = guide?.PlanOf(seed) ?? (PlanGenerator.Generate(seed, options), false);
        var verdict = PatientReplayer.Endless(plan, options.TimeLimitPerSeed);
        return new SeedResult(seed, 0, verdict, plan, [], 0)
        {
            Hits = new long[Probes.Count],
            IsChanged = changed,
            Failure = Failure.OfEndless(plan, verdict.Violation!),
        };
    }

    private static SeedResult RunPlan(ulong seed, Plan plan, Coverage? reach)
    {
        var replayed = Replayer.Replay(plan, recordTrace: false, reach);
        var machine = replayed.Run.Machine;
        return new SeedResult(seed, replayed.Fingerprint, replayed.Verdict, plan, Tallies(replayed.Run),
            machine.Clock.NowUs - Plan.StartUs)
        {
            Hits = replayed.Hits,
        };
    }

    /// <summary>Adds the minimized failure to a result with a violation.</summary>
    public SeedResult Shrunk(SeedResult result)
    {
        if (result.Verdict.Violation is not { } violation || result.Failure is not null)
        {
            return result;
        }

        var before = shrunk[violation.Kind] = shrunk.GetValueOrDefault(violation.Kind) + 1;
        return result
            with
        {
            Failure = Failure.Of(result.Plan, result.Verdict, before <= ShrunkOfAKind ? MinimizeBudget.Exploration : 0)
        };
    }
}
