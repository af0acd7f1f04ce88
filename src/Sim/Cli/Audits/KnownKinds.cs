using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>The kinds of failures of an earlier check: only new ones count.</summary>
internal sealed class KnownKinds
{
    private const string FileName = "kinds.txt";

    private readonly SortedSet<string> known = new(StringComparer.Ordinal);
    private readonly string folder;

    /// <summary>Reads the kinds.</summary>
    /// <param name="baseline">The file; null for none.</param>
    /// <param name="folder">The folder of the kept failures, where the kinds of this check go.</param>
    internal KnownKinds(string? baseline, string folder)
    {
        this.folder = folder;
        known.UnionWith(baseline is null ? [] : File.ReadAllLines(baseline).Where(line => line.Length > 0));
    }

    internal bool IsNew(string kind) => !known.Contains(kind);

    /// <summary>The verdict in words.</summary>
    internal string Verdict(IReadOnlyList<string> kinds) =>
        kinds.Count == 0 ? "every promise was kept"
        : known.Count == 0 ? Invariant($"{kinds.Count} kinds of failures")
        : Invariant($"{kinds.Count(IsNew)} new kinds of failures");

    /// <summary>Reports the verdict, and returns the exit code.</summary>
    internal int Report(IReadOnlyList<string> kinds, Terminal terminal)
    {
        foreach (var kind in known)
        {
            terminal.Output.WriteLine((kinds.Contains(kind) ? "known: " : "no longer found: ") + kind);
        }

        if (kinds.Count > 0)
        {
            _ = Directory.CreateDirectory(folder);
            File.WriteAllLines(Path.Combine(folder, FileName), kinds.Order(StringComparer.Ordinal));
        }

        terminal.Output.WriteLine(Verdict(kinds));
        return kinds.Any(IsNew) ? ExitCode.Found : ExitCode.Good;
    }
}
