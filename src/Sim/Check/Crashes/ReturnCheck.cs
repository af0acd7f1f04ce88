using Aof.Data;
using Sim.Check.Rules;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>
/// Rule 11 of the <see cref="Contract"/>: within a run, a server that was killed comes back with a state that was
/// promised, as far as the page cache still had it. <see cref="Belief"/> says what a misread excuses.
/// </summary>
internal sealed class ReturnCheck
{
    private readonly LiveRun run;
    private readonly Action<ViolationKind, string> stop;
    private Belief? belief;
    private int? misreadAt;
    private bool isMisread;

    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public ReturnCheck(LiveRun run, Action<ViolationKind, string> stop)
    {
        (this.run, this.stop) = (run, stop);
        run.Starting += Starting;
        run.Returned += Returned;
        run.Machine.Faults.Injecting += fault => isMisread = fault.Kind == FaultKind.Flip;
        run.Machine.Trace.CallReturned += OnCall;
    }

    /// <summary>
    /// After the run: how many changes of the disk came before a start that misread something. Later crashes are not
    /// judged. Null when every crash is judged. A run may end before such a start has ended; then the same holds, for
    /// the start may have written to the disk what it misread.
    /// </summary>
    public int? MisreadAt =>
        misreadAt ?? (run.Down is { } down && run.Misreads > down.Misreads ? down.Position : null);

    private void Starting()
    {
        if (belief is not null && ReferenceEquals(belief.Down, run.Down))
        {
            EndIfFalse(loaded: null);
        }
        else
        {
            belief = new Belief(run);
        }

        belief.Attempt();
    }

    private void OnCall(CallRecord call)
    {
        if (isMisread)
        {
            isMisread = false;
            belief?.Misread(call.Path);
        }

        // A manifest is renamed as well, but it is no copy of what was read.
        if (call is { Call: SystemCall.Rename, By: Actor.Server, Error: Errno.None, Path: { } path }
            && path.Contains(ServerFiles.RewritePrefix, StringComparison.Ordinal))
        {
            belief?.Copied(path.Split(" -> ")[^1]);
        }
    }

    private void Returned(ServerReturn server)
    {
        EndIfFalse(run.Server!.Data);
        var pagesExcuse = server.PagesLost && server.Back >= 0; // Rule 6a.
        if (server.Back >= server.Handed || pagesExcuse)
        {
            return;
        }

        var what = server.Back < 0
            ? "none that it ever was"
            : $"that after write {server.Back}, and write {server.Handed} had been acknowledged after it was handed to "
                + "write(2)";
        stop(ViolationKind.NotAPrefix, "after a kill the server started with a dataset that is " + what);
    }

    private void EndIfFalse(Dataset? loaded)
    {
        if (!belief!.IsFalse(loaded))
        {
            return;
        }

        if (loaded is not null && belief.CouldNotice(loaded))
        {
            stop(ViolationKind.NotAPrefix,
                "a server has read its log twice, the second time for a copy; the two differ, and it has started");
        }

        misreadAt = belief.Down.Position;
        throw new RunEnded(RunEnd.Misread, "a bit was read wrong, and nothing showed it");
    }
}
