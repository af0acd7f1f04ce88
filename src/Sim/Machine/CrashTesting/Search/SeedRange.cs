using Sim.Machine.CrashTesting.Plans;
using Sim.Machine.Disk;
using Sim.Machine.Random;
using Sim.Machine.Workers;

namespace Sim.Machine.CrashTesting.Search;

/// <summary>
/// Runs the seeds of a crash test, on one thread or several. The result does not depend on their number.
/// </summary>
internal sealed class SeedRange<TStep>(ICrashTested<TStep> tested, CrashTestOptions options)
{
    /// <summary>A seed with fewer recoveries is cheap: the next one tries more images.</summary>
    private const int CheapRecoveries = 2_000;

    private const int MostImages = 8;

    // The number of seeds that are done, and the images of the next one. Workers guess from them what a later one has.
    private volatile int done;
    private volatile int images = options.ImagesPerCrash;
    private volatile bool isCheap = true;
    private volatile FoundFailure? failure;

    /// <summary>The number of seeds that are done, in their order.</summary>
    public int Done => done;

    private int MaxImages => MostImages * options.ImagesPerCrash;

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

        while (done < options.Seeds && failure is null)
        {
            Add(Run(done));
        }

        return failure;
    }

    private SeedDone Run(int number)
    {
        var seed = options.FirstSeed + (ulong)number;
        var (tally, plan) = (new CrashTally(), PlanOf(seed, DiskOf(seed), ImagesOf(number), options));
        var search = new CrashSearch<TStep>(tested, options, tally);
        return new SeedDone(number, plan.Images, search.Find(plan, number < options.SeedsRunTwice), tally);
    }

    /// <summary>Adds a seed, once all before it are added. It runs again when the images were guessed wrong.</summary>
    private void Add(SeedDone seed)
    {
        if (failure is not null)
        {
            return;
        }

        var ran = seed.Images == images ? seed : Run(seed.Number);
        Tally.Add(ran.Tally);
        failure = ran.Failure;
        isCheap = ran.Tally.Counts.Recoveries < CheapRecoveries;
        images = isCheap ? Math.Min(images * 2, MaxImages) : images;
        done++;
    }

    /// <summary>The images of a seed, if the seeds before it that are not done are as cheap as the last one.</summary>
    private int ImagesOf(int number)
    {
        var guess = images;
        for (var ahead = number - done; ahead > 0 && isCheap && guess < MaxImages; ahead--)
        {
            guess = Math.Min(guess * 2, MaxImages);
        }

        return guess;
    }

    /// <summary>The plan of a whole seed, without a crash.</summary>
    public static CrashPlan PlanOf(ulong seed, DiskPreset disk, int images, CrashTestOptions options)
    {
        IReadOnlyList<int> first = [.. Enumerable.Range(0, options.Steps)];
        IReadOnlyList<int> next = [.. Enumerable.Range(0, options.NextSteps)];
        return new CrashPlan(
            seed, disk, images, [first, .. Enumerable.Repeat(next, options.Lives - 1)], Crashes: [])
        {
            Faults = options.Faults(new Seed(seed).Stream("plan")),
        };
    }

    private DiskPreset DiskOf(ulong seed) => options.Disks[new Seed(seed).Stream("disk").Below(options.Disks.Count)];

    /// <summary>What became of a seed.</summary>
    private sealed record SeedDone(int Number, int Images, FoundFailure? Failure, CrashTally Tally);
}
