using System.CommandLine;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Search;

namespace Sim.Cli.Verbs;

/// <summary>
/// census: counts what a range of seeds contains, and fails when something never occurs or occurs too often.
/// </summary>
internal sealed class CensusVerb
{
    private static readonly SeedRange DefaultSeeds = new(1, 1000);

    /// <summary>What one seed in two hundred has is missing in fewer seeds than this by chance.</summary>
    private const ulong FewestToJudge = 1000;

    private const int LineWidth = 100;

    private readonly Terminal terminal;
    private readonly Option<SeedRange?> seeds =
        OptionFactory.Seeds("--seeds", "the seeds to look at, both ends included (default: 1..1000)");

    private readonly Option<bool> pairs = new("--pairs")
    {
        Description = "also count which struck calls and events occur together in one run, rarest first",
    };

    private CensusVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new CensusVerb(terminal);
        var command = new Command("census",
            "Count what the runs of seeds contain. Exit 1 when, in 1000 seeds or more, something never occurs, or a "
            + "feature is on in less than a fifth or more than four fifths of them.")
        {
            verb.seeds, verb.pairs,
        };
        command.SetAction(parsed => Interrupt.Run(terminal, cancel => verb.Run(parsed, cancel)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        var seeds = parsed.GetValue(this.seeds) ?? DefaultSeeds;
        var census = Census.Of(seeds.First, seeds.Count, cancel);
        var rows = census.Rows;
        foreach (var sort in rows.GroupBy(row => row.Sort))
        {
            terminal.Output.WriteLine(sort.Key + ":");
            foreach (var line in Lines(sort.Select(row => Share(row, seeds.Count))))
            {
                terminal.Output.WriteLine("  " + line);
            }
        }

        if (parsed.GetValue(pairs))
        {
            PrintPairs(census.Pairs.Rarest);
        }

        if (seeds.Count < FewestToJudge)
        {
            terminal.Output.WriteLine(Invariant($"fewer than {FewestToJudge} seeds are counted and not judged"));
            return ExitCode.Good;
        }

        var wrong = rows.Where(row => !row.IsRight).ToList();
        foreach (var row in wrong)
        {
            terminal.Output.WriteLine(
                Invariant($"WRONG: {row.Sort} {row.Name} is in {row.Seeds} of {seeds.Count} seeds, and should be in ") +
                    Invariant($"{row.Least} to {row.Most}"));
        }

        return wrong.Count == 0 ? ExitCode.Good : ExitCode.Found;
    }

    private void PrintPairs(IReadOnlyList<(string First, string Second, int Seeds)> rarest)
    {
        terminal.Output.WriteLine(Invariant(
            $"pairs: {rarest.Count(pair => pair.Seeds > 0)} of {rarest.Count} occur in one run; seeds with both:"));
        foreach (var (first, second, together) in rarest)
        {
            terminal.Output.WriteLine(Invariant($"  {together,6}  {first} + {second}"));
        }
    }

    private static IEnumerable<string> Lines(IEnumerable<string> words)
    {
        var line = "";
        foreach (var word in words)
        {
            if (line.Length > 0 && line.Length + 2 + word.Length > LineWidth)
            {
                yield return line + ",";
                line = "";
            }

            line += line.Length == 0 ? word : ", " + word;
        }

        yield return line;
    }

    private static string Share(CensusRow row, ulong seeds) =>
        Invariant($"{row.Name} {100.0 * row.Seeds / seeds:0.#}%");
}
