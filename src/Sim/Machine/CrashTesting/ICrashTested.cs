using Sim.Os;

namespace Sim.Machine.CrashTesting;

/// <summary>
/// The test of your own log or store on the simulated machine. Implement it once for each program. The program reaches
/// files, clock and processes only through <see cref="Host"/>. It is deterministic: it uses no clock, thread or random
/// number except those of the host and of the <see cref="Life{TStep}"/>.
/// </summary>
/// <typeparam name="TStep">One step that the program promises to keep, such as a write or a transaction.</typeparam>
public interface ICrashTested<TStep>
{
    /// <summary>
    /// Runs the program before the crash. It opens its files in an empty directory and does its steps. It calls
    /// <see cref="Life{TStep}.Begin"/> before each step, and <see cref="Life{TStep}.Acknowledge"/> once the step is
    /// promised.
    /// </summary>
    /// <param name="host">The machine.</param>
    /// <param name="life">The number of steps, and the random numbers.</param>
    /// <exception cref="ProcessExit">The program may end itself, for example when its disk fails.</exception>
    void Live(Host host, Life<TStep> life);

    /// <summary>
    /// Opens the program on the files that the crash left, and checks the promises. It must accept every step in
    /// <see cref="StepHistory{TStep}.Begun"/> that was not acknowledged, whole or missing.
    /// </summary>
    /// <param name="host">A new machine, with the image of the crash on its disk.</param>
    /// <param name="history">The steps that were begun and promised before the crash.</param>
    /// <returns>A short sentence about a broken promise; null when all promises are kept.</returns>
    /// <exception cref="ProcessExit">The program does not start. That counts as a failure.</exception>
    string? Recover(Host host, StepHistory<TStep> history);
}

/// <summary>The steps that were begun and promised before a crash.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
/// <param name="Begun">The steps that were begun, in their order. The last one may be incomplete.</param>
/// <param name="Acknowledged">The number of promised steps: the crash must not lose the first so many.</param>
public sealed record StepHistory<TStep>(IReadOnlyList<TStep> Begun, int Acknowledged);
