using System.Xml.Linq;
using Aof;
using Sim.Machine;
using Sim.Os;

namespace Tests.Scenarios.Repository;

public sealed class StyleTests
{
    private static readonly List<SourceFile> Code =
    [
        .. new[] { "src", "tests", "mutation", "bench", "samples" }.SelectMany(RepositoryFiles.Under)
            .Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal)),
    ];

    [Fact]
    public void EveryFileEndsItsLinesWithALineFeedAlone() =>
        None(RepositoryFiles.Under("").SelectMany(StyleRules.LineEnds));

    [Fact]
    public void NoSourceFileIsTooLongToRead() =>
        None(RepositoryFiles.Under("src").SelectMany(StyleRules.Length));

    [Fact]
    public void NoLineOfCodeIsTooWide() => None(Code.SelectMany(CodeRules.Width));

    [Fact]
    public void NoMethodIsTooLong() => None(Code.SelectMany(CodeRules.MethodLength));

    [Theory]
    [InlineData("src/Sim", "Sim")]
    [InlineData("src/Aof", "Aof")]
    [InlineData("tests/Scenarios", "Tests.Scenarios")]
    [InlineData("tests/Properties", "Tests.Properties")]
    [InlineData("bench", "Bench")]
    [InlineData("samples/WalStore", "WalStore")]
    [InlineData("tests/RandomCalls", "RandomCalls")]
    public void TheNamespaceIsTheFolder(string projectFolder, string rootNamespace) =>
        None(CodeIn(projectFolder).SelectMany(
            file => CodeRules.NamespaceIsFolder(file, projectFolder, rootNamespace)));

    [Fact]
    public void AFileIsNamedAfterAType() => None(Code.SelectMany(CodeRules.FileIsNamedAfterAType));

    [Fact]
    public void NoMethodIsWrittenTwice() => None(CodeRules.Duplicates(Code));

    [Theory]
    [InlineData("tests/Scenarios", "Tests")]
    [InlineData("tests/Properties", "Properties")]
    public void AClassOfTestsEndsInItsSuffix(string folder, string suffix) =>
        None(CodeIn(folder).SelectMany(file => CodeRules.TestSuffix(file, suffix)));

    [Fact]
    public void NoNameOfATestIsTooLong() => None(CodeIn("tests").SelectMany(CodeRules.TestNameLength));

    [Fact]
    public void NothingIsLeftForLater() =>
        None(RepositoryFiles.Under("").SelectMany(StyleRules.LeftOver));

    [Fact]
    public void EverySuppressedWarningSaysWhy() =>
        None(RepositoryFiles.Under("").SelectMany(StyleRules.SilentSuppressions));

    [Fact]
    public void EveryPublicNameSaysARole() =>
        None(new[] { typeof(Errno), typeof(SimulatedMachine), typeof(AofServer) }
            .SelectMany(type => StyleRules.Names(type.Assembly.GetExportedTypes())));

    [Fact]
    public void TheRunSettingsHoldNoSeed() =>
        None(StyleRules.SeedsIn(XDocument.Load(Path.Combine(RepositoryFiles.Root, "runsettings.xml"))));

    private static List<SourceFile> CodeIn(string folder)
    {
        var files = Code.FindAll(file => file.Path.StartsWith($"{folder}/", StringComparison.Ordinal));
        Assert.NotEmpty(files);
        return files;
    }

    /// <summary>Fails with all complaints, one a line.</summary>
    private static void None(IEnumerable<string> complaints)
    {
        string[] all = [.. complaints];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}
