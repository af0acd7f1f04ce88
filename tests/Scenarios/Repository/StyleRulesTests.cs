using System.Xml.Linq;

namespace Tests.Scenarios.Repository;

/// <summary>
/// A rule that cannot complain protects nothing: each is shown what it must complain of, and what it must let pass.
/// </summary>
public sealed class StyleRulesTests
{
    [Theory]
    [InlineData("a\r\n", 1)]
    [InlineData("a", 1)]
    [InlineData("a\n\n", 1)]
    [InlineData("a\nb\r", 2)]
    [InlineData("a\nb\n", 0)]
    [InlineData("", 0)]
    public void LineEndsAreSeen(string text, int complaints) =>
        Assert.Equal(complaints, StyleRules.LineEnds(new SourceFile("a.cs", text)).Count());

    [Theory]
    [InlineData(StyleRules.LongestFile, 0)]
    [InlineData(StyleRules.LongestFile + 1, 1)]
    public void LengthIsSeen(int lines, int complaints) =>
        Assert.Equal(complaints, StyleRules.Length(new SourceFile("a.cs", new string('\n', lines))).Count());

    [Fact]
    public void AReminderIsSeen() =>
        Assert.Single(StyleRules.LeftOver(new SourceFile("a.cs", "// TO" + "DO: later")));

    [Theory]
    [InlineData("#pragma warning disable CA1000", 1)]
    [InlineData("  #pragma warning disable CA1000 // The package has it so.", 0)]
    [InlineData("// The package has it so.\n#pragma warning disable CA1000", 0)]
    [InlineData("// Far above.\n\n#pragma warning disable CA1000", 1)]
    [InlineData("#pragma warning restore CA1000", 0)]
    public void ASilentSuppressionIsSeen(string line, int complaints) =>
        Assert.Equal(complaints, StyleRules.SilentSuppressions(new SourceFile("a.cs", line)).Count());

    [Fact]
    public void ANameOfNoRoleIsSeen() =>
        Assert.Equal(["PlainHelper", "Utility"],
        StyleRules.Names([typeof(PlainHelper), typeof(Named)]).Select(complaint => complaint.Split(": ")[1]));

    [Theory]
    [InlineData("<EnvironmentVariables><SIM_SEED>1</SIM_SEED></EnvironmentVariables>", 1)]
    [InlineData("<TestRunParameters><Parameter name=\"seed\" value=\"1\" /></TestRunParameters>", 1)]
    [InlineData("<!-- no seed -->", 0)]
    public void ASeedIsSeen(string settings, int complaints) =>
        Assert.Equal(
            complaints, StyleRules.SeedsIn(XDocument.Parse($"<RunSettings>{settings}</RunSettings>")).Count());

    [Fact]
    public void TheFilesOfThisTestAreAmongThoseLookedAt() =>
        Assert.Contains(
        RepositoryFiles.Under(""), file => file.Path == "tests/Scenarios/Repository/StyleRulesTests.cs");

    private sealed class PlainHelper;

    private sealed class Named
    {
        public const int Utility = 1;
    }
}
