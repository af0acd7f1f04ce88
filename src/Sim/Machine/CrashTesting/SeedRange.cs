using Sim.Machine.Random;
using Sim.Machine.Workers;

namespace Sim.Machine.CrashTesting;

/// <summary>Runs the seeds of a crash test, on one thread or several. The result does not depend on their number.</summary>
internal sealed class SeedRange<TStep>(CrashRunner<TStep> runner, CrashTestOptions options)
{
    /// <summary>A seed with fewer recoveries is cheap: the next one tries more images.</summary>
    private const int CheapRecoveries = 2_000;

    private const int MostImages = 8;

    /// <summary>The images of the first seed that is not done. Workers read it to guess those of a later one.</summary>
    private volatile int images = options.ImagesPerCrash;
    private volatile FoundFailure? failure;

    /// <summary>The number of seeds that are done, in their order.</summary>
    public int Done { get; private set; }

    /// <summary>What they tried.</summary>
    public CrashTally Tally { get; } = new();

    /// <summary>The failure of the first seed that has one; null when none has.</summary>
    public FoundFailure? FirstFailure()
    {
        if (options.Jobs > 1)
        {
            var work = new NumberedWork<SeedDone>(() => failure is null, number => Run((int)number), Add, () => { },
                number => throw new TimeoutException(Invariant($"seed {number} does not come to an end")));
            new WorkerPool(options.Jobs, TimeSpan.MaxValue).Run(0, (ulong)options.Seeds, work);
            return failure;
        }

        while (Done < options.Seeds && failure is null)
        {
            Add(Run(Done));
        }

        return failure;
    }

    private SeedDone Run(int number)
    {
        var (tally, plan) = (new CrashTally(), PlanOf(options.FirstSeed + (ulong)number, images));
        var search = new CrashSearch<TStep>(runner, options, tally);
        return new SeedDone(number, plan.Images, search.Find(plan, number < options.SeedsRunTwice), tally);
    }

    /// <summary>Adds a seed, once all before it are added. It runs again when the images were guessed wrong.</summary>
    private void Add(SeedDone seed)
    {
        if (failure is not null)
        {
            return;
        }

        var done = seed.Images == images ? seed : Run(seed.Number);
        Done++;
        Tally.Add(done.Tally);
        failure = done.Failure;
        var isCheap = done.Tally.Counts.Recoveries < CheapRecoveries;
        images = isCheap ? Math.Min(images * 2, MostImages * options.ImagesPerCrash) : images;
    }

    private CrashPlan PlanOf(ulong seed, int images)
    {
        var disk = options.Disks[new Seed(seed).Stream("disk").Below(options.Disks.Count)];
        IReadOnlyList<int> first = [.. Enumerable.Range(0, options.Steps)];
        IReadOnlyList<int> next = [.. Enumerable.Range(0, options.NextSteps)];
        return new CrashPlan(
            seed, disk, images, [first, .. Enumerable.Repeat(next, options.Lives - 1)], Crashes: []);
    }

    /// <summary>What became of a seed.</summary>
    private sealed record SeedDone(int Number, int Images, FoundFailure? Failure, CrashTally Tally);
}
