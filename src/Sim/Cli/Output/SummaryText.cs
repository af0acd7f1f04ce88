using System.Globalization;
using Sim.Run;

namespace Sim.Cli.Output;

/// <summary>The results as lines for a person.</summary>
internal static class SummaryText
{
    private const string Violations = "violations";

    /// <summary>Label and value of each line, in the order in which they are shown.</summary>
    /// <param name="tally">The results.</param>
    /// <param name="faultKinds">False omits the kinds of faults and the paths, for a small screen.</param>
    internal static IEnumerable<(string Label, string Value)> Rows(Tally tally, bool faultKinds)
    {
        foreach (var figure in Figure.All)
        {
            yield return (figure.Label, Value(tally, figure));
        }

        var (states, seeds) = (tally.PerSecond(Figure.States), tally.PerSecond(Figure.Seeds));
        yield return ("rate", $"{Number(states)} crash states/s, {Number(seeds)} seeds/s");
        yield return ("faults injected", Number(tally.Faults.Sum(fault => fault.Injected)));
        foreach (var fault in faultKinds ? tally.Faults : [])
        {
            yield return ($"  {fault.Kind}", Number(fault.Injected) + Outcomes(fault));
        }

        yield return ("rare paths taken",
            $"{Number(tally.Hits.Values.Count(count => count > 0))} of {Number(tally.Hits.Count)}");
        foreach (var (probe, count) in faultKinds ? tally.Hits : [])
        {
            yield return ($"  {probe}", Number(count));
        }

        yield return (Violations, Number(tally.Violations));
    }

    /// <summary>Writes the table.</summary>
    /// <param name="output">Receives the lines.</param>
    /// <param name="tally">The results.</param>
    /// <param name="zeros">False omits what did not occur: above a violation, the table must be short.</param>
    internal static void Write(TextWriter output, Tally tally, bool zeros = true)
    {
        var rows = Rows(tally, faultKinds: true).Where(
            row => zeros || row.Value != "0" || row.Label == Violations).ToArray();
        var width = rows.Max(row => row.Label.Length);
        foreach (var (label, value) in rows)
        {
            output.WriteLine($"{label.PadRight(width)}  {value}");
        }
    }

    /// <summary>The run so far in one line.</summary>
    internal static string Line(Tally tally) =>
        $"{Value(tally, Figure.Elapsed)}: {Number(tally[Figure.Seeds])} seeds, {Number(tally[Figure.States])} crash "
        + $"states"
        + $" ({Number(tally.PerSecond(Figure.States))}/s), {Number(tally.Violations)} violations";

    /// <summary>The outcomes; empty for events that hit no call.</summary>
    private static string Outcomes(FaultTally fault) => fault.Survived + fault.Refused + fault.Fatal == 0
        ? ""
        : $" ({Number(fault.Survived)} survived, {Number(fault.Refused)} refused, {Number(fault.Fatal)} fatal)";

    private static string Value(Tally tally, Figure figure) => figure.Microseconds > 0
        ? Duration.Words(TimeSpan.FromMicroseconds(tally[figure] * figure.Microseconds))
        : Number(tally[figure]);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
