using Sim.Machine.CrashTesting;
using Sim.Machine.Disk;
using Tests.Scenarios.Library.Mistakes;

namespace Bench;

/// <summary>
/// Which classic mistakes of stores CrashTest finds on which disk, as a table in Markdown: docs/mistakes.md.
/// </summary>
internal static class MistakeTable
{
    private const int Seeds = 20;

    /// <summary>Prints the table, row by row. Returns 1 when a row is not in the document.</summary>
    /// <param name="document">The document; null for none.</param>
    /// <param name="output">Where to.</param>
    public static int Run(string? document, TextWriter output)
    {
        var known = document is null ? null : File.ReadAllLines(document);
        var wrong = new List<string>();
        foreach (var row in Rows())
        {
            output.WriteLine(row);
            output.Flush();
            wrong.AddRange(known is null || known.Contains(row) ? [] : [row]);
        }

        wrong.ForEach(row => output.WriteLine($"{document} does not have this row: {row}"));
        return wrong.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Rows()
    {
        var disks = DiskPreset.All.Where(disk => disk.KeepsItsWord).ToList();
        yield return "| mistake | " + string.Join(" | ", disks.Select(disk => disk.Name)) + " |";
        yield return "|---" + string.Concat(Enumerable.Repeat("|---", disks.Count)) + "|";
        foreach (var mistake in Enum.GetValues<Mistake>().Where(mistake => mistake != Mistake.None))
        {
            var cells = disks.Select(disk => Cell(mistake, disk));
            yield return $"| {MistakeWords.Of(mistake)} | " + string.Join(" | ", cells) + " |";
        }
    }

    /// <summary>The seed that found it, of twenty; empty when none did.</summary>
    private static string Cell(Mistake mistake, DiskPreset disk)
    {
        var report = CrashTest.Run(
            MistakenStoreTest.Of(mistake), new CrashTestOptions { Seeds = Seeds, Disks = [disk] });
        return report.Failure is { Kind: not CrashFailureKind.Vacuous } ? Invariant($"{report.Seeds}") : "";
    }
}
