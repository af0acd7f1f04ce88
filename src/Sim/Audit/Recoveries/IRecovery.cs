using Sim.Audit.Checks;

namespace Sim.Audit.Recoveries;

/// <summary>Recovers crash images with the program's own code.</summary>
public interface IRecovery : IDisposable
{
    /// <summary>Recovers the files in a folder, which it may change.</summary>
    RecoveryOutcome Recover(string folder);
}
