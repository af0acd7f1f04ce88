using Sim.Cli.Output;
using Sim.Report;

namespace Sim.Cli.Audits;

/// <summary>The result of an audit as a page: what its script reads.</summary>
/// <param name="Title">The record.</param>
/// <param name="Notes">What was tried.</param>
/// <param name="Settings">Each as a name and a value.</param>
/// <param name="Failures">The kinds of failures, the most honest disk first.</param>
internal sealed record AuditPage(
    string Title, string Notes, IReadOnlyList<IReadOnlyList<string>> Settings, IReadOnlyList<AuditStory> Failures)
{
    /// <summary>The name of the page in the folder of the failures.</summary>
    internal const string FileName = "report.html";

    /// <summary>True when every promise was kept.</summary>
    public bool IsKept { get; private init; }

    /// <summary>The verdict.</summary>
    public string Summary { get; private init; } = "";

    /// <summary>Writes the page into the folder of the failures, and reports. Returns the exit code.</summary>
    internal int Report(KnownKinds known, IReadOnlyCollection<string> kinds, Terminal terminal)
    {
        var page = this with
        {
            IsKept = known.ExitCode(kinds) == ExitCode.Good,
            Summary = known.Verdict(kinds),
        };
        var path = Path.Combine(known.Folder, FileName);
        File.WriteAllText(path, PageFile.Of("audit.html", ["dom.js", "audit.js"], page));
        terminal.Output.WriteLine($"the page is {path}");
        return known.Report(kinds, terminal);
    }
}
