// The outermost loop: whole, independent machines side by side, and the real clock for "how long". Nothing inside a
// machine sees either, and results are handed on in the order of the seeds.
#pragma warning disable RS0030
using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sim.Explore;

/// <summary>Runs seed after seed: plan, run, every crash, verdict.</summary>
public sealed class Explorer(ExploreOptions options)
{
    private const int ShrinkRuns = 400;

    /// <summary>A bug that every seed meets is made small a few times, and counted for the rest.</summary>
    private const int ShrunkOfAKind = 10;

    private readonly Dictionary<ViolationKind, int> shrunk = [];

    /// <summary>Explores until the count or the time is over, or it is cancelled.</summary>
    /// <param name="progress">Called several times a second with the summary so far; may be null.</param>
    /// <param name="finished">Called once for each seed, in order of the seeds; may be null.</param>
    /// <param name="cancel">Ends the exploration after the seeds that are being run.</param>
    public ExploreSummary Run(Action<ExploreSummary>? progress, Action<SeedResult>? finished, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var lastProgress = TimeSpan.Zero;
        var summary = new ExploreSummary();
        var next = 0UL;
        using var results = new BlockingCollection<(ulong Order, SeedResult Result)>();
        var workers = new Thread[Math.Max(1, options.Jobs)];
        var claimed = 0L;
        Exception? broken = null;
        void Work()
        {
            try
            {
                while (!cancel.IsCancellationRequested && !(watch.Elapsed >= options.Time) && Volatile.Read(ref broken) is null)
                {
                    var order = (ulong)Interlocked.Increment(ref claimed) - 1;
                    if (order >= options.Count)
                    {
                        return;
                    }

                    results.Add((order, RunSeed(options.FirstSeed + (order * options.Stride))), CancellationToken.None);
                }
            }
#pragma warning disable CA1031 // A harness that breaks must not look like a clean run: whatever it is, it is thrown again below.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _ = Interlocked.CompareExchange(ref broken, exception, null);
            }
        }

        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new Thread(Work) { IsBackground = true, Name = "seeds" };
            workers[i].Start();
        }

        var waiting = new SortedDictionary<ulong, SeedResult>();
        while (true)
        {
            if (results.TryTake(out var done, TimeSpan.FromMilliseconds(100)))
            {
                waiting.Add(done.Order, done.Result);
                while (waiting.Remove(next, out var found))
                {
                    // In the order of the seeds, so that which of many are made small does not depend on the number of jobs.
                    var result = Shrunk(found);
                    summary = summary.With(result);
                    finished?.Invoke(result);
                    next++;
                }
            }
            else if (!Array.Exists(workers, worker => worker.IsAlive) && results.Count == 0)
            {
                break;
            }

            if (watch.Elapsed - lastProgress > TimeSpan.FromMilliseconds(250))
            {
                lastProgress = watch.Elapsed;
                progress?.Invoke(summary with { Elapsed = watch.Elapsed });
            }
        }

        return broken is null ? summary with { Elapsed = watch.Elapsed } : throw new InvalidOperationException("the harness itself failed: " + broken.Message, broken);
    }

    private static string Named(PlanEvent what) => what switch
    {
        PlanEvent.KillChild => "child killed",
        PlanEvent.StarveChild => "child starved",
        PlanEvent.FeedChild => "child fed",
        PlanEvent.KillServer => "server killed",
        PlanEvent.StepClock => "clock set",
        PlanEvent.Pause => "machine paused",
        PlanEvent.Command => throw new ArgumentException("a command is no fault", nameof(what)),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    /// <summary>Strikes by their names, whoever made the call; behind them what befell without striking a call.</summary>
    private static IReadOnlyList<FaultTally> Tallies(LiveRun run) =>
    [
        .. run.Struck.GroupBy(cell => cell.Strike.Name).Select(kind => FaultTally.Of(kind.Key, kind)),
        .. run.Befell.GroupBy(what => what).Select(group => new FaultTally(Named(group.Key), group.Count(), 0, 0, 0)),
    ];

    /// <summary>One seed: its plan is run and crashed everywhere.</summary>
    public SeedResult RunSeed(ulong seed)
    {
        var plan = PlanGenerator.Generate(seed, options);
        var replayed = Replayer.Replay(plan);
        var machine = replayed.Run.Machine;
        return new SeedResult(seed, replayed.Fingerprint, replayed.Verdict, plan, Tallies(replayed.Run), machine.Clock.NowUs - LiveRun.StartUs) { Hits = replayed.Hits };
    }

    /// <summary>Where a promise was broken, the result with the failure made small.</summary>
    public SeedResult Shrunk(SeedResult result)
    {
        if (result.Verdict.Violation is not { } violation)
        {
            return result;
        }

        var before = shrunk[violation.Kind] = shrunk.GetValueOrDefault(violation.Kind) + 1;
        return result with { Failure = Failure.Of(result.Plan, result.Verdict, before <= ShrunkOfAKind ? ShrinkRuns : 0) };
    }
}
