using Aof.State;
using Sim.Check.Rules;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>Rule 12: a write is not answered OK in a turn in which the log could not be written.</summary>
internal sealed class LostWriteCheck
{
    private readonly LiveRun run;
    private readonly Action<ViolationKind, string> stop;
    private int acksBefore;

    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public LostWriteCheck(LiveRun run, Action<ViolationKind, string> stop)
    {
        (this.run, this.stop) = (run, stop);
        run.TurnEnded += (status, _) => TurnEnded(status);
    }

    private void TurnEnded(AofStatus status)
    {
        var acks = run.History.Acks;
        if (acks.Count > acksBefore && status is { Mode: AofMode.On, LastWriteOk: false })
        {
            stop(ViolationKind.ErrorNotTold, $"write {acks[^1].Unit} was answered OK in the turn in which the log could not be written");
        }

        acksBefore = acks.Count;
    }
}
