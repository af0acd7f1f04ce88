namespace Tests.Scenarios.Repository;

/// <summary>A command that a document prints.</summary>
/// <param name="Text">The command line.</param>
/// <param name="Output">The part of its output that the document shows.</param>
internal sealed record DocumentedCommand(string Text, IReadOnlyList<string> Output)
{
    private const string Prompt = "$ ";
    private const string Step = "run: ";

    /// <summary>Blocks without commands of this repository; those of redis and cluster are for real ones.</summary>
    private static readonly string[] OtherLanguages = ["csharp", "cs", "xml", "mermaid", "redis", "cluster"];

    /// <summary>The commands of a document, in order. An unknown language is an error: it may hide commands.</summary>
    public static IEnumerable<DocumentedCommand> In(MarkdownDocument document) =>
        document.Blocks.SelectMany(block => block.Language switch
        {
            "console" => Typed(block.Lines),
            "sh" or "bash" => Lines(block.Lines),
            "yaml" => Steps(block.Lines),
            var other when OtherLanguages.Contains(other) => [],
            var other => throw new InvalidOperationException($"{document.Path}: a block of the language '{other}'"),
        });

    private static IEnumerable<DocumentedCommand> Lines(IReadOnlyList<string> lines) =>
        lines.Where(line => line.Length > 0 && line[0] != '#').Select(line => new DocumentedCommand(line, []));

    private static IEnumerable<DocumentedCommand> Typed(IReadOnlyList<string> lines)
    {
        for (var at = 0; at < lines.Count;)
        {
            if (!lines[at].StartsWith(Prompt, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"output without a command: {lines[at]}");
            }

            var behind = lines.Skip(at + 1);
            var output = behind.TakeWhile(line => !line.StartsWith(Prompt, StringComparison.Ordinal)).ToList();
            yield return new DocumentedCommand(lines[at][Prompt.Length..], output);
            at += 1 + output.Count;
        }
    }

    private static IEnumerable<DocumentedCommand> Steps(IReadOnlyList<string> lines) =>
        from line in lines
        let at = line.IndexOf(Step, StringComparison.Ordinal)
        where at >= 0
        select new DocumentedCommand(line[(at + Step.Length)..], []);
}
