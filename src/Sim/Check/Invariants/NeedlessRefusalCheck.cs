using Aof.State;
using Sim.Check.Rules;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>Rule 13: the server refuses writes only after a call failed.</summary>
internal static class NeedlessRefusalCheck
{
    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public static void Watch(LiveRun run, Action<ViolationKind, string> stop) => run.TurnEnded += (status, _) =>
    {
        if (status is { Mode: AofMode.On, LastWriteOk: false } && !FailedCalls.Exist(run))
        {
            stop(ViolationKind.Exited, "the server refuses writes, and no call has failed");
        }
    };
}
