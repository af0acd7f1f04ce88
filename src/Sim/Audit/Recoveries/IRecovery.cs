using Sim.Audit.Checks;

namespace Sim.Audit.Recoveries;

/// <summary>Recovers crash images with the program's own code.</summary>
public interface IRecovery : IDisposable
{
    /// <summary>
    /// Recovers the files in a folder, which it may change. Null when the process that was to do it had ended before:
    /// the next call starts another one, and needs the files as they were.
    /// </summary>
    RecoveryOutcome? Recover(string folder);
}
