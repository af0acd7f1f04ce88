using System.Xml.Linq;
using Aof;
using Sim.Machine;
using Sim.Os;

namespace Tests.Scenarios.Repository;

public sealed class StyleTests
{
    private static readonly List<SourceFile> Code =
        [.. new[] { "src", "tests", "bench", "samples" }.SelectMany(CodeIn)];

    [Fact]
    public void EveryFileEndsItsLinesWithALineFeedAlone() =>
        Assert.Empty(RepositoryFiles.Under("").SelectMany(StyleRules.LineEnds));

    [Fact]
    public void NoSourceFileIsTooLongToRead() =>
        Assert.Empty(RepositoryFiles.Under("src").SelectMany(StyleRules.Length));

    [Fact]
    public void NoLineOfCodeIsTooWide() => Assert.Empty(Code.SelectMany(CodeRules.Width));

    [Fact]
    public void NoMethodIsTooLong() => Assert.Empty(Code.SelectMany(CodeRules.MethodLength));

    [Theory]
    [InlineData("src/Sim", "Sim")]
    [InlineData("src/Aof", "Aof")]
    [InlineData("tests/Scenarios", "Tests.Scenarios")]
    [InlineData("tests/Properties", "Tests.Properties")]
    [InlineData("bench", "Bench")]
    [InlineData("samples/WalStore", "WalStore")]
    public void TheNamespaceIsTheFolder(string projectFolder, string rootNamespace) =>
        Assert.Empty(CodeIn(projectFolder).SelectMany(
            file => CodeRules.NamespaceIsFolder(file, projectFolder, rootNamespace)));

    [Fact]
    public void AFileIsNamedAfterAType() => Assert.Empty(Code.SelectMany(CodeRules.FileIsNamedAfterAType));

    [Fact]
    public void NoMethodIsWrittenTwice() => Assert.Empty(CodeRules.Duplicates(Code));

    [Theory]
    [InlineData("tests/Scenarios", "Tests")]
    [InlineData("tests/Properties", "Properties")]
    public void AClassOfTestsEndsInItsSuffix(string folder, string suffix) =>
        Assert.Empty(CodeIn(folder).SelectMany(file => CodeRules.TestSuffix(file, suffix)));

    [Fact]
    public void NoNameOfATestIsTooLong() => Assert.Empty(CodeIn("tests").SelectMany(CodeRules.TestNameLength));

    [Fact]
    public void NothingIsLeftForLater() =>
        Assert.Empty(RepositoryFiles.Under("").SelectMany(StyleRules.LeftOver));

    [Fact]
    public void EverySuppressedWarningSaysWhy() =>
        Assert.Empty(RepositoryFiles.Under("").SelectMany(StyleRules.SilentSuppressions));

    [Fact]
    public void EveryPublicNameSaysARole() =>
        Assert.Empty(new[] { typeof(Errno), typeof(SimulatedMachine), typeof(AofServer) }
            .SelectMany(type => StyleRules.Names(type.Assembly.GetExportedTypes())));

    [Fact]
    public void TheRunSettingsHoldNoSeed() =>
        Assert.Empty(StyleRules.SeedsIn(XDocument.Load(Path.Combine(RepositoryFiles.Root, "runsettings.xml"))));

    private static IEnumerable<SourceFile> CodeIn(string folder) =>
        RepositoryFiles.Under(folder).Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal));
}
