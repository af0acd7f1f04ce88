using Aof.KnownDefects;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Repository;

/// <summary>Checks the documents against the repository.</summary>
public sealed class DocumentTests
{
    private const string Explore = "explore ";
    private const string FindingsPath = "docs/findings.md";

    private static readonly List<MarkdownDocument> Documents = MarkdownDocument.All();

    private static readonly MarkdownDocument Findings = Documents.Single(document => document.Path == FindingsPath);

    public static TheoryData<string> ExploreLines =>
    [
        .. from span in Findings.CodeSpans
           where span.StartsWith(Explore, StringComparison.Ordinal) && !span.EndsWith(" NAME", StringComparison.Ordinal)
           select span,
    ];

    [Fact]
    public void EveryLinkLeadsSomewhere() =>
        Assert.Empty(Documents.SelectMany(document => DocumentRules.BrokenLinks(document, Exists, AnchorsOf)));

    [Fact]
    public void EveryPathInADocumentExists() =>
        Assert.Empty(Documents.SelectMany(document => DocumentRules.BrokenPaths(document, Exists)));

    [Fact]
    public void TheReadmeIsOnePage()
    {
        var lines = TextOf("README.md").TrimEnd().Split('\n');
        Assert.InRange(lines.Length, 1, DocumentRules.MaxReadmeLines);
    }

    [Fact]
    public void EveryFindingHasTheSameFields() =>
        Assert.Empty(DocumentRules.UnevenFindings(Findings));

    /// <summary>The test of a defect has the name of its switch (<see cref="KnownDefects.CatalogueTests"/>).</summary>
    [Fact]
    public void EveryFindingNamesASwitchAndItsTest()
    {
        string[] fields = ["- **Test**: `", "- **Switch**: `"];
        var names = Findings.Prose
            .Where(line => Array.Exists(fields, field => line.StartsWith(field, StringComparison.Ordinal)))
            .Select(line => line.Split('`')[1]).ToList();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(Enum.TryParse<Defect>(name, out _), name));
        Assert.All(names.Chunk(2), pair => Assert.Equal(pair[0], pair[1]));
    }

    [Theory]
    [MemberData(nameof(ExploreLines))]
    public void EveryFindingIsExploredAsItSays(string line)
    {
        using var directory = new TemporaryDirectory();
        var run = CapturedTerminal.Run([.. line.Split(' '), "--seeds", "1", "--out", directory.Path]);
        Assert.True(run.ExitCode <= 1, run.Error);
    }

    [Fact]
    public void EveryDefectHasItsFigures()
    {
        var count = DefectCatalogue.All.Count;
        Assert.Contains($"each of {count} known defects", TextOf("README.md"), StringComparison.Ordinal);
        Assert.Contains($"one of {count} switches", TextOf("docs/model.md"), StringComparison.Ordinal);
        var figures = TextOf("docs/figures.md");
        Assert.All(DefectCatalogue.All,
            known => Assert.Contains($"\n| {known.Defect} | ", figures, StringComparison.Ordinal));
    }

    private static string TextOf(string path) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, path));

    private static bool Exists(string path) => Path.Exists(Path.Combine(RepositoryFiles.Root, path));

    private static IEnumerable<string> AnchorsOf(string path) =>
        Documents.Find(document => document.Path == path)?.Anchors ?? [];
}
