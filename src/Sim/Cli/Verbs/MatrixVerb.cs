using System.CommandLine;
using System.Globalization;
using System.Text;
using Aof.KnownDefects;
using Sim.Cli.Output;
using Sim.Machine.Faults;
using Sim.Matrix;
using Sim.Run;

namespace Sim.Cli.Verbs;

/// <summary>matrix: the outcome of every fault at every call, and the reasons for empty cells.</summary>
internal sealed class MatrixVerb
{
    private static readonly FaultOutcome[] Outcomes = Enum.GetValues<FaultOutcome>();

    private static readonly (LogLayout Layout, string Words)[] Layouts =
        [(LogLayout.SingleFile, "A log of one file:"), (LogLayout.MultiPart, "A log of several files:")];

    private readonly Terminal terminal;
    private readonly Option<bool> faults = new("--faults")
    {
        Description = "call site x fault x outcome; the only matrix so far, and the default",
    };
    private readonly Option<bool> second = new("--second")
    {
        Description = "instead, inject a second fault at each call that is made only because of the first",
    };
    private readonly Option<bool> reasons = new("--reasons") { Description = "print why each empty cell is empty" };

    private MatrixVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new MatrixVerb(terminal);
        var command = new Command("matrix",
            "Inject every fault at every call, alone, and show the outcomes. Exit 1 when a cell is empty and "
            + "nothing explains it, or a promise broke.")
        {
            verb.faults, verb.second, verb.reasons,
        };
        command.SetAction(parsed => Interrupt.Run(terminal, cancel => verb.Run(parsed, cancel)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        var broken = 0;
        foreach (var (layout, words) in Layouts)
        {
            terminal.Output.WriteLine(words);
            broken += parsed.GetValue(second) ? Second(layout, Tried) : First(layout, parsed.GetValue(reasons), Tried);
        }

        return broken == 0 ? ExitCode.Good : ExitCode.Found;

        void Tried(FaultSite site)
        {
            cancel.ThrowIfCancellationRequested();
            terminal.Error.WriteLine($"trying {site}");
        }
    }

    private int Second(LogLayout layout, Action<FaultSite> progress)
    {
        var faults = SecondFaults.Fill(layout, FaultMatrix.Sites(layout), progress);
        foreach (var (plan, violation) in faults.Broken)
        {
            terminal.Output.WriteLine($"VIOLATION: {violation.Summary}");
            terminal.Output.WriteLine($"  {string.Join("; ", plan.Faults)} (seed {plan.Seed}, {plan.Config.Policy})");
        }

        terminal.Output.WriteLine(
            Invariant($"{faults.Second} second faults injected after {faults.First} first ones, ") +
            Invariant($"{faults.Broken.Count} violations"));
        return faults.Broken.Count;
    }

    private int First(LogLayout layout, bool withReasons, Action<FaultSite> progress)
    {
        var matrix = FaultMatrix.Fill(layout, progress);
        var sites = matrix.Cells.Select(cell => cell.Site).Distinct().ToList();
        var output = terminal.Output;
        output.WriteLine(
            "S survived, R refused, F fatal; . explained, ? neither reached nor explained, ! reached "
            + "despite its explanation");
        var wrong = Table(matrix, sites);
        foreach (var reason in withReasons ? Reasons(layout, sites) : [])
        {
            output.WriteLine(reason);
        }

        foreach (var violation in matrix.Violations)
        {
            output.WriteLine($"VIOLATION: {violation.Summary}");
        }

        output.WriteLine(
            Invariant($"{matrix.Cells.Sum(cell => cell.Outcomes.Values.Sum())} faults injected, ") +
                Invariant($"{matrix.Cells.Sum(cell => cell.Outcomes.Count)} cells reached, {wrong} unexplained, ") +
                Invariant($"{matrix.Violations.Count} violations"));
        return wrong + matrix.Violations.Count;
    }

    /// <summary>Prints the table, and returns the number of unexplained letters.</summary>
    private int Table(FaultMatrix matrix, IReadOnlyList<FaultSite> sites)
    {
        var width = sites.Max(site => site.ToString().Length);
        terminal.Output.WriteLine(
            new string(' ', width) + string.Concat(FaultColumn.All.Select(column => $"  {column.Name,-6}")));
        var wrong = 0;
        foreach (var site in sites)
        {
            var line = new StringBuilder(site.ToString().PadRight(width));
            for (var column = 0; column < FaultColumn.All.Count; column++)
            {
                var letters = Letters(matrix, site, FaultColumn.All[column]);
                wrong += letters.Count(letter => letter is '?' or '!');
                _ = line.Append(CultureInfo.InvariantCulture, $"  {letters,-6}");
            }

            terminal.Output.WriteLine(line.ToString().TrimEnd());
        }

        return wrong;
    }

    private static string Letters(FaultMatrix matrix, FaultSite site, FaultColumn column)
    {
        var reached = matrix.Cells.FirstOrDefault(cell => cell.Site == site && cell.Column == column)?.Outcomes;
        return string.Concat(
            Outcomes.Select(
                outcome => (reached?.ContainsKey(outcome) ?? false,
                    EmptyCells.Why(matrix.Layout, site, column, outcome) is not null) switch
        {
            (true, false) => outcome.ToString()[0],
            (true, true) => '!',
            (false, true) => '.',
            (false, false) => '?',
        }));
    }

    private static IEnumerable<string> Reasons(LogLayout layout, IEnumerable<FaultSite> sites) =>
        from site in sites
        from column in FaultColumn.All
        from outcome in Outcomes
        let why = EmptyCells.Why(layout, site, column, outcome)
        where why is not null
        select $"{site}, {column.Name}, {outcome.ToString().ToLowerInvariant()}: {why}";
}
