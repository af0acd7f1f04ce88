using Sim.Os;

namespace Sim.Machine.CrashTesting;

/// <summary>
/// The test of a program of several processes on one disk, such as two servers with a lock file. Each has descriptors
/// and locks of its own. One runs at a time; at each call the seed chooses which one goes on. It kills some of them,
/// which frees their locks, and starts them again. A crash ends all.
/// </summary>
/// <typeparam name="TStep">One step that the program promises to keep, such as a write or a transaction.</typeparam>
public interface ICrashTestedProcesses<TStep>
{
    /// <summary>The names of the processes. The steps of a life are dealt out among them.</summary>
    IReadOnlyList<string> Processes { get; }

    /// <summary>
    /// Runs one process, as <see cref="ICrashTested{TStep}.Live"/>. After a kill it is called again, with the steps
    /// that the process had not begun. It waits for a lock by calls, such as <see cref="IFiles.Lock"/> again and again.
    /// </summary>
    /// <param name="process">The name of the process.</param>
    /// <param name="host">Its ports.</param>
    /// <param name="life">Its steps.</param>
    void Live(string process, Host host, Life<TStep> life);

    /// <summary>
    /// See <see cref="ICrashTested{TStep}.Recover"/>. Steps of several processes overlap:
    /// <see cref="StepHistory{TStep}.CheckAnyOrder"/>.
    /// </summary>
    string? Recover(Host host, StepHistory<TStep> history);
}
