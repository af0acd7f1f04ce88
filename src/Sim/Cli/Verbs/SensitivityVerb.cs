using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Aof.KnownDefects;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Machine.Workers;
using Sim.Search;

namespace Sim.Cli.Verbs;

/// <summary>sensitivity: how soon ordinary seeds find each known defect, switched on alone.</summary>
internal sealed class SensitivityVerb
{
    private const string None = "(none)";
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NewLine = "\n",
    };

    private readonly Terminal terminal;
    private readonly Option<string[]> defects = new("--defect")
    {
        Description = "only these (default: every one, and none)",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<ulong?> starts =
        OptionFactory.Count("--starts", "how many searches a defect; what is shown is their median (default: 3)");
    private readonly Option<ulong?> atMost =
        OptionFactory.Count("--at-most", "how many seeds a search runs at most (default: 1000)");
    private readonly Option<ulong?> from = OptionFactory.Count(
        "--from", "the seed that the first search begins at; each further one begins a million later (default: 1)");
    private readonly Option<bool> every = new("--every-defect")
    {
        Description = "exit 1 as well when one is not found by every search, and name it",
    };
    private readonly Option<bool> json = new("--json") { Description = "print every search as JSON" };

    private SensitivityVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new SensitivityVerb(terminal);
        var command = new Command("sensitivity",
            "Show how many seeds it takes to find each known defect. Exit 1 when something is found with none of them "
            + "switched on.")
        {
            verb.defects, verb.starts, verb.atMost, verb.from, verb.every, verb.json,
        };
        _ = verb.defects.AcceptOnlyFromAmong([.. Enum.GetNames<Defect>(), ""]);
        command.SetAction(parsed => Interrupt.Run(terminal, cancel => verb.Run(parsed, cancel)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        var names = parsed.GetValue(defects) is { Length: > 0 } asked ? asked : [.. Enum.GetNames<Defect>(), ""];
        var all = Searches(parsed, names, cancel);
        if (parsed.GetValue(json))
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(all.Select(Flat), Format));
        }

        var missed = all.Where(search => search.Defect.Length > 0 && search.Failure is null).Select(
            search => search.Defect).Distinct().ToList();
        if (parsed.GetValue(every) && missed.Count > 0)
        {
            terminal.Complain($"not found by every search: {string.Join(", ", missed)}");
            return ExitCode.Found;
        }

        return all.Any(search => search.Defect.Length == 0 && search.Failure is not null)
            ? ExitCode.Found
            : ExitCode.Good;
    }

    /// <summary>Searches in parallel. Results do not depend on the number of threads.</summary>
    private List<DefectSearch> Searches(ParseResult parsed, IReadOnlyList<string> names, CancellationToken cancel)
    {
        var (starts, atMost, from) = ((int)(parsed.GetValue(this.starts) ?? 3),
            (int)(parsed.GetValue(this.atMost) ?? 1000), parsed.GetValue(this.from) ?? 1);
        var isTable = !parsed.GetValue(json);
        if (isTable)
        {
            Row("defect", "found", "seeds", "seconds", "steps", "shrinking");
        }

        List<(string Name, ulong First)> searches = [.. names.SelectMany(
            name => Enumerable.Range(0, starts).Select(n => (name, from + ((ulong)n * 1_000_000))))];
        var all = new List<DefectSearch>();
        WorkerPool.ForEach(searches, search => Sensitivity.For(search.Name, search.First, atMost), (_, found) =>
        {
            all.Add(found);
            if (isTable && all.Count % starts == 0)
            {
                Show([.. all.TakeLast(starts)], atMost);
            }
        }, cancel);
        return all;
    }

    private void Row(params string[] cells) =>
        terminal.Output.WriteLine($"{cells[0],-28} {cells[1],7} {cells[2],7} {cells[3],9} {cells[4],7} {cells[5],10}");

    private void Show(DefectSearch[] searches, int atMost)
    {
        var culture = CultureInfo.InvariantCulture;
        var name = searches[0].Defect;
        var found = searches.Where(search => search.Failure is not null).ToList();
        Row(
            name.Length == 0 ? None : name,
            string.Create(culture, $"{found.Count}/{searches.Length}"),
            found.Count == 0
                ? string.Create(culture, $">{atMost}")
                : Median(found.Select(search => (double)search.Seeds)).ToString("F0", culture),
            Median(searches.Select(search => search.Elapsed.TotalSeconds)).ToString("F2", culture),
            found.Count == 0
                ? ""
                : Median(found.Select(search => (double)search.Failure!.Minimal.Steps.Count)).ToString("F0", culture),
            found.Count == 0
                ? ""
                : Median(found.Select(search => search.ShrinkElapsed.TotalSeconds)).ToString("F2", culture) + " s");
    }

    private static object Flat(DefectSearch search) => new
    {
        search.Defect,
        search.FirstSeed,
        search.Seeds,
        Seconds = search.Elapsed.TotalSeconds,
        Kind = search.Failure?.Kind,
        Steps = search.Failure?.Minimal.Steps.Count,
        Faults = search.Failure?.Minimal.Faults.Count,
        search.ShrinkRuns,
        ShrinkSeconds = search.ShrinkElapsed.TotalSeconds,
    };

    /// <summary>The median; of an even number of values the lower one.</summary>
    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[(sorted.Count - 1) / 2];
    }
}
