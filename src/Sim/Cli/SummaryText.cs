using System.Globalization;
using Sim.Explore;

namespace Sim.Cli;

/// <summary>What an exploration found, as lines for a person.</summary>
internal static class SummaryText
{
    /// <summary>Label and value of each line, in the order in which they are shown.</summary>
    /// <param name="summary">What was found.</param>
    /// <param name="faultKinds">False leaves the kinds of faults out, for a screen that they would not fit on.</param>
    internal static IEnumerable<(string Label, string Value)> Rows(ExploreSummary summary, bool faultKinds)
    {
        yield return ("seeds", Number(summary.Seeds));
        yield return ("crash states verified", Number(summary.States));
        yield return ("distinct images", Number(summary.DistinctImages));
        yield return ("faults injected", Number(summary.Faults.Sum(fault => fault.Count)));
        foreach (var (kind, count) in faultKinds ? summary.Faults : [])
        {
            yield return ($"  {kind}", Number(count));
        }

        yield return ("simulated time", Duration.Words(Microseconds(summary.SimulatedUs)));
        yield return ("real time", Duration.Words(summary.Elapsed));
        yield return ("rate", $"{Number(PerSecond(summary.States, summary.Elapsed))} crash states/s, {Number(PerSecond(summary.Seeds, summary.Elapsed))} seeds/s");
        yield return ("largest everysec loss", Duration.Words(Microseconds(summary.LargestWindowUs)));
        yield return ("start refused, rightly", Number(summary.Refused));
        yield return ("damage beyond detection", Number(summary.Undetectable));
        yield return ("rotten bits", $"{Number(summary.Rotten)}, of which {Number(summary.RotUndetected)} beyond detection");
        yield return ("violations", Number(summary.Violations.Count));
    }

    internal static void Write(TextWriter output, ExploreSummary summary)
    {
        var rows = Rows(summary, faultKinds: true).ToArray();
        var width = rows.Max(row => row.Label.Length);
        foreach (var (label, value) in rows)
        {
            output.WriteLine($"{label.PadRight(width)}  {value}");
        }
    }

    /// <summary>The run so far in one line.</summary>
    internal static string Line(ExploreSummary summary) =>
        $"{Duration.Words(summary.Elapsed)}: {Number(summary.Seeds)} seeds, {Number(summary.States)} crash states"
        + $" ({Number(PerSecond(summary.States, summary.Elapsed))}/s), {Number(summary.Violations.Count)} violations";

    /// <summary>Whole events per second; a time too short to measure counts as a millisecond.</summary>
    internal static long PerSecond(long count, TimeSpan elapsed) => count * 1000 / Math.Max(1, (long)elapsed.TotalMilliseconds);

    private static TimeSpan Microseconds(long us) => TimeSpan.FromMicroseconds(us);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
