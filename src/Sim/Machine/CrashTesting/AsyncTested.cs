using Sim.Machine.Random;
using Sim.Machine.Turns;
using Sim.Os;

namespace Sim.Machine.CrashTesting;

#pragma warning disable RS0030 // The tasks of the program run on one thread: see TurnContext.

/// <summary>An asynchronous program as a synchronous one.</summary>
internal sealed class AsyncTested<TStep>(ICrashTestedAsync<TStep> tested) : ICrashTested<TStep>
{
    public void Live(Host host, Life<TStep> life) => Run(host, life.Turns, async turning =>
    {
        await tested.LiveAsync(turning, life).ConfigureAwait(true);
        return (string?)null;
    });

    public string? Recover(Host host, StepHistory<TStep> history) =>
        Run(host, new Seed(0).Stream("turns"), turning => tested.RecoverAsync(turning, history));

    private static string? Run(Host host, Prng chance, Func<Host, Task<string?>> program)
    {
        var machine = ((ProcessClock)host.Clock).Machine;
        var turns = new TurnContext(machine, chance);
        return turns.Run(() => program(host with { Clock = new TurnClock(machine, turns) }));
    }
}
