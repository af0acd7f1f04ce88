using System.CommandLine;
using System.CommandLine.Parsing;
using Sim.Audit.Checks;
using Sim.Audit.Recording;
using Sim.Audit.Recoveries;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Os.Posix;

namespace Sim.Cli.Audits;

/// <summary>
/// audit faults: runs a program again for each fault of each call on the disk. What it acknowledged then must be there
/// after a crash at its end.
/// </summary>
internal sealed class FaultsCommand
{
    private const ulong DefaultCells = 100;

    /// <summary>A program that waits for what the fault took away would wait for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Terminal terminal;
    private readonly RecordOptions recording = new();
    private readonly CheckOptions checking = new();
    private readonly Option<ulong?> cells = OptionFactory.Count(
        "--cells", $"the largest number of faults (default: {DefaultCells})", int.MaxValue);
    private readonly Option<string[]> effects = new("--effects")
    {
        HelpName = "E,E",
        Description = $"only these faults, such as EIO or {CallFault.KillBefore} (default: all)",
        CustomParser = ParseEffects,
    };

    private FaultsCommand(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new FaultsCommand(terminal);
        var command = new Command("faults",
            "Run a program again for each fault of each call on its disk. Needs Linux on x86-64.")
        {
            verb.cells, verb.effects,
        };
        verb.recording.AddTo(command, withFault: false);
        verb.checking.AddTo(command, isOfOneRun: false);
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var interrupt = new Interrupt(terminal.Cancelled);
        var options = recording.Given(parsed) with { Cancelled = interrupt.Token };
        if (!Directory.Exists(options.Root))
        {
            terminal.Complain($"'{options.Root}' is not a directory");
            return ExitCode.BadUsage;
        }

        // What cannot be reported need not be recorded.
        _ = checking.Known(parsed, hasPromises: true);
        var most = (int)(parsed.GetValue(cells) ?? DefaultCells);
        var asked = parsed.GetValue(effects) is { Length: > 0 } given ? given : CallFault.Effects;
        var lives = Record(options, checking.Folder(parsed), asked, most, out var possible);
        if (interrupt.Token.IsCancellationRequested)
        {
            terminal.Complain("interrupted: nothing was recovered");
            return ExitCode.Interrupted;
        }

        if (Problem(parsed, lives[0].Recording, possible) is { } problem)
        {
            terminal.Complain(problem);
            return ExitCode.BadUsage;
        }

        return Report(parsed, lives, possible);
    }

    /// <summary>Why the run without a fault is no ground for runs with one; null when it is.</summary>
    private string? Problem(ParseResult parsed, Recording life, int possible) =>
        life.Objection is { } objection ? $"the record without a fault cannot be believed: {objection}"
        : possible == 0 ? "the program makes no call that such a fault can strike"
        : checking.Complaint(parsed, life.Disk)
            ?? checking.Auditor(parsed, life.Disk, new Promises(life.Disk), checking.Given(parsed)).EndProblem();

    private int Report(ParseResult parsed, List<FaultedLife> lives, int possible)
    {
        var said = new Promises(lives[0].Recording.Disk);
        var known = checking.Known(parsed, said.Acknowledged.Count > 0);
        var (table, kinds) = (new FaultTable(), new SortedSet<string>(StringComparer.Ordinal));
        var stories = new List<AuditStory>();
        foreach (var life in lives)
        {
            table.Add(life, life.Recording.Objection is null ? Failures(parsed, life, known, kinds, stories) : []);
        }

        table.Write(terminal.Output);
        var notes = lives.Count - 1 == possible
            ? $"{Quantity.Of(possible, "fault")} injected"
            : Invariant($"{lives.Count - 1} of {possible} faults injected; --cells takes more");
        terminal.Output.WriteLine(notes);
        return new AuditPage("faults of " + string.Join(' ', recording.Given(parsed).Program), notes,
            CheckOptions.Settings(checking.Given(parsed), CheckOptions.Said(said)), stories)
            .Report(known, kinds, terminal);
    }

    /// <summary>
    /// All recordings come before the first recovery: a recorder must not share its process with other children.
    /// </summary>
    private static List<FaultedLife> Record(
        RecordingOptions options, string folder, IReadOnlyList<string> effects, int most, out int possible)
    {
        using var copy = new FolderCopy(options.Root);
        var clock = PosixHost.SystemClock;
        var start = clock.GetTimestamp();
        var lives = new List<FaultedLife> { Live(null, 0) };
        var limit = (3 * clock.GetElapsedTime(start)) + Patience;
        options = options with { Limit = limit < options.Limit ? limit : options.Limit };
        var all = lives[0].Recording.Objection is null ? Faults(lives[0].Recording, effects) : [];
        possible = all.Count;
        foreach (var fault in Chosen(all, most).TakeWhile(_ => !options.Cancelled.IsCancellationRequested))
        {
            copy.Restore();
            lives.Add(Live(fault, lives.Count));
        }

        copy.Restore();
        return lives;

        FaultedLife Live(CallFault? fault, int number)
        {
            var path = Path.Combine(folder, Invariant($"faults-{number}.rec"));
            return new FaultedLife(
                fault, path, ProgramRecorder.Record(options with { Fault = fault }, path, clock));
        }
    }

    /// <summary>The first, the middle and the last call of each kind, with each of these effects that it may have.
    /// </summary>
    private static List<CallFault> Faults(Recording life, IReadOnlyList<string> effects) =>
    [
        .. from site in life.Sites
           from number in new SortedSet<int> { 1, (site.Value + 1) / 2, site.Value }
           from effect in CallFault.EffectsOf(site.Key).Where(effects.Contains)
           select new CallFault(site.Key, number, effect),
    ];

    /// <summary>At most so many, evenly chosen.</summary>
    private static IEnumerable<CallFault> Chosen(List<CallFault> all, int most)
    {
        var count = Math.Min(most, all.Count);
        return Enumerable.Range(0, count).Select(index => all[(int)((long)index * all.Count / count)]);
    }

    private static string[]? ParseEffects(ArgumentResult result)
    {
        var names = result.Tokens[0].Value.Split(',');
        if (Array.Find(names, name => !CallFault.Effects.Contains(name)) is not { } unknown)
        {
            return names;
        }

        result.AddError($"--effects takes {string.Join(',', CallFault.Effects)}, not '{unknown}'");
        return null;
    }

    private IReadOnlyList<AuditFailure> Failures(
        ParseResult parsed, FaultedLife life, KnownKinds known, SortedSet<string> kinds, List<AuditStory> stories)
    {
        var disk = life.Recording.Disk;
        var options = checking.Given(parsed) with { From = disk.Disk.Journal.Count };
        var auditor = checking.Auditor(parsed, disk, new Promises(disk), options);
        var failures = auditor.Run().Failures;
        foreach (var failure in failures.Where(failure => kinds.Add(failure.KindName)
            && known.IsNew(failure.KindName)))
        {
            terminal.Output.WriteLine(life.Fault is { } fault ? $"with the fault {fault}:" : "without a fault:");
            var order = auditor.OrderNeeded(failure);
            stories.Add(new FailureText(life.Path, disk, options, known.Folder).Keep(
                failure, order, second: null, terminal));
        }

        return failures;
    }
}

/// <summary>A run of the program.</summary>
/// <param name="Fault">The fault; null for none.</param>
/// <param name="Path">The record.</param>
/// <param name="Recording">What was recorded.</param>
internal sealed record FaultedLife(CallFault? Fault, string Path, Recording Recording);
