using Aof.Data;
using Sim.Plans;

namespace Sim.Run;

/// <summary>One atomic step of the dataset: a command, a transaction, or the deletion of an expired key.</summary>
/// <param name="State">The dataset after it.</param>
/// <param name="Fingerprint">Of that dataset.</param>
/// <param name="AtUs">When it was executed, in microseconds since 1970.</param>
/// <param name="Step">The step of <see cref="LiveRun.Steps"/> that caused it; -1 for what the server did by
/// itself.</param>
public readonly record struct WriteUnit(Dataset State, ulong Fingerprint, long AtUs, int Step);

/// <summary>A reply that said that a write was done.</summary>
/// <param name="Unit">How many units had been executed when it was: all of them are promised by it.</param>
/// <param name="AtUs">When it left the server.</param>
public readonly record struct Ack(int Unit, long AtUs);

/// <summary>
/// What had been promised at one moment between two changes of the disk. Counts of units: n promises the first n.
/// </summary>
/// <param name="NowUs">The moment.</param>
/// <param name="Executed">Units executed.</param>
/// <param name="Acknowledged">Units acknowledged.</param>
/// <param name="Handed">Units acknowledged while the server held nothing back from write(2): these survive kill
/// -9.</param>
/// <param name="Always">Units acknowledged under appendfsync always: these survive a power loss.</param>
/// <param name="Acks">How many of <see cref="History.Acks"/> had been given.</param>
/// <param name="EverysecBoundHolds">True when the two-second bound of appendfsync everysec holds: for two seconds
/// nothing hindered the fsync of each second.</param>
/// <param name="LogIsReliable">True unless the server has said that its log cannot be relied on, a fsync of it or of
/// its name having failed: then a fsync that completes promises nothing.</param>
/// <param name="Turn">How many turns of the server's loop had ended.</param>
/// <param name="Unwritten">Bytes of the log that the server had not yet handed to write(2).</param>
/// <param name="Starts">True while a server starts: what it makes of the log is what the server before it had
/// left.</param>
public readonly record struct DurabilityPoint(
    long NowUs, int Executed, int Acknowledged, int Handed, int Always, int Acks, bool EverysecBoundHolds,
    bool LogIsReliable, int Turn, int Unwritten, bool Starts)
{
    /// <summary>
    /// How old a write may be that a power loss takes under everysec on a healthy disk: two seconds. Redis starts a
    /// fsync each second, and lets a write wait for one that is under way, but not for longer than two seconds.
    /// </summary>
    public const long EverysecBoundUs = 2_000_000;

    /// <summary>
    /// True when a turn has ended since the last change of the disk, and nothing hindered the server from leaving a
    /// whole log: then a kill leaves one.
    /// </summary>
    public bool IsQuiescent { get; init; }

    /// <summary>The log is on, and waits for no first rewrite.</summary>
    public bool LogIsOn { get; init; }

    /// <summary>
    /// Units acknowledged when a server last ended in order: these survive a power loss under every policy.
    /// </summary>
    public int Ended { get; init; }

    /// <summary>
    /// Units that a reply to WAITAOF has said to be on the disk: these survive a power loss under every policy.
    /// </summary>
    public int Confirmed { get; init; }

    /// <summary>The file that the server appended to, or the server before it.</summary>
    public string Log { get; init; } = ServerFiles.Log;

    /// <summary>How many attempts to start a server had begun: the number of the present server.</summary>
    public int Life { get; init; }
}

/// <summary>A server that was killed is up again, and its history goes on from the state it came back with.</summary>
/// <param name="Position">How often the disk had changed when it had started.</param>
/// <param name="Back">The number of the state it came back with: later ones that were there before it no longer
/// count.</param>
/// <param name="First">The number of the first state after it.</param>
/// <param name="Acks">How many acknowledgements had been given before it.</param>
public readonly record struct Restart(int Position, int Back, int First, int Acks);

/// <summary>What a run did and promised, as far as the contract depends on it.</summary>
public sealed class History
{
    private readonly Dictionary<ulong, List<int>> byFingerprint = [];
    private readonly List<WriteUnit> units = [];

    /// <summary>The states the dataset went through; number 0 is the one it began with.</summary>
    public IReadOnlyList<WriteUnit> Units => units;

    /// <summary>The replies that promised something, in order.</summary>
    public IList<Ack> Acks { get; } = [];

    /// <summary>
    /// Entry p: what was promised when the disk had changed p times, right before the next change; the last entry is
    /// the end of the run.
    /// </summary>
    public IList<DurabilityPoint> Promises { get; } = [];

    /// <summary>The server's restarts within the run, in order.</summary>
    public IList<Restart> Restarts { get; } = [];

    /// <summary>The number of units executed: the states but for the first.</summary>
    public int Executed => units.Count - 1;

    /// <summary>Adds a state.</summary>
    public void Add(WriteUnit unit)
    {
        if (!byFingerprint.TryGetValue(unit.Fingerprint, out var numbers))
        {
            byFingerprint[unit.Fingerprint] = numbers = [];
        }

        numbers.Add(units.Count);
        units.Add(unit);
    }

    /// <summary>Whether the dataset is another one than after a unit.</summary>
    public bool HasChangedSince(int unit) => units[unit].Fingerprint != units[^1].Fingerprint;

    /// <summary>
    /// Whether a crash at this position of the disk's journal may lead back to a state: it was executed by then, and no
    /// restart has left it behind. For a power loss, a restart does that once a server relies on its log (rule 6f).
    /// </summary>
    public bool IsLive(int unit, int position, bool isPowerLoss = false)
    {
        for (var i = 0; i < Restarts.Count && Restarts[i].Position <= position; i++)
        {
            if (unit > Restarts[i].Back && unit < Restarts[i].First
                && (!isPowerLoss || WasReliedOn(Restarts[i].Position, position)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a server that was up at some moment between two positions has relied on its log.</summary>
    private bool WasReliedOn(int first, int last)
    {
        for (var position = last; position >= first; position--)
        {
            if (Promises[position] is { LogIsReliable: true, Starts: false })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last of some states that is live at a position; -1 when none is.</summary>
    public int LastLive(IReadOnlyList<int> ascending, int position)
    {
        for (var i = ascending.Count - 1; i >= 0; i--)
        {
            if (IsLive(ascending[i], position))
            {
                return ascending[i];
            }
        }

        return -1;
    }

    /// <summary>
    /// The units promised by an acknowledgement, as seen from a position: a restart may have come back with fewer.
    /// </summary>
    public int UnitsOf(int ack, int position)
    {
        var units = Acks[ack].Unit;
        for (var i = 0; i < Restarts.Count && Restarts[i].Position <= position; i++)
        {
            if (ack < Restarts[i].Acks)
            {
                units = Math.Min(units, Restarts[i].Back);
            }
        }

        return units;
    }

    /// <summary>The numbers of the states that equal a dataset exactly, ascending; empty when none does.</summary>
    public IReadOnlyList<int> Matching(Dataset dataset)
    {
        if (!byFingerprint.TryGetValue(dataset.Fingerprint(), out var numbers))
        {
            return [];
        }

        // One comparison suffices: states with one fingerprint were recorded as equal, or the fingerprint is broken.
        return units[numbers[0]].State.ContentEquals(dataset)
            ? numbers
            : numbers.FindAll(n => units[n].State.ContentEquals(dataset));
    }
}
