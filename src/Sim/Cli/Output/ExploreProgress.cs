using Sim.Search;
using Spectre.Console;

namespace Sim.Cli.Output;

/// <summary>
/// Shows the progress of an exploration: a table that is updated in place on a terminal, or a line now and then
/// elsewhere.
/// </summary>
internal static class ExploreProgress
{
    /// <summary>The time between two plain lines.</summary>
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    /// <summary>Runs an exploration while showing it.</summary>
    internal static ExploreSummary Watch(Terminal terminal, Func<Action<ExploreSummary>, ExploreSummary> run) =>
        terminal.Live is { } screen ? OnScreen(screen, run) : AsLines(terminal.Error, run);

    private static ExploreSummary OnScreen(IAnsiConsole screen, Func<Action<ExploreSummary>, ExploreSummary> run) =>
        screen.Live(new Text("starting")).AutoClear(true).Start(
        live => run(summary => live.UpdateTarget(Table(summary))));

    private static Table Table(ExploreSummary summary)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("what").AddColumn("how much");
        foreach (var (label, value) in SummaryText.Rows(Tally.Of(summary), faultKinds: false))
        {
            _ = table.AddRow(new Text(label), new Text(value));
        }

        return table;
    }

    private static ExploreSummary AsLines(TextWriter error, Func<Action<ExploreSummary>, ExploreSummary> run)
    {
        var next = LineEvery;
        return run(summary =>
        {
            if (summary.Elapsed >= next)
            {
                error.WriteLine(SummaryText.Line(Tally.Of(summary)));
                next = summary.Elapsed + LineEvery;
            }
        });
    }
}
