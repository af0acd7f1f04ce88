using Sim.Os;

namespace Sim.Machine.CrashTesting;

/// <summary>
/// A log or a store of your own, put on the simulated machine: a program that sees the world through <see cref="Host"/> only. It must do the same
/// whenever it is given the same life: no clock, thread or random number but the host's and the life's.
/// </summary>
/// <typeparam name="TStep">One thing that it does and then promises to keep: a write, a transaction.</typeparam>
public interface ICrashTested<TStep>
{
    /// <summary>
    /// The program's life before the crash: it opens its files in an empty directory, does its steps, and tells of each when it begins
    /// and when it has promised it (<see cref="Life{TStep}.Begin"/>, <see cref="Life{TStep}.Acknowledge"/>).
    /// </summary>
    /// <exception cref="ProcessExit">It ended itself, as a program may when its disk fails.</exception>
    void Live(Host host, Life<TStep> life);

    /// <summary>What comes after the crash: it opens the files that are left, and says in a few words what is wrong; null when nothing is.</summary>
    /// <param name="host">The machine, on again, with what the crash left on its disk.</param>
    /// <param name="told">What had been begun and promised before the crash.</param>
    string? Recover(Host host, StepHistory<TStep> told);
}

/// <summary>What had been begun and promised at some moment.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
/// <param name="Begun">The steps that were begun, in their order. The last one may be half done.</param>
/// <param name="Acknowledged">The first so many of them were promised: the crash must not lose them.</param>
public sealed record StepHistory<TStep>(IReadOnlyList<TStep> Begun, int Acknowledged);
