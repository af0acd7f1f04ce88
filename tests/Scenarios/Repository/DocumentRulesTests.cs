using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Repository;

/// <summary>Each rule is tested with bad and with good input.</summary>
public sealed class DocumentRulesTests
{
    [Theory]
    [InlineData("[a](b.md)", 0)]
    [InlineData("[a](c.md)", 1)]
    [InlineData("[a](b.md#a-heading-605)", 0)]
    [InlineData("[a](b.md#heading)", 1)]
    [InlineData("[a](../docs/b.md), [b](../x.md)", 1)]
    [InlineData("![a](b.png)", 1)]
    [InlineData("`[a](c.md)` and [a](https://example.org/c.md)", 0)]
    [InlineData("# Top\n[a](#top) [b](#bottom)", 1)]
    public void ABrokenLinkIsSeen(string text, int complaints)
    {
        var (known, here) = (Document("docs/b.md", "## A heading, 6.0.5"), Document("docs/a.md", text));
        MarkdownDocument[] all = [known, here];
        bool Exists(string path) => all.Any(document => document.Path == path);
        IEnumerable<string> AnchorsOf(string path) => all.Single(document => document.Path == path).Anchors;
        Assert.Equal(complaints, DocumentRules.BrokenLinks(here, Exists, AnchorsOf).Count());
    }

    [Theory]
    [InlineData("`src/a.cs`", 1)]
    [InlineData("`src/b.cs` and `explore` and src/c.cs", 0)]
    public void ABrokenPathIsSeen(string text, int complaints) =>
        Assert.Equal(complaints, DocumentRules.BrokenPaths(Document("a.md", text), path => path == "src/b.cs").Count());

    [Fact]
    public void AFindingWithoutAFieldIsSeen()
    {
        var whole = "### A\n" + string.Concat(DocumentRules.Fields.Select(field => $"- **{field}**: x\n"));
        var torn = whole.Replace("Test", "Text", StringComparison.Ordinal);
        Assert.Empty(DocumentRules.UnevenFindings(Document("a.md", "# F\n" + whole)));
        Assert.Single(DocumentRules.UnevenFindings(Document("a.md", "# F\n" + whole + torn)));
    }

    [Theory]
    [InlineData("$ SIM replay 5\nevery promise was kept", null)]
    [InlineData("$ SIM replay 5\n...\nevery promise was broken", "is not printed: every promise was broken")]
    [InlineData("$ SIM replay 5\nevery promise was kept\nseed 5: 49 steps", "is not printed: seed 5")]
    [InlineData("$ SIM explore --seeds 1..900\nseeds   900\n...\nviolations  9", null)]
    [InlineData("$ SIM explore --seeds 1..900\nsedes   900", "is not printed: sedes")]
    [InlineData("$ SIM replai 5", "exit code 2")]
    [InlineData("$ dotnet build Sim.sln", null)]
    [InlineData("$ dotnet build Sam.sln", "neither run by a test")]
    [InlineData("$ SIM_SEED=1 dotnet test", null)]
    [InlineData("$ SIM_SAID=1 dotnet test", "no test reads the variable SIM_SAID")]
    public void ACommandThatDoesNotWorkIsSeen(string block, string? complaint)
    {
        using var directory = new TemporaryDirectory();
        var text = block.Replace("SIM ", "dotnet run -c Release --project src/Sim -- ", StringComparison.Ordinal);
        var command = Assert.Single(DocumentedCommand.In(Document("a.md", $"```console\n{text}\n```")));
        var found = new CommandCheck(directory).Complaint(command);
        Assert.Contains(complaint ?? "right", found ?? "right", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("```\ndotnet test\n```")]
    [InlineData("```text\n$ dotnet test\n```")]
    [InlineData("```console\ndotnet test\n```")]
    public void ABlockThatMayHideACommandIsSeen(string text) =>
        Assert.Throws<InvalidOperationException>(() => DocumentedCommand.In(Document("a.md", text)).ToList());

    private static MarkdownDocument Document(string path, string text) => new(new SourceFile(path, text));
}
