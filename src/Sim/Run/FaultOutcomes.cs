using Aof.State;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Run;

/// <summary>What came of a call that was struck.</summary>
public enum FaultOutcome
{
    /// <summary>The server went on and reported no error.</summary>
    Survived,

    /// <summary>
    /// The server went on and reported an error: it refused writes, gave a rewrite up, or did not start.
    /// </summary>
    Refused,

    /// <summary>The server ended: by design under "always", or because it was killed.</summary>
    Fatal,
}

/// <summary>How often one sort of strike had one outcome.</summary>
/// <param name="Strike">Where the fault struck, and what it did.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Count">How often.</param>
public readonly record struct FaultCell(InjectedFault Strike, FaultOutcome Outcome, long Count);

/// <summary>
/// Follows what comes of every call that is struck. A strike at the server is settled when its turn is over. One at the
/// background thread is settled when it has no job left, and one at a child when the child is gone. It was fatal if the
/// server has ended by then, and refused if the server has warned or refuses writes. Strikes that fall together share
/// one outcome. The server survives every strike at an orphan.
/// </summary>
internal sealed class FaultOutcomes
{
    private readonly RunLog log;
    private readonly SortedDictionary<(InjectedFault, FaultOutcome), long> counts = [];
    private readonly List<Open> open = [];

    /// <param name="faults">What strikes.</param>
    /// <param name="log">The server's log.</param>
    /// <param name="child">The process id of the server's child at this moment; -1 for none.</param>
    public FaultOutcomes(FaultInjector faults, RunLog log, Func<int> child)
    {
        this.log = log;
        faults.Injecting += strike => open.Add(new Open(strike, log.Lines.Count, child()));
    }

    /// <summary>What has come of them, in order of the sites.</summary>
    public IReadOnlyList<FaultCell> Cells =>
        [.. counts.Select(row => new FaultCell(row.Key.Item1, row.Key.Item2, row.Value))];

    /// <summary>A turn of the server's loop is over.</summary>
    public void TurnEnded(AofStatus status, int jobs)
    {
        for (var i = open.Count - 1; i >= 0; i--)
        {
            var (strike, line, child) = open[i];
            var isOrphan = strike.Site.By == Actor.Child && child == -1;
            var settled = strike.Site.By switch
            {
                Actor.Server => true,
                Actor.Background => jobs == 0,
                Actor.Child => isOrphan || child != status.ChildPid,
                _ => throw new InvalidOperationException("no process makes this call: " + strike.Site),
            };
            if (settled)
            {
                Settle(i, !isOrphan && (Warned(line) || !status.LastWriteOk)
                    ? FaultOutcome.Refused
                    : FaultOutcome.Survived);
            }
        }
    }

    /// <summary>The server has ended, or did not start.</summary>
    public void Ended(FaultOutcome outcome)
    {
        for (var i = open.Count - 1; i >= 0; i--)
        {
            Settle(i, outcome);
        }
    }

    private bool Warned(int line)
    {
        for (var i = line; i < log.Lines.Count; i++)
        {
            if (log.Lines[i].Level == LogLevel.Warning)
            {
                return true;
            }
        }

        return false;
    }

    private void Settle(int index, FaultOutcome outcome)
    {
        var key = (open[index].Strike, outcome);
        counts[key] = counts.GetValueOrDefault(key) + 1;
        open.RemoveAt(index);
    }

    /// <summary>A strike without an outcome yet.</summary>
    /// <param name="Strike">The strike.</param>
    /// <param name="Line">How long the log was then, in lines.</param>
    /// <param name="Child">The process id of the server's child then; -1 for none.</param>
    private readonly record struct Open(InjectedFault Strike, int Line, int Child);
}
