using Sim.Report;

namespace Sim.Cli.Audits;

/// <summary>The result of an audit as a page: what its script reads.</summary>
/// <param name="Title">The record.</param>
/// <param name="Summary">The verdict.</param>
/// <param name="Notes">What was tried.</param>
/// <param name="Settings">Each as a name and a value.</param>
/// <param name="Failures">The kinds of failures, the most honest disk first.</param>
internal sealed record AuditPage(
    string Title, string Summary, string Notes, IReadOnlyList<IReadOnlyList<string>> Settings,
    IReadOnlyList<AuditStory> Failures)
{
    /// <summary>The name of the page in the folder of the failures.</summary>
    internal const string FileName = "report.html";

    /// <summary>The page, as HTML.</summary>
    internal string Html() => PageFile.Of("audit.html", ["dom.js", "audit.js"], this);

    /// <summary>Writes the page into a folder, and returns its path.</summary>
    internal string Write(string folder)
    {
        _ = Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path, Html());
        return path;
    }
}
