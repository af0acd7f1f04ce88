using System.CommandLine;
using System.Text.Json;
using Aof.KnownDefects;
using Aof.State;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Findings;
using Sim.Machine.Disk;
using Sim.Machine.Workers;
using Sim.Minimize;
using Sim.Plans;
using Sim.Versions;
using Row = (Aof.KnownDefects.Profile Profile, Aof.State.FsyncPolicy Policy, Sim.Machine.Disk.DiskPreset Disk);

namespace Sim.Cli.Verbs;

/// <summary>versions: the losses of versions of Redis, by policy, kind of crash and disk.</summary>
internal sealed class VersionsVerb
{
    private static readonly string[] Usual =
    [
        Profile.Redis30.Name, Profile.Redis605.Name, Profile.Redis70.Name, Profile.Redis86.Name, Profile.Valkey91.Name,
        Profile.Hardened7.Name, Profile.Hardened.Name,
    ];
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NewLine = "\n",
    };

    private readonly Terminal terminal;
    private readonly Option<string[]> profiles = new("--profile")
    {
        Description = $"which versions (default: {string.Join(", ", Usual)})",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> policy =
        OptionFactory.Word("--policy", "one appendfsync only",
        [.. Enum.GetValues<FsyncPolicy>().Select(
            policy => (PlanText.PolicyName(policy), PlanText.PolicyName(policy)))]);

    private readonly Option<string> disk = OptionFactory.Word(
        "--disk", "one kind of disk only", [.. DiskPreset.All.Select(disk => (disk.Name, disk.Name))]);
    private readonly Option<ulong?> seeds =
        OptionFactory.Count("--seeds", "how many random histories for each policy and disk (default: 40)");
    private readonly Option<string> baseline =
        OptionFactory.Path("--baseline", "FILE",
        "a table that this verb has printed: only look for its losses again, and exit with 1 "
        + "when one is not found");
    private readonly Option<string> html = OptionFactory.Path("--html", "FILE", "write the table as a page");
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "DIR", "keep the minimal plan of each cell here (default: versions)");
    private readonly Option<bool> json = new("--json") { Description = "print the cells as JSON" };

    private VersionsVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new VersionsVerb(terminal);
        var command = new Command(
            "versions", "Show the losses of versions of Redis: version x policy x kind of crash x disk, with the "
            + "plan of each. Exit 1 when the fixed design loses anything.")
        {
            verb.profiles, verb.policy, verb.disk, verb.seeds, verb.baseline, verb.html, verb.@out, verb.json,
        };
        _ = verb.profiles.AcceptOnlyFromAmong([.. Profile.All.Select(profile => profile.Name)]);
        command.SetAction(parsed => Interrupt.Run(terminal, cancel => verb.Run(parsed, cancel)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        var names = parsed.GetValue(profiles) is { Length: > 0 } asked ? asked : Usual;
        var seeds = (int)(parsed.GetValue(this.seeds) ?? 40);
        var folder = parsed.GetValue(@out) ?? "versions";
        OutputFolder.CheckWritable(folder);
        if (parsed.GetValue(html) is { } page)
        {
            OutputFolder.CheckFile(page);
        }

        List<Row> all =
        [
            .. from name in names
               from policy in Enum.GetValues<FsyncPolicy>()
               from disk in DiskPreset.All
               where parsed.GetValue(this.policy) is not { } onlyPolicy || onlyPolicy == PlanText.PolicyName(policy)
               where parsed.GetValue(this.disk) is not { } onlyDisk || onlyDisk == disk.Name
               select (Profile.Named(name)!, policy, disk),
        ];
        return parsed.GetValue(this.baseline) is { } baseline
            ? Check(baseline, all, (seeds, cancel), folder)
            : Fill(parsed, all, (seeds, cancel), folder);
    }

    private int Fill(ParseResult parsed, List<Row> all, (int Seeds, CancellationToken Cancel) bounds, string folder)
    {
        var found = Tried(
            all, at => VersionTable.Fill(at.Profile, at.Policy, at.Disk, bounds.Seeds), cell => cell.Loss.Word,
            bounds.Cancel);
        var cells = VersionTable.Shrunk(found, MinimizeBudget.Versions, bounds.Cancel);
        Keep(cells, folder);
        Report(parsed, cells, folder);
        return FixedLoses(cells) ? ExitCode.Found : ExitCode.Good;
    }

    /// <summary>Looks again for each loss of a kept table, and for any loss of the fixed design.</summary>
    private int Check(string baseline, List<Row> all, (int Seeds, CancellationToken Cancel) bounds, string folder)
    {
        if (!VersionText.TryRead(InputFile.ReadText(baseline), out var kept, out var problem))
        {
            terminal.Complain($"'{baseline}' is not a table of versions: {problem}");
            return ExitCode.BadUsage;
        }

        var known = kept.Where(loss => all.Contains((loss.Profile, loss.Policy, DiskPreset.Named(loss.Disk)))).ToList();
        var cells = Tried(all, at => Check(at, known, bounds.Seeds), Described, bounds.Cancel);
        Keep([.. cells.Where(IsFixed)], folder);
        var gone = known.Where(loss => !cells.Any(cell => IsOf(loss, cell) && cell.Loss.Severity > 0)).ToList();
        foreach (var loss in gone)
        {
            terminal.Output.WriteLine(
                $"GONE: {Place(loss.Profile.Name, loss.Policy, loss.Crash, loss.Disk)}: '{loss.Word}' is no longer "
                + $"found");
        }

        foreach (var cell in cells.Where(cell => IsFixed(cell) && cell.Loss.Severity > 0))
        {
            terminal.Output.WriteLine(
                $"LOST: {Place(cell.Profile, cell.Policy, cell.Crash, cell.Disk)}: {cell.Loss.Sentence} "
                + $"{ReplayLine(cell, folder)}");
        }

        var verdict = FixedLoses(cells) ? "the fixed design loses, too" : "the fixed design lost nothing";
        terminal.Output.WriteLine(
            Invariant($"{known.Count - gone.Count} of {known.Count} known losses found again; {verdict}"));
        return gone.Count > 0 || FixedLoses(cells) ? ExitCode.Found : ExitCode.Good;
    }

    private static string Described(VersionCell cell) =>
        cell.Seed is { } seed
        ? Invariant($"{cell.Loss.Word} (seed {seed})")
        : cell.Loss.Word;

    private static bool IsOf(KnownLoss loss, VersionCell cell) =>
        (cell.Profile, cell.Policy, cell.Crash, cell.Disk) == (loss.Profile.Name, loss.Policy, loss.Crash, loss.Disk);

    private static string Place(string profile, FsyncPolicy policy, CrashKind? crash, string disk) =>
        $"{profile}, {PlanText.PolicyName(policy)}, {VersionsPage.CrashName(crash)}, {disk}";

    private static IReadOnlyList<VersionCell> Check(Row at, IEnumerable<KnownLoss> known, int seeds)
    {
        CrashKind?[] crashes = [.. known.Where(
            loss => (loss.Profile, loss.Policy, loss.Disk) == (at.Profile, at.Policy, at.Disk.Name)).Select(
                loss => loss.Crash)];
        return crashes.Length > 0 || at.Profile.IsFixed
            ? VersionTable.Check(at.Profile, at.Policy, at.Disk, seeds, crashes)
            : [];
    }

    /// <summary>
    /// Searches in parallel, and prints the results in order. Results do not depend on the number of threads.
    /// </summary>
    private List<VersionCell> Tried(
        List<Row> all, Func<Row, IReadOnlyList<VersionCell>> find, Func<VersionCell, string> describe,
        CancellationToken cancel)
    {
        var cells = new List<VersionCell>();
        WorkerPool.ForEach(all, find, (at, found) =>
        {
            var words = string.Join(
                ", ", found.Select(cell => $"{VersionsPage.CrashName(cell.Crash)} {describe(cell)}"));
            terminal.Error.WriteLine($"{at.Profile.Name}, {PlanText.PolicyName(at.Policy)}, {at.Disk.Name}: {words}");
            cells.AddRange(found);
        }, cancel);
        return cells;
    }

    private static bool IsFixed(VersionCell cell) => Profile.Named(cell.Profile)!.IsFixed;

    private static bool FixedLoses(IEnumerable<VersionCell> cells) =>
        cells.Any(cell => IsFixed(cell) && cell.Loss.Severity > 0);

    private void Report(ParseResult parsed, IReadOnlyList<VersionCell> cells, string folder)
    {
        if (parsed.GetValue(this.html) is { } html)
        {
            File.WriteAllText(html, VersionsPage.Of(cells, cell => ReplayLine(cell, folder)));
        }

        if (parsed.GetValue(json))
        {
            terminal.Output.WriteLine(
                JsonSerializer.Serialize(
                    cells.Select(cell => VersionsPage.Data(cell, it => ReplayLine(it, folder))), Format));
            return;
        }

        terminal.Output.Write(VersionText.Of(cells));
        terminal.Output.Write("\n" + VersionText.Legend(cells, cell => PathOf(cell, folder)));
        var (lost, live, images) = (cells.Count(cell => cell.Loss.Severity > 0),
            cells.Count(cell => cell.Seen == SightingWay.Live), cells.Count(cell => cell.Seen == SightingWay.Image));
        terminal.Output.WriteLine(Invariant(
            $"{cells.Count} cells, {lost} with a loss that the policy does not allow; their plans are in {folder}"));
        terminal.Output.WriteLine(Invariant(
            $"* {live}: {Observations.Kept.Server} was seen to do this live; + {images}: it loaded a simulated image"));
    }

    private static void Keep(IReadOnlyList<VersionCell> cells, string folder)
    {
        foreach (var cell in cells.Where(cell => cell.Minimal is not null))
        {
            _ = Directory.CreateDirectory(folder);
            File.WriteAllText(PathOf(cell, folder), PlanFile.Write(cell.Minimal!));
        }
    }

    private static string? ReplayLine(VersionCell cell, string folder) =>
        cell.Minimal is null ? null : BugBase.ReplayLine(PathOf(cell, folder));

    private static string PathOf(VersionCell cell, string folder) =>
        Path.Combine(folder, string.Join('.', NameParts(cell)) + ".json").Replace('\\', '/');

    private static string[] NameParts(VersionCell cell) =>
    [
        cell.Profile, PlanText.PolicyName(cell.Policy), VersionsPage.CrashName(cell.Crash).Replace(' ', '-'), cell.Disk,
    ];
}
