using Sim.Machine.Turns;
using Sim.Os;

namespace Sim.Machine.CrashTesting.Programs;

#pragma warning disable RS0030 // The tasks of the program run on one thread: see TurnContext.

/// <summary>An asynchronous program as a synchronous one.</summary>
internal sealed class AsyncTested<TStep>(ICrashTestedAsync<TStep> tested) : ICrashTested<TStep>
{
    public void Live(Host host, Life<TStep> life) =>
        Live(host, turning => tested.LiveAsync(turning, life));

    public string? Recover(Host host, StepHistory<TStep> history) =>
        Recover(host, turning => tested.RecoverAsync(turning, history));

    /// <summary>Runs one life of a process.</summary>
    public static void Live(Host host, Func<Host, Task> live) =>
        _ = TurnContext.Run(host, async turning =>
        {
            await live(turning).ConfigureAwait(true);
            return true;
        });

    /// <summary>Runs one recovery.</summary>
    public static string? Recover(Host host, Func<Host, Task<string?>> recover) =>
        TurnContext.Run(host, recover);
}
