using Sim.Audit.Checks;
using Sim.Audit.Recoveries;

namespace Tests.Scenarios.Audit;

/// <summary>The program whose recovery does nothing.</summary>
internal sealed class EmptyRecovery : IRecovery
{
    public RecoveryOutcome Recover(string folder) => new(RecoveryEnd.Recovered, [], "");

    public void Dispose()
    {
    }
}
