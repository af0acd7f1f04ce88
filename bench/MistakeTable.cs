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

    /// <summary>Prints the table, row by row.</summary>
    /// <param name="output">Where to.</param>
    public static int Run(TextWriter output)
    {
        var disks = DiskPreset.All.Where(disk => disk.KeepsItsWord).ToList();
        output.WriteLine("| mistake | " + string.Join(" | ", disks.Select(disk => disk.Name)) + " |");
        output.WriteLine("|---" + string.Concat(Enumerable.Repeat("|---", disks.Count)) + "|");
        foreach (var mistake in Enum.GetValues<Mistake>().Where(mistake => mistake != Mistake.None))
        {
            var cells = disks.Select(disk => Cell(mistake, disk));
            output.WriteLine($"| {MistakeWords.Of(mistake)} | " + string.Join(" | ", cells) + " |");
            output.Flush();
        }

        return 0;
    }

    /// <summary>The seed that found it, of twenty; empty when none did.</summary>
    private static string Cell(Mistake mistake, DiskPreset disk)
    {
        var report = CrashTest.Run(
            MistakenStoreTest.Of(mistake), new CrashTestOptions { Seeds = Seeds, Disks = [disk] });
        return report.Failure is { Kind: not CrashFailureKind.Vacuous } ? Invariant($"{report.Seeds}") : "";
    }
}
