using Aof.State;
using Sim.Check.Rules;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Rule 12: the server knows where its log ends, or says that the log is lost. What a short write left is cut off
/// behind the byte that the server takes for the end.
/// </summary>
internal static class LogEndCheck
{
    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public static void Watch(LiveRun run, Action<ViolationKind, string> stop) => run.TurnEnded += (status, _) =>
    {
        if (status is { Mode: AofMode.On, LastWriteOk: true, FileUnsafe: false, PendingBackgroundSyncs: 0 }
            && run.LogFile is { } log && log.Size != status.FileSize)
        {
            stop(ViolationKind.ErrorNotTold,
                Invariant($"the server takes byte {status.FileSize} for the end of its log, ") +
                Invariant($"which is at byte {log.Size}, and has not said that it is lost"));
        }
    };
}
