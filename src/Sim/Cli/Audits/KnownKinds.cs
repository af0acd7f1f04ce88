using Sim.Cli.Options;
using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>The kinds of failures of an earlier check: only new ones count.</summary>
internal sealed class KnownKinds
{
    private const string FileName = "kinds.txt";

    private readonly SortedSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Reads the kinds, and makes the folder.</summary>
    /// <param name="baseline">The file; null for none.</param>
    /// <param name="folder">The folder of the kept failures, where the kinds of this check go.</param>
    internal KnownKinds(string? baseline, string folder)
    {
        _ = Directory.CreateDirectory(folder);
        Folder = folder;
        known.UnionWith(baseline is null ? [] : InputFile.ReadText(baseline).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>The folder of the kept failures.</summary>
    internal string Folder { get; }

    /// <summary>
    /// False when the program acknowledged nothing: then a check that finds nothing has tried nothing.
    /// </summary>
    internal required bool HasPromises { get; init; }

    internal bool IsNew(string kind) => !known.Contains(kind);

    /// <summary>The exit code.</summary>
    internal int ExitCode(IReadOnlyCollection<string> kinds) =>
        kinds.Any(IsNew) ? Output.ExitCode.Found : HasPromises ? Output.ExitCode.Good : Output.ExitCode.BadUsage;

    /// <summary>The verdict in words.</summary>
    internal string Verdict(IReadOnlyCollection<string> kinds) =>
        ExitCode(kinds) == Output.ExitCode.BadUsage
            ? "nothing was acknowledged, so no promise was tried: the program must say what it promises"
        : kinds.Count == 0 ? "every promise was kept"
        : Quantity.Of(kinds.Count(IsNew), known.Count == 0 ? "kind of failure" : "new kind of failure",
            known.Count == 0 ? "kinds of failures" : "new kinds of failures");

    /// <summary>Reports the verdict, and returns the exit code.</summary>
    internal int Report(IReadOnlyCollection<string> kinds, Terminal terminal)
    {
        foreach (var kind in known)
        {
            terminal.Output.WriteLine((kinds.Contains(kind) ? "known: " : "no longer found: ") + kind);
        }

        if (kinds.Count > 0)
        {
            File.WriteAllLines(Path.Combine(Folder, FileName), kinds.Order(StringComparer.Ordinal));
        }

        var code = ExitCode(kinds);
        (code == Output.ExitCode.BadUsage ? terminal.Complain : (Action<string>)terminal.Output.WriteLine)(
            Verdict(kinds));
        return code;
    }
}
