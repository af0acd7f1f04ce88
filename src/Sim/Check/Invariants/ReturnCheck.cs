using Sim.Check.Rules;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Rule 11: within a run, a server that was killed comes back with a state that was promised, as far as the page cache
/// still had it. Where a start read a wrong bit and
/// nothing could show that, the run ends and is not judged from the moment when the server before went down. A start
/// may have put what it read wrong in the log's place,
/// and may have given up for another reason then; and the operator may have cut a sound log.
/// </summary>
internal sealed class ReturnCheck
{
    private readonly LiveRun run;
    private readonly Action<ViolationKind, string> stop;

    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public ReturnCheck(LiveRun run, Action<ViolationKind, string> stop)
    {
        (this.run, this.stop) = (run, stop);
        run.Starting += Starting;
        run.Repaired += misreads => EndIfMisread(run.Down!.Position, misreads);
        run.Returned += Returned;
    }

    private void Starting()
    {
        if (run.Down is { } down && !ReferenceEquals(down.Log, run.LogFile))
        {
            EndIfMisread(down.Position, down.Misreads);
        }
    }

    private void Returned(ServerReturn server)
    {
        var pagesExcuse = server.PagesLost && server.Back >= 0; // Rule 6a.
        if (server.Back >= server.Handed || pagesExcuse)
        {
            return;
        }

        EndIfMisread(server.Before.Position, server.Before.Misreads);
        var what = server.Back < 0 ? "none that it ever was"
            : $"that after write {server.Back}, and write {server.Handed} had been acknowledged after it was handed to write(2)";
        stop(ViolationKind.NotAPrefix, "after a kill the server started with a dataset that is " + what);
    }

    private void EndIfMisread(int position, long misreads)
    {
        if (run.Misreads > misreads)
        {
            run.History.MisreadAt = position;
            throw new RunEnded(RunEnd.Misread, "a bit was read wrong, and nothing showed it");
        }
    }
}
