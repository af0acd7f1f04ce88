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

    /// <summary>
    /// Recovers the files in a folder once more, in a process of its own under the recorder. One that stays is started
    /// for this folder alone. What runs in this process cannot be recorded.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="record">The file of the record.</param>
    /// <returns>Why there is no record; null when there is one.</returns>
    string? Record(string folder, string record) => "the recovery is no process of its own";
}
