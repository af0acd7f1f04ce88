using System.Xml.Linq;
using Sim.Os;

namespace Tests.Scenarios.Repository;

public sealed class StyleTests
{
    [Fact]
    public void EveryFileEndsItsLinesWithALineFeedAlone() =>
        Assert.Empty(RepositoryFiles.Under("").SelectMany(StyleRules.LineEnds));

    [Fact]
    public void NoSourceFileIsTooLongToRead() =>
        Assert.Empty(RepositoryFiles.Under("src").SelectMany(StyleRules.Length));

    [Fact]
    public void NothingIsLeftForLater() =>
        Assert.Empty(RepositoryFiles.Under("").SelectMany(StyleRules.LeftOver));

    [Fact]
    public void EverySuppressedWarningSaysWhy() =>
        Assert.Empty(RepositoryFiles.Under("").SelectMany(StyleRules.SilentSuppressions));

    [Fact]
    public void TheLogKnowsNothingOfTheMachineItRunsOn()
    {
        var known = typeof(Errno).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);
        Assert.All(known, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryPublicNameTellsARole() =>
        Assert.Empty(StyleRules.Names(typeof(Errno).Assembly.GetExportedTypes()));

    [Fact]
    public void TheRunSettingsHoldNoSeed() =>
        Assert.Empty(StyleRules.SeedsIn(XDocument.Load(Path.Combine(RepositoryFiles.Root, "runsettings.xml"))));
}
