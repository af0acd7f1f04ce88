using Sim.Machine.CrashTesting.Plans;
using Sim.Machine.CrashTesting.Programs;
using Sim.Machine.CrashTesting.Search;
using Sim.Machine.CrashTesting.Stories;

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
        ArgumentNullException.ThrowIfNull(tested);
        options ??= new CrashTestOptions();
        options.MustBeValid();
        var stale = new List<string>();
        foreach (var token in options.Kept)
        {
            var again = Replay(tested, token, options);
            if (again.Failure is not null)
            {
                return again;
            }

            stale.AddRange(again.Stale);
        }

        var seeds = new SeedRange<TStep>(tested, options);
        var found = seeds.FirstFailure();
        return new CrashReport<TStep>(seeds.Done, seeds.Tally.Complete(options.WantsFaults), found is null
            ? CrashFindings<TStep>.Vacuous(seeds.Tally)
            : new CrashFindings<TStep>(tested, options).Smallest(found))
        {
            Stale = stale,
        };
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

    /// <summary>
    /// Runs the lives, crashes and recovery of one failure only, for a debugger, or to see whether it is fixed. When
    /// nothing fails, and the program does not come to the same image with the same promises any more, the token is
    /// stale: then all crashes of its steps are tried, and all of the whole seed. The report says so.
    /// </summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="token">The token of the failure.</param>
    /// <param name="options">
    /// The disks that are no presets, and the size of a whole seed; null for the defaults. Faults and limits are in the
    /// token.
    /// </param>
    /// <returns>
    /// The failure, if it is still there. <see cref="CrashReport{TStep}.ThrowIfFailed"/> throws it.
    /// </returns>
    /// <exception cref="ArgumentException">This is no token, or its disk is not among the options.</exception>
    public static CrashReport<TStep> Replay<TStep>(
        ICrashTested<TStep> tested, string token, CrashTestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tested);
        ArgumentNullException.ThrowIfNull(token);
        options ??= new CrashTestOptions();
        options.MustBeValid();
        return CrashToken.TryParse(token, options, out var parsed, out var problem)
            ? new CrashReplay<TStep>(tested, parsed).Run()
            : throw new ArgumentException($"'{token}' cannot be replayed: {problem}", nameof(token));
    }

    /// <summary>The same for an asynchronous program.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="token">The token of the failure.</param>
    /// <param name="options">The disks that are no presets, and the size of a seed; null for the defaults.</param>
    public static CrashReport<TStep> Replay<TStep>(
        ICrashTestedAsync<TStep> tested, string token, CrashTestOptions? options = null) =>
        Replay(new AsyncTested<TStep>(tested), token, options);

    /// <summary>The same for a program of several processes.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="token">The token of the failure.</param>
    /// <param name="options">The disks that are no presets, and the size of a seed; null for the defaults.</param>
    public static CrashReport<TStep> Replay<TStep>(
        ICrashTestedProcesses<TStep> tested, string token, CrashTestOptions? options = null) =>
        Replay(new ProcessesTested<TStep>(tested), token, options);

    /// <summary>The same for a program of several asynchronous processes.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="token">The token of the failure.</param>
    /// <param name="options">The disks that are no presets, and the size of a seed; null for the defaults.</param>
    public static CrashReport<TStep> Replay<TStep>(
        ICrashTestedAsyncProcesses<TStep> tested, string token, CrashTestOptions? options = null) =>
        Replay(new AsyncProcessesTested<TStep>(tested), token, options);
}
