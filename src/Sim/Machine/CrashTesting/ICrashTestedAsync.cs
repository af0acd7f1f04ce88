using Sim.Os;

namespace Sim.Machine.CrashTesting;

#pragma warning disable RS0030 // The tasks of the program run on one thread: see TurnContext.

/// <summary>
/// The test of an asynchronous log or store, as <see cref="ICrashTested{TStep}"/>. Its tasks run on one thread, one at
/// a time; the seed chooses which one continues. Timers of the host's clock fire in virtual time: pass the clock to
/// <see cref="Task.Delay(TimeSpan, TimeProvider)"/>. <c>Task.Run</c>, threads and <c>ConfigureAwait(false)</c> leave
/// that thread, and are a failure.
/// </summary>
/// <typeparam name="TStep">One step that the program promises to keep, such as a write or a transaction.</typeparam>
public interface ICrashTestedAsync<TStep>
{
    /// <summary>See <see cref="ICrashTested{TStep}.Live"/>. Tasks that still run at its end are dropped.</summary>
    Task LiveAsync(Host host, Life<TStep> life);

    /// <summary>See <see cref="ICrashTested{TStep}.Recover"/>.</summary>
    Task<string?> RecoverAsync(Host host, StepHistory<TStep> history);
}
