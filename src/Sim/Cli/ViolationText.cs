using System.Globalization;
using Sim.Explore;

namespace Sim.Cli;

/// <summary>Violations for a person: first the line that shows it again, then the story; of many, the story of the first.</summary>
internal static class ViolationText
{
    /// <summary>A defect that every seed meets needs no thousand lines.</summary>
    private const int MostLines = 10;

    internal static void Write(TextWriter output, IReadOnlyList<SeedResult> results, ViolationFolder folder)
    {
        if (results.Count == 0)
        {
            return;
        }

        foreach (var result in results.Take(MostLines))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"VIOLATION, seed {result.Seed}: {result.Verdict.Violation!.Summary}"));
            output.WriteLine($"  {folder.ReplayLine(result.Seed)}");
        }

        if (results.Count > MostLines)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {results.Count - MostLines} more, kept beside these"));
        }

        output.WriteLine();
        foreach (var line in results[0].Verdict.Violation!.Story)
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }
}
