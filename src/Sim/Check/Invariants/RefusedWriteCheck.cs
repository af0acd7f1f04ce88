using Aof.State;
using Sim.Check.Rules;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>Rule 12: while the server refuses writes, none is done.</summary>
internal sealed class RefusedWriteCheck
{
    private readonly LiveRun run;
    private readonly Action<ViolationKind, string> stop;
    private int client;

    /// <summary>
    /// How many units there were when a command began that must be refused; null when the command need not be.
    /// </summary>
    private int? unitsBefore;

    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public RefusedWriteCheck(LiveRun run, Action<ViolationKind, string> stop)
    {
        (this.run, this.stop) = (run, stop);
        run.CommandStarting += Began;
        run.CommandExecuted += Executed;
    }

    private void Began(Client by)
    {
        client = by.Number;
        unitsBefore = by.IsWriting && run.Server!.Status is { Mode: not AofMode.Off, LastWriteOk: false } ? run.History.Executed : null;
    }

    private void Executed()
    {
        if (run.History.Executed > unitsBefore)
        {
            stop(ViolationKind.ErrorNotTold, $"the server refused writes, and client {client} has written all the same");
        }
    }
}
