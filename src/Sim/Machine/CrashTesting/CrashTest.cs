using Sim.Machine.Disk;

namespace Sim.Machine.CrashTesting;

/// <summary>
/// Crashes a program at every change of its disk. Each seed is one run on a simulated machine. At each crash point the
/// program must recover from the image that kill -9 leaves, and from those that a power loss may leave. After some of
/// the crashes it goes on, and is crashed again, also in its recovery.
/// </summary>
public static class CrashTest
{
    /// <summary>Runs seeds in order until one fails, then looks for the fewest steps that still fail.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="options">The seeds, disks and faults; null for the defaults.</param>
    /// <returns>What was tried, and the failure. <see cref="CrashReport{TStep}.ThrowIfFailed"/> throws it.</returns>
    public static CrashReport<TStep> Run<TStep>(ICrashTested<TStep> tested, CrashTestOptions? options = null)
    {
        options ??= new CrashTestOptions();
        options.MustBeValid();
        foreach (var token in options.Kept)
        {
            if (Replay(tested, token, options) is { } again)
            {
                return new CrashReport<TStep>(Seeds: 0, new CrashCounts(), again);
            }
        }

        var runner = new CrashRunner<TStep>(tested, options, tells: false);
        var seeds = new SeedRange<TStep>(runner, options);
        if (seeds.FirstFailure() is { } found)
        {
            var smallest = new CrashMinimizer<TStep>(runner, options).Shrink(found);
            return new CrashReport<TStep>(seeds.Done, seeds.Tally.Complete(), Told(tested, options, smallest));
        }

        return new CrashReport<TStep>(options.Seeds, seeds.Tally.Complete(), Vacuous<TStep>(seeds.Tally));
    }

    /// <summary>The same for an asynchronous program.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="options">The seeds, disks and faults; null for the defaults.</param>
    public static CrashReport<TStep> Run<TStep>(ICrashTestedAsync<TStep> tested, CrashTestOptions? options = null) =>
        Run(new AsyncTested<TStep>(tested), options);

    /// <summary>The same for a program of several processes.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="options">The seeds, disks and faults; null for the defaults.</param>
    public static CrashReport<TStep> Run<TStep>(
        ICrashTestedProcesses<TStep> tested, CrashTestOptions? options = null) =>
        Run(new ProcessesTested<TStep>(tested), options);

    /// <summary>The same for a program of several asynchronous processes.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="options">The seeds, disks and faults; null for the defaults.</param>
    public static CrashReport<TStep> Run<TStep>(
        ICrashTestedAsyncProcesses<TStep> tested, CrashTestOptions? options = null) =>
        Run(new AsyncProcessesTested<TStep>(tested), options);

    /// <summary>Runs the lives, crashes and recovery of one failure only, for a debugger.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="token">The token of the failure.</param>
    /// <param name="options">The options of the run that found it; null for the defaults.</param>
    /// <returns>The failure; null when it does not fail any more.</returns>
    /// <exception cref="ArgumentException">This is no token.</exception>
    public static CrashFailure<TStep>? Replay<TStep>(
        ICrashTested<TStep> tested, string token, CrashTestOptions? options = null)
    {
        options ??= new CrashTestOptions();
        return CrashPlan.TryParse(token, options.Disks.Concat(DiskPreset.Every), out var plan)
            ? new CrashStory<TStep>(tested, options).Tell(plan)
            : throw new ArgumentException($"'{token}' is no token of a failure", nameof(token));
    }

    /// <summary>The same for an asynchronous program.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="token">The token of the failure.</param>
    /// <param name="options">The options of the run that found it; null for the defaults.</param>
    public static CrashFailure<TStep>? Replay<TStep>(
        ICrashTestedAsync<TStep> tested, string token, CrashTestOptions? options = null) =>
        Replay(new AsyncTested<TStep>(tested), token, options);

    /// <summary>The same for a program of several processes.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="token">The token of the failure.</param>
    /// <param name="options">The options of the run that found it; null for the defaults.</param>
    public static CrashFailure<TStep>? Replay<TStep>(
        ICrashTestedProcesses<TStep> tested, string token, CrashTestOptions? options = null) =>
        Replay(new ProcessesTested<TStep>(tested), token, options);

    /// <summary>The same for a program of several asynchronous processes.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="token">The token of the failure.</param>
    /// <param name="options">The options of the run that found it; null for the defaults.</param>
    public static CrashFailure<TStep>? Replay<TStep>(
        ICrashTestedAsyncProcesses<TStep> tested, string token, CrashTestOptions? options = null) =>
        Replay(new AsyncProcessesTested<TStep>(tested), token, options);

    /// <summary>
    /// The failure with its story. A failure that does not come back is one of determinism. Another thread comes when
    /// it likes, so it is named when it was seen once.
    /// </summary>
    private static CrashFailure<TStep> Told<TStep>(
        ICrashTested<TStep> tested, CrashTestOptions options, FoundFailure found)
    {
        var again = new CrashStory<TStep>(tested, options).Tell(found.Plan);
        if (again is not null && again.Kind == found.End.Kind)
        {
            return again;
        }

        var wrong = found.End.Kind == CrashFailureKind.NotDeterministic
            ? found.End.Wrong
            : $"{found.End.Wrong}; the same again: {again?.Wrong ?? "nothing is wrong"}";
        var sawThread = found.End.Kind == CrashFailureKind.OtherThread || again?.Kind == CrashFailureKind.OtherThread;
        return new CrashFailure<TStep>(
            sawThread ? CrashFailureKind.OtherThread : CrashFailureKind.NotDeterministic, wrong,
            $"seed {found.Plan.Seed}: the program is not deterministic: {wrong}\n"
                + "  Use the clock, the random numbers and the files of the host only, and one thread."
                + (found.End.IsEndless ? " Or raise MaxTime: it may only have been slow." : ""))
        {
            Token = found.Plan.ToString(),
            Seed = found.Plan.Seed,
            Disk = found.Plan.Disk.Name,
            History = StepHistory<TStep>.None,
            Cause = found.End.Cause,
        };
    }

    private static CrashFailure<TStep>? Vacuous<TStep>(CrashTally tally) => tally.Vacuous() is { } why
        ? new CrashFailure<TStep>(CrashFailureKind.Vacuous, why, $"nothing was tested: {why}\n  {tally.Complete()}")
        {
            History = StepHistory<TStep>.None,
        }
        : null;
}
