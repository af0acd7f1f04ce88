using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Aof;
using Sim.Disk;
using Sim.Explore;
using Sim.Failures;
using Sim.Versions;

namespace Sim.Cli;

/// <summary>versions: what which version of Redis loses, under which policy, by which crash, on which disk.</summary>
internal sealed class VersionsVerb
{
    private const int ShrinkRuns = 300;
    private static readonly string[] Usual = [Profile.Redis30.Name, Profile.Redis605.Name, Profile.Hardened.Name];
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NewLine = "\n" };

    private readonly Terminal _terminal;
    private readonly Option<string[]> _profiles = new("--profile") { Description = $"which versions (default: {string.Join(", ", Usual)})", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
    private readonly Option<ulong?> _seeds = Options.Count("--seeds", "how many random histories for each policy and disk (default: 40)");
    private readonly Option<string> _html = Options.Path("--html", "FILE", "write the table as a page");
    private readonly Option<string> _out = Options.Path("--out", "DIR", "keep the minimal plan of each cell here (default: versions)");
    private readonly Option<bool> _json = new("--json") { Description = "print the cells as JSON" };

    private VersionsVerb(Terminal terminal) => _terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new VersionsVerb(terminal);
        var command = new Command("versions", "Show what which version of Redis can lose: version x policy x kind of crash x disk, with the plan that shows it. Exit 1 when the mended design loses anything.")
        {
            verb._profiles, verb._seeds, verb._html, verb._out, verb._json,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var names = parsed.GetValue(_profiles) is { Length: > 0 } asked ? asked : Usual;
        if (names.FirstOrDefault(name => Profile.Named(name) is null) is { } unknown)
        {
            _terminal.Complain($"there is no profile '{unknown}'; there are {string.Join(", ", Profile.All.Select(profile => profile.Name))}");
            return ExitCode.BadUsage;
        }

        var seeds = (int)(parsed.GetValue(_seeds) ?? 40);
        var folder = parsed.GetValue(_out) ?? "versions";
        var combinations = names.SelectMany(name => Enum.GetValues<FsyncPolicy>().SelectMany(policy => DiskPreset.All.Select(disk => (Profile: Profile.Named(name)!, policy, disk))));

        // Whole, independent machines side by side: what they find does not depend on it.
        var cells = combinations.AsParallel().AsOrdered().SelectMany(at =>
        {
            var found = VersionTable.Fill(at.Profile, at.policy, at.disk, seeds);
            _terminal.Error.WriteLine($"{at.Profile.Name}, {Story.PolicyName(at.policy)}, {at.disk.Name}: {string.Join(", ", found.Select(cell => $"{VersionsPage.CrashName(cell.Crash)} {cell.Loss.Word}"))}");
            return found;
        }).ToList();
        cells = [.. VersionTable.Shrunk(cells, ShrinkRuns)];
        cells.ForEach(cell => Keep(cell, folder));
        Report(parsed, cells, folder);
        return cells.Exists(cell => cell.Profile == Profile.Hardened.Name && cell.Loss.Badness > 0) ? ExitCode.Found : ExitCode.Good;
    }

    private void Report(ParseResult parsed, List<VersionCell> cells, string folder)
    {
        if (parsed.GetValue(_html) is { } html)
        {
            File.WriteAllText(html, VersionsPage.Of(cells, cell => ReplayLine(cell, folder)));
        }

        if (parsed.GetValue(_json))
        {
            _terminal.Output.WriteLine(JsonSerializer.Serialize(cells.Select(cell => VersionsPage.Data(cell, it => ReplayLine(it, folder))), Format));
            return;
        }

        foreach (var profile in cells.GroupBy(cell => cell.Profile))
        {
            var disks = profile.Select(cell => cell.Disk).Distinct().ToList();
            _terminal.Output.WriteLine($"{profile.Key,-22} {string.Join(' ', disks.Select(disk => $"{disk,-14}"))}".TrimEnd());
            foreach (var row in profile.GroupBy(cell => (cell.Policy, cell.Crash)).OrderBy(row => row.Key.Policy).ThenBy(row => Array.IndexOf([.. VersionTable.CrashKinds], row.Key.Crash)))
            {
                _terminal.Output.WriteLine($"  {Story.PolicyName(row.Key.Policy),-8} {VersionsPage.CrashName(row.Key.Crash),-11} {string.Join(' ', row.Select(cell => $"{cell.Loss.Word,-14}"))}".TrimEnd());
            }
        }

        var broken = cells.Count(cell => cell.Loss.Badness > 0);
        _terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cells.Count} cells, {broken} with a loss that the policy does not allow; their plans are in {folder}"));
    }

    private static void Keep(VersionCell cell, string folder)
    {
        if (cell.Minimal is { } plan)
        {
            _ = Directory.CreateDirectory(folder);
            File.WriteAllText(PathOf(cell, folder), PlanFile.Write(plan));
        }
    }

    private static string? ReplayLine(VersionCell cell, string folder) => cell.Minimal is null ? null : BugBase.ReplayLine(PathOf(cell, folder));

    private static string PathOf(VersionCell cell, string folder) =>
        Path.Combine(folder, $"{cell.Profile}.{Story.PolicyName(cell.Policy)}.{VersionsPage.CrashName(cell.Crash).Replace(' ', '-')}.{cell.Disk}.json").Replace('\\', '/');
}
