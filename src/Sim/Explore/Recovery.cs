using Aof;
using Aof.Data;
using Aof.Load;
using Aof.Os;
using Sim.Chance;
using Sim.Disk;
using Sim.Explore.Behaviour;
using Sim.Faults;
using Sim.Process;
using Sim.Time;

namespace Sim.Explore;

/// <summary>
/// Starts the whole production start-up on a crash image, compares the dataset with the history's states, and lives
/// on: writes and a transaction are acknowledged, the server is killed and started again, and the dataset must be
/// exactly right again. The start-up itself is crashed too (<see cref="IsCrashedAgain"/>), at each change that it makes to the disk, and must end
/// where it ended undisturbed. Outcomes are kept by image: an image seen before costs a look-up.
/// </summary>
public sealed class Recovery(Plan plan, History history, long crashUs)
{
    /// <summary>How many images of a crash during recovery are tried at each change.</summary>
    private const int NestedBound = 4;

    private static readonly Bytes[][] SecondLife =
    [
        Words("SET", "second-life:string", "written after the crash"),
        Words("RPUSH", "second-life:list", "a", "b"),
        Words("MULTI"),
        Words("INCR", "second-life:number"),
        Words("HSET", "second-life:hash", "field", "value"),
        Words("EXEC"),
        Words("SET", "second-life:last", "x", "PX", "100000"),
    ];

    private readonly Dictionary<ulong, RecoveryOutcome> known = [];
    private readonly Dictionary<ulong, (string? Refusal, Dataset? State)> starts = [];
    private readonly AofConfig config = plan.Config.ToAofConfig();
    private readonly DiskPreset preset = plan.Disk.Kind;

    /// <summary>How many different images were started on.</summary>
    public int DistinctImages => known.Count;

    /// <summary>The outcome for an image, computed once.</summary>
    public RecoveryOutcome Of(DiskImage image)
    {
        if (!known.TryGetValue(image.Hash, out var outcome))
        {
            known[image.Hash] = outcome = Recover(image);
        }

        return outcome;
    }

    private RecoveryOutcome Recover(DiskImage image)
    {
        var machine = Boot(image);
        var refusal = TryStart(machine, out var server, out var files);
        var accepted = 0L;
        if (server is null)
        {
            accepted = LogRepair.Cut(machine, config);
            if (TryStart(machine, out server, out files) is { } again)
            {
                return new RecoveryOutcome([], refusal, "after the checker's repair the server still refuses to start: " + again, accepted, null) { Misconduct = WronglyCalledValid(machine, again) };
            }
        }

        accepted = Math.Max(accepted, server!.Status.CurrentSize);
        var state = server.Data.Snapshot();
        var matches = history.Matching(state);
        var kept = Kept(state, matches);
        starts[image.Hash] = refusal is null || preset.MayLeaveUnreadable ? (null, kept) : (refusal, null);
        var defect = refusal is null && IsCrashedAgain(image, server) ? Nested(image, machine, state) : null;
        var misconduct = (Misconduct?)null;
        defect ??= IsChecked(image) ? Objection(files) : null;
        defect ??= LiveOn(machine, server, out misconduct);
        return new RecoveryOutcome(matches, refusal, defect, accepted, kept) { Misconduct = misconduct };
    }

    /// <summary>What is kept of a dataset that is as good as one of the history's is that one: thousands of copies would keep the garbage collector busy.</summary>
    private Dataset Kept(Dataset state, IReadOnlyList<int> matches) => matches.Count > 0 ? history.Units[matches[0]].State : state;

    /// <summary>Half of the images are started on at once and half a day later: time must make no difference.</summary>
    private Machine Boot(DiskImage image)
    {
        const long DayUs = 86_400_000_000;
        var startUs = crashUs + ((image.Hash & 1) == 0 ? 0 : DayUs / 2);
        return new Machine(VirtualDisk.From(image), MachineTimings.Instant, FaultInjector.None, new Seed(0), new Trace(), startUs);
    }

    private string? TryStart(Machine machine, out AofServer? server) => TryStart(machine, out server, out _);

    private string? TryStart(Machine machine, out AofServer? server, out IFiles files)
    {
        server = null;
        var host = machine.BootServer(SilentLog.Instance, new Seed(0).Stream());
        files = host.Files;
        try
        {
            server = AofServer.Start(host, config);
            return null;
        }
        catch (ProcessExit exit)
        {
            machine.KillServer();
            return exit.Message;
        }
    }

    /// <summary>What the checker finds no error in, the server loads. (It may find one that it does not repair, in a preamble.)</summary>
    private Misconduct? WronglyCalledValid(Machine machine, string refusal)
    {
        var check = AofCheck.Check(machine.BootServer(SilentLog.Instance, new Seed(0).Stream()).Files, config.FileName, config.Defects);
        machine.KillServer();
        return check is { Ok: true, Value.Error: null }
            ? new Misconduct(ViolationKind.Misreported, "the checker calls the log valid, and the server refuses it: " + refusal, crashUs)
            : null;
    }

    /// <summary>Every recovery that cut a torn tail is crashed again, and of the others, which all copy a sound log, one in sixteen.</summary>
    private static bool IsCrashedAgain(DiskImage image, AofServer server) => server.Loaded.Outcome == LoadOutcome.Truncated || (image.Hash & 0xF0) == 0;

    /// <summary>The checker looks at what one start in four has accepted.</summary>
    private static bool IsChecked(DiskImage image) => (image.Hash & 0x300) == 0;

    /// <summary>What the checker finds wrong with the log that a server has started on and goes on with; null when it finds nothing.</summary>
    private string? Objection(IFiles files)
    {
        var checkedLog = AofCheck.Check(files, config.FileName);
        return checkedLog is { Ok: true, Value.Error: { } error } ? $"the server has started, and the checker calls its log damaged: {error}" : null;
    }

    /// <summary>A crash at each change that the start-up made to the disk must end in the same dataset; not where syncs lie, so that what replaced the log may be cut short.</summary>
    private string? Nested(DiskImage image, Machine machine, Dataset state)
    {
        var journal = machine.Disk.Journal;
        if (journal.Count == 0 || !preset.KeepsItsWord)
        {
            return null;
        }

        var changes = journal.Count;
        var model = new CrashModel(image, journal);
        for (var position = 1; position <= changes; position++)
        {
            model.MoveTo(position);
            foreach (var nested in model.PowerLossImages(preset, NestedBound, new Seed(plan.Seed).Stream("nested")))
            {
                if (nested.Hash != image.Hash && DiffersAfter(nested, state) is { } difference)
                {
                    return $"a crash after change {position} of the recovery ({journal[position - 1]}) ends elsewhere: {difference}";
                }
            }
        }

        return null;
    }

    private string? DiffersAfter(DiskImage nested, Dataset state)
    {
        if (!starts.TryGetValue(nested.Hash, out var start))
        {
            starts[nested.Hash] = start = StartAgain(nested);
        }

        return start.Refusal is not null
            ? "the server refuses to start: " + start.Refusal
            : start.State!.FirstDifference(state, "after the second crash", "after the first");
    }

    /// <summary>Only where no crash before left the same: torn tails are all cut at the same few places.</summary>
    private (string? Refusal, Dataset? State) StartAgain(DiskImage nested)
    {
        var machine = Boot(nested);
        var refusal = TryStart(machine, out var server);
        if (refusal is not null && preset.MayLeaveUnreadable)
        {
            _ = LogRepair.Cut(machine, config);
            refusal = TryStart(machine, out server);
        }

        return refusal is null ? (null, Kept(server!.Data, history.Matching(server.Data))) : (refusal, null);
    }

    /// <summary>The second life: some of the worst defects only show here.</summary>
    private string? LiveOn(Machine machine, AofServer server, out Misconduct? misconduct)
    {
        misconduct = null;
        var session = new Session(new Reply());
        var loop = new EventLoop(server);
        foreach (var command in SecondLife)
        {
            loop.Turn(session, command);
            if (session.Output.Length == 0 || session.Output.Span[0] == (byte)'-')
            {
                return $"after the recovery {command[0]} is answered {Latin1(session.Output.Span)}";
            }

            session.Output.Clear();
        }

        var expected = server.Data.Snapshot();
        machine.KillServer();
        if (TryStart(machine, out var restarted) is { } refusal)
        {
            return "after some more writes the server refuses to start: " + refusal;
        }

        var difference = restarted!.Data.FirstDifference(expected, "after recovery, more writes and a restart", "before the restart");
        misconduct = NotRewritten(machine, restarted);
        return difference;
    }

    /// <summary>A start does not forget how far the log has grown, where the log tells by its preamble what the last rewrite left.</summary>
    private Misconduct? NotRewritten(Machine machine, AofServer server)
    {
        var (left, size) = (server.Loaded.PreambleSize, server.Status.CurrentSize);
        if (config.AutoRewritePercentage == 0 || left == 0 || size <= config.AutoRewriteMinSize || size * 100 / left < 100 + config.AutoRewritePercentage)
        {
            return null;
        }

        var loop = new EventLoop(server);
        machine.Advance(loop.WakeAtUs);
        _ = loop.Turn();
        return server.Status.RewriteInProgress ? null : new Misconduct(ViolationKind.NotRewritten, Growth.Overdue(left, size, config.AutoRewritePercentage) + " (after some more writes and another start)", crashUs);
    }

    private static string Latin1(ReadOnlySpan<byte> reply) => System.Text.Encoding.Latin1.GetString(reply).Trim();

    private static Bytes[] Words(params string[] words) => Array.ConvertAll(words, Bytes.Of);
}
