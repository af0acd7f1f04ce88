using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Repository;

/// <summary>Every command that a document prints works, and prints what the document shows of it.</summary>
public sealed class DocumentedCommandTests
{
    private static readonly Dictionary<string, MarkdownDocument> Documents = RepositoryFiles.Under("")
        .Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal))
        .ToDictionary(file => file.Path, file => new MarkdownDocument(file));

    public static TheoryData<string> Paths => [.. Documents.Keys];

    [Theory]
    [MemberData(nameof(Paths))]
    public void EveryCommandOfADocumentIsRun(string path)
    {
        using var directory = new TemporaryDirectory();
        var check = new CommandCheck(directory);
        Assert.All(DocumentedCommand.In(Documents[path]), command => Assert.Null(check.Complaint(command)));
    }

    [Fact]
    public void TheDocumentsPrintManyCommands() =>
        Assert.InRange(Documents.Values.Sum(document => DocumentedCommand.In(document).Count()), 30, 200);

    /// <summary>As in a document of this repository: its C# stands in the sample.</summary>
    [Fact]
    public void TheCodeOfTheSampleIsTheSamples()
    {
        var sample = RepositoryFiles.Under("samples").SelectMany(file => file.Text.Split('\n')).Select(line => line.Trim()).ToHashSet();
        var shown = Documents["docs/own-stores.md"].Blocks.Where(block => block.Language == "csharp").SelectMany(block => block.Lines);
        Assert.All(shown.Select(line => line.Trim()).Where(line => line != "..."), line => Assert.Contains(line, sample));
    }
}
