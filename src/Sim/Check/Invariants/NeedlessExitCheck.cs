using Aof.State;
using Sim.Check.Rules;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>Rule 13: the server ends itself only under always, and only after a call failed.</summary>
internal static class NeedlessExitCheck
{
    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public static void Watch(LiveRun run, Action<ViolationKind, string> stop) => run.Exited += message =>
    {
        if (run.Server!.Config.Policy != FsyncPolicy.Always || !FailedCalls.Exist(run))
        {
            stop(ViolationKind.Exited, "the server ended itself: " + message);
        }
    };
}
