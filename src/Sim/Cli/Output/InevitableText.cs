using Sim.Search;
using Spectre.Console;

namespace Sim.Cli.Output;

/// <summary>
/// The likelihood of a violation at each moment of its run: one bar a moment, coloured on a terminal and plain
/// elsewhere.
/// </summary>
internal sealed class InevitableText(Terminal terminal, int branches)
{
    private const int BarWidth = 20;
    private const int MaxWords = 72;

    private bool begun;

    internal void Row(BranchPoint point)
    {
        if (!begun)
        {
            terminal.Output.WriteLine(

                    Invariant($"from each moment on, {branches} branches with other seeds; the bar is the share of ") +
                    $"them that fails");
            begun = true;
        }

        var words = point.What.Length <= MaxWords ? point.What : point.What[..MaxWords] + "...";
        if (terminal.Live is { } screen)
        {
            var colour = point.Failed == branches ? Color.Red : point.Failed == 0 ? Color.Green : Color.Yellow;
            screen.Write(new Text(Moment(point) + " "));
            screen.Write(new Text(Bar(point), new Style(colour)));
            screen.Write(new Text($" {words}\n"));
        }
        else
        {
            terminal.Output.WriteLine($"{Moment(point)} {Bar(point)} {words}");
        }
    }

    internal void Conclusion(Inevitability found)
    {
        if (found.Moments > found.Points.Count)
        {
            terminal.Output.WriteLine(
                Invariant($"(of {found.Moments} moments {found.Points.Count} were tried)"));
        }

        terminal.Output.WriteLine($"{found.Kind} {Words(found)}");
    }

    private static string Words(Inevitability found)
    {
        if (found.CertainAfter is not { } certain)
        {
            return "is certain at no moment: to the end some branches escape";
        }

        var before = found.Points.TakeWhile(point => point != certain).LastOrDefault();
        return before is null
            ? "is certain from the start: no seed avoids it"
            : Invariant($"is certain after {Moment(certain).Trim()}, {certain.What}; from the one above it, ") +
                Invariant($"{found.Branches - before.Failed} of {found.Branches} branches escape");
    }

    private string Bar(BranchPoint point) =>
        new string('#', BarWidth * point.Failed / branches).PadRight(BarWidth, '.') + Invariant(
            $" {100 * point.Failed / branches,3} %");

    private static string Moment(BranchPoint point) =>
        Invariant($"{point.AtUs / 1_000_000,4}.{point.AtUs % 1_000_000:d6}s");
}
