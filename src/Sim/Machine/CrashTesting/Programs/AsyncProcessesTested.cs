using Sim.Os;

namespace Sim.Machine.CrashTesting.Programs;

/// <summary>A program of several asynchronous processes as one of synchronous processes.</summary>
internal sealed class AsyncProcessesTested<TStep>(ICrashTestedAsyncProcesses<TStep> tested)
    : ICrashTestedProcesses<TStep>
{
    public IReadOnlyList<string> Processes => tested.Processes;

    public void Live(string process, Host host, Life<TStep> life) =>
        AsyncTested<TStep>.Live(host, turning => tested.LiveAsync(process, turning, life));

    public string? Recover(Host host, StepHistory<TStep> history) =>
        AsyncTested<TStep>.Recover(host, turning => tested.RecoverAsync(turning, history));
}
