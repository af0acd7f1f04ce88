using Sim.Findings;
using Sim.Search;

namespace Sim.Cli.Output;

/// <summary>
/// Violations for a person, one of each kind, with its replay line. The report of the first one comes last, where it
/// stays on the screen.
/// </summary>
internal static class ViolationText
{
    /// <summary>A program with many violations needs no thousand lines.</summary>
    private const int MaxLines = 10;

    internal static void Write(TextWriter output, IReadOnlyList<SeedResult> results, KeptFailures findings)
    {
        if (results.Count + findings.Known.Count > 0)
        {
            output.WriteLine();
        }

        WriteKnown(output, findings.Known);
        if (results.Count == 0)
        {
            return;
        }

        var kinds = results.GroupBy(result => result.Failure!.Kind).ToList();
        foreach (var kind in kinds.Take(MaxLines))
        {
            var first = kind.First();
            var more = kind.Count() - 1;
            output.WriteLine(
                Invariant($"VIOLATION, {(first.IsChanged ? "run" : "seed")} ") +
                Invariant($"{first.Seed}{(more > 0 ? $" and {more} more" : "")}: {first.Failure!.Violation.Summary}"));
            output.WriteLine($"  {findings.ReplayLine(first.Seed)}");
        }

        if (kinds.Count > MaxLines)
        {
            output.WriteLine(
                Invariant($"and {kinds.Count - MaxLines} more kinds, kept beside these"));
        }

        output.WriteLine("Beside each plan, an .html of the same name draws its run.");
        output.WriteLine();
        foreach (var line in results[0].Failure!.Violation.Story)
        {
            output.WriteLine(line);
        }
    }

    private static void WriteKnown(TextWriter output, IReadOnlyList<KnownFailure> known)
    {
        foreach (var failure in known.Where(failure => failure.Fails))
        {
            output.WriteLine($"KNOWN, still fails: {failure.Summary}");
            output.WriteLine($"  {BugBase.ReplayLine(failure.Path)}");
        }

        foreach (var failure in known.Where(failure => !failure.Fails))
        {
            output.WriteLine($"known, no longer fails: {failure.Path}");
        }
    }
}
