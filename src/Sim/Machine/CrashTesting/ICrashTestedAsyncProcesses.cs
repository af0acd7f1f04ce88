using Sim.Os;

namespace Sim.Machine.CrashTesting;

#pragma warning disable RS0030 // The tasks of a process run on one thread: see TurnContext.

/// <summary>
/// The test of a program of several processes with tasks: <see cref="ICrashTestedProcesses{TStep}"/> and
/// <see cref="ICrashTestedAsync{TStep}"/> in one. While a process waits for a timer, others go on.
/// </summary>
/// <typeparam name="TStep">One step that the program promises to keep, such as a write or a transaction.</typeparam>
public interface ICrashTestedAsyncProcesses<TStep>
{
    /// <summary>The names of the processes. The steps of a life are dealt out among them.</summary>
    IReadOnlyList<string> Processes { get; }

    /// <summary>See <see cref="ICrashTestedProcesses{TStep}.Live"/>. Its tasks are its own.</summary>
    /// <param name="process">The name of the process.</param>
    /// <param name="host">Its ports.</param>
    /// <param name="life">Its steps.</param>
    Task LiveAsync(string process, Host host, Life<TStep> life);

    /// <summary>See <see cref="ICrashTestedProcesses{TStep}.Recover"/>.</summary>
    Task<string?> RecoverAsync(Host host, StepHistory<TStep> history);
}
