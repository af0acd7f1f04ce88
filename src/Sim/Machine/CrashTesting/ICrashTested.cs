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
    /// Runs the program until a crash. It opens its files, which the first life finds missing and a later one finds as
    /// the crash left them, and does its steps. It calls <see cref="Life{TStep}.Begin"/> before each step, and
    /// acknowledges the step once it is promised.
    /// </summary>
    /// <param name="host">The machine.</param>
    /// <param name="life">The number of steps, and the random numbers.</param>
    /// <exception cref="ProcessExit">The program may end itself, for example when its disk fails.</exception>
    void Live(Host host, Life<TStep> life);

    /// <summary>
    /// Opens the program on the files that the crash left, and checks the promises. The machine may crash during it,
    /// and then it runs again.
    /// </summary>
    /// <param name="host">A machine with the files that the crash left.</param>
    /// <param name="history">
    /// The steps before the crash. <see cref="StepHistory{TStep}.Check"/> tries what may be there.
    /// </param>
    /// <returns>A short sentence about a broken promise; null when all promises are kept.</returns>
    /// <exception cref="ProcessExit">The program does not start: a failure, as is any exception.</exception>
    string? Recover(Host host, StepHistory<TStep> history);
}
