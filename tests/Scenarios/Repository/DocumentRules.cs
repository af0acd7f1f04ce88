using System.Text.RegularExpressions;

namespace Tests.Scenarios.Repository;

/// <summary>The rules for documents. Each returns its complaints.</summary>
internal static partial class DocumentRules
{
    public const int MaxReadmeLines = 120;

    /// <summary>The fields of a finding, in this order.</summary>
    public static readonly string[] Fields = ["Symptom", "Versions", "Reproduce", "Test", "Switch"];

    /// <summary>Folders whose paths are named in code spans, and must exist.</summary>
    private static readonly string[] Folders = ["src/", "tests/", "mutation/", "samples/", "bench/", "docs/", ".ci/"];

    /// <summary>A link leads to a file of the repository, and to an existing heading in it.</summary>
    public static IEnumerable<string> BrokenLinks(
        MarkdownDocument document, Func<string, bool> exists, Func<string, IEnumerable<string>> anchorsOf)
    {
        foreach (var link in document.Links)
        {
            var (file, anchor) = link.Split('#') is [var before, var behind] ? (before, behind) : (link, "");
            var target = file.Length == 0 ? document.Path : Resolved(document.Path, file);
            if (!exists(target) || (anchor.Length > 0 && !anchorsOf(target).Contains(anchor)))
            {
                yield return $"{document.Path}: {link}";
            }
        }
    }

    /// <summary>A path in a code span names a file or a folder of the repository.</summary>
    public static IEnumerable<string> BrokenPaths(MarkdownDocument document, Func<string, bool> exists) =>
        from span in document.CodeSpans
        where Array.Exists(Folders, folder => span.StartsWith(folder, StringComparison.Ordinal))
        where PathLike().IsMatch(span) && !exists(span)
        select $"{document.Path}: {span}";

    /// <summary>A section with one field of a finding has all of them, in order.</summary>
    public static IEnumerable<string> UnevenFindings(MarkdownDocument document)
    {
        foreach (var section in string.Join('\n', document.Prose).Split("\n### ").Skip(1))
        {
            var fields = Field().Matches(section).Select(match => match.Groups[1].Value);
            if (!fields.SequenceEqual(Fields))
            {
                yield return $"{document.Path}: {section.Split('\n')[0]}: {string.Join(", ", fields)}";
            }
        }
    }

    private static string Resolved(string from, string link)
    {
        var parts = from.Split('/')[..^1].ToList();
        foreach (var part in link.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_./-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex PathLike();

    [GeneratedRegex(@"(?m)^- \*\*(\w+)\*\*:", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
