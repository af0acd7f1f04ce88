using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Repository;

/// <summary>Every command in a document works, and prints the output that the document shows.</summary>
public sealed class DocumentedCommandTests
{
    private static readonly Dictionary<string, MarkdownDocument> Documents =
        MarkdownDocument.All().ToDictionary(document => document.Path);

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

    private static IEnumerable<string> Trimmed(IEnumerable<string> lines) => lines.Select(line => line.Trim());

    /// <summary>The C# code of the document is part of the sample.</summary>
    [Fact]
    public void TheCodeOfTheSampleIsTheSamples()
    {
        var sample = RepositoryFiles.Under("samples").SelectMany(file => Trimmed(file.Text.Split('\n'))).ToHashSet();
        var blocks = Documents["docs/own-stores.md"].Blocks.Where(block => block.Language == "csharp");
        var shown = blocks.SelectMany(block => Trimmed(block.Lines)).Where(line => line != "...").ToList();
        Assert.NotEmpty(shown);
        Assert.All(shown, line => Assert.Contains(line, sample));
    }
}
