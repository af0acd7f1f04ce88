using System.Text.RegularExpressions;

namespace Tests.Scenarios.Repository;

/// <summary>A fenced block of a document.</summary>
/// <param name="Language">The word behind the fence; empty when there is none.</param>
/// <param name="Lines">Its lines, without the indentation of the fence.</param>
internal sealed record FencedBlock(string Language, IReadOnlyList<string> Lines);

/// <summary>A Markdown document: its links, the anchors of its headings, its fenced blocks.</summary>
internal sealed partial class MarkdownDocument
{
    private const string Fence = "```";

    private readonly List<FencedBlock> blocks = [];
    private readonly List<string> prose = [];

    public MarkdownDocument(SourceFile file)
    {
        Path = file.Path;
        var lines = file.Text.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].TrimStart().StartsWith(Fence, StringComparison.Ordinal))
            {
                at = AddBlock(lines, at);
            }
            else
            {
                prose.Add(lines[at]);
            }
        }
    }

    /// <summary>Every document of the repository.</summary>
    public static List<MarkdownDocument> All() =>
    [
        .. from file in RepositoryFiles.Under("")
           where file.Path.EndsWith(".md", StringComparison.Ordinal)
           select new MarkdownDocument(file),
    ];

    /// <summary>Its path from the root of the repository.</summary>
    public string Path { get; }

    /// <summary>The lines outside of blocks.</summary>
    public IReadOnlyList<string> Prose => prose;

    /// <summary>The blocks, in order.</summary>
    public IReadOnlyList<FencedBlock> Blocks => blocks;

    /// <summary>The targets of its links and pictures, without other sites.</summary>
    public IEnumerable<string> Links => prose
        .SelectMany(line => Link().Matches(CodeSpan().Replace(line, "`")))
        .Select(match => match.Groups[1].Value)
        .Where(target => !target.StartsWith("https://", StringComparison.Ordinal));

    /// <summary>The code spans of its prose, without their backticks.</summary>
    public IEnumerable<string> CodeSpans =>
        prose.SelectMany(line => CodeSpan().Matches(line)).Select(match => match.Groups[1].Value);

    /// <summary>The anchor of each heading, as GitHub makes it.</summary>
    public IEnumerable<string> Anchors => prose
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim(), "").Replace(' ', '-').ToLowerInvariant());

    private int AddBlock(string[] lines, int start)
    {
        var indentation = lines[start].IndexOf('`', StringComparison.Ordinal);
        var end = start + 1;
        while (end < lines.Length && lines[end].Trim() != Fence)
        {
            end++;
        }

        var inside = lines[(start + 1)..end].Select(line => line[Math.Min(indentation, line.Length)..]);
        blocks.Add(new FencedBlock(lines[start].Trim()[Fence.Length..].Trim(), [.. inside]));
        return end;
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex("`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInAnchors();
}
