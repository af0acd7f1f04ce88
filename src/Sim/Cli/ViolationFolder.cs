using System.Globalization;
using Sim.Explore;
using Sim.Report;

namespace Sim.Cli;

/// <summary>
/// Where violations are kept: a plan file each, and beside it a page that shows the run. A defect that every seed meets fills no disk: the first
/// so many have a page, and <c>report</c> draws that of any other. The folder is made when the first one comes.
/// </summary>
internal sealed class ViolationFolder(string directory)
{
    private const int MostPages = 100;

    private int pages;

    internal void Keep(ulong seed, Plan plan)
    {
        _ = Directory.CreateDirectory(directory);
        File.WriteAllText(PathOf(seed), PlanFile.Write(plan));
        if (++pages <= MostPages)
        {
            File.WriteAllText(Path.ChangeExtension(PathOf(seed), ".html"), ReportPage.Of(plan, ReplayLine(seed)).Text);
        }
    }

    /// <summary>The one line that shows a violation again.</summary>
    internal string ReplayLine(ulong seed) => ReplayLine(PathOf(seed));

    /// <summary>The line that shows a seed's or a kept plan's run again.</summary>
    internal static string ReplayLine(string what) => $"dotnet run -c Release --project src/Sim -- replay {Quoted(what)}";

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    private string PathOf(ulong seed) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"violation-{seed}.json")).Replace('\\', '/');
}
