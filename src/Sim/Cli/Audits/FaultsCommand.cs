using System.CommandLine;
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
    private readonly Option<ulong?> cells =
        OptionFactory.Count("--cells", $"the largest number of faults (default: {DefaultCells})");

    private FaultsCommand(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new FaultsCommand(terminal);
        var command = new Command("faults",
            "Run a program again for each fault of each call on its disk. Needs Linux on x86-64.") { verb.cells };
        verb.recording.AddTo(command, withFault: false);
        verb.checking.AddTo(command);
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var folder = checking.Folder(parsed);
        _ = Directory.CreateDirectory(folder);
        var options = recording.Given(parsed);
        if (!Directory.Exists(options.Root))
        {
            terminal.Complain($"'{options.Root}' is not a directory");
            return ExitCode.BadUsage;
        }

        var lives = Record(options, folder, (int)(parsed.GetValue(cells) ?? DefaultCells));
        if (lives[0].Recording.Objection is { } objection)
        {
            terminal.Complain($"the record without a fault cannot be believed: {objection}");
            return ExitCode.BadUsage;
        }

        if (checking.Complaint(parsed, lives[0].Recording.Disk) is { } complaint)
        {
            terminal.Complain(complaint);
            return ExitCode.BadUsage;
        }

        var table = new FaultTable();
        var kinds = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var life in lives)
        {
            var failures = life.Recording.Objection is null ? Failures(parsed, life, kinds, folder) : [];
            table.Add(life, failures);
        }

        table.Write(terminal.Output);
        terminal.Output.WriteLine(Invariant($"{lives.Count - 1} faults injected, {kinds.Count} kinds of failures"));
        return kinds.Count == 0 ? ExitCode.Good : ExitCode.Found;
    }

    /// <summary>
    /// All recordings come before the first recovery: a recorder must not share its process with other children.
    /// </summary>
    private static List<FaultedLife> Record(RecordingOptions options, string folder, int most)
    {
        using var copy = new FolderCopy(options.Root);
        var clock = PosixHost.SystemClock;
        var start = clock.GetTimestamp();
        var lives = new List<FaultedLife> { Live(null, 0) };
        var limit = (3 * clock.GetElapsedTime(start)) + Patience;
        options = options with { Limit = limit < options.Limit ? limit : options.Limit };
        foreach (var fault in lives[0].Recording.Objection is null ? Chosen(lives[0].Recording, most) : [])
        {
            copy.Restore();
            lives.Add(Live(fault, lives.Count));
        }

        copy.Restore();
        return lives;

        FaultedLife Live(CallFault? fault, int number)
        {
            var path = Path.Combine(folder, Invariant($"faults-{number}.rec"));
            var began = clock.GetTimestamp();
            var made = ProgramRecorder.Record(options with { Fault = fault }, path, clock);
            return new FaultedLife(fault, path, made, clock.GetElapsedTime(began) >= options.Limit);
        }
    }

    /// <summary>The first, the middle and the last call of each kind, with each fault, evenly chosen.</summary>
    private static List<CallFault> Chosen(Recording life, int most)
    {
        var all = (from site in life.Sites
                   from number in new SortedSet<int> { 1, (site.Value + 1) / 2, site.Value }
                   from effect in CallFault.EffectsOf(site.Key)
                   select new CallFault(site.Key, number, effect)).ToList();
        var count = Math.Min(most, all.Count);
        return [.. Enumerable.Range(0, count).Select(index => all[(int)((long)index * all.Count / count)])];
    }

    private IReadOnlyList<AuditFailure> Failures(
        ParseResult parsed, FaultedLife life, SortedSet<string> kinds, string folder)
    {
        var disk = life.Recording.Disk;
        var options = checking.Given(parsed) with { From = disk.Disk.Journal.Count };
        var auditor = checking.Auditor(parsed, disk, new Promises(disk), options);
        var failures = auditor.Run().Failures;
        foreach (var failure in failures.Where(failure => kinds.Add(failure.KindName)))
        {
            terminal.Output.WriteLine(life.Fault is { } fault ? $"with the fault {fault}:" : "without a fault:");
            var order = auditor.OrderNeeded(failure);
            _ = new FailureText(life.Path, disk, options, folder).Keep(failure, order, second: null, terminal);
        }

        return failures;
    }
}

/// <summary>A run of the program.</summary>
/// <param name="Fault">The fault; null for none.</param>
/// <param name="Path">The record.</param>
/// <param name="Recording">What was recorded.</param>
/// <param name="IsLate">True when it was killed at the limit.</param>
internal sealed record FaultedLife(CallFault? Fault, string Path, Recording Recording, bool IsLate);
