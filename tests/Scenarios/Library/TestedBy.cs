using Sim.Machine.CrashTesting;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>A program under test in two lambdas.</summary>
internal sealed class TestedBy(
    Action<Host, Life<int>> live, Func<Host, StepHistory<int>, string?>? recover = null) : ICrashTested<int>
{
    /// <summary>How often it recovered.</summary>
    public int Recoveries { get; private set; }

    public void Live(Host host, Life<int> life) => live(host, life);

    public string? Recover(Host host, StepHistory<int> history)
    {
        Recoveries++;
        return recover?.Invoke(host, history);
    }
}
