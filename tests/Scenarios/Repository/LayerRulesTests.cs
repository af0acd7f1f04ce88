using ArchUnitNET.Loader;

namespace Tests.Scenarios.Repository;

/// <summary>Each rule is shown what it must reject and what it must accept.</summary>
public sealed class LayerRulesTests
{
    private static readonly string[] Layers = ["Log.Disk", "Log.Files", "Log"];

    private static readonly Lazy<List<Use>> Uses = new(() =>
        LayerRules.UsesIn(new ArchLoader().LoadAssemblies(typeof(LayerRulesTests).Assembly).Build()));

    [Theory]
    [InlineData("Log.Files", "Log.Disk", 0)]
    [InlineData("Log.Files", "Log.Files", 0)]
    [InlineData("Log", "Log.Disk", 0)]
    [InlineData("Log.Disk", "Log.Files", 1)]
    [InlineData("Log.Files", "Log", 1)]
    [InlineData("Log.Files", "System.Text", 0)]
    public void AUseOfAHigherLayerIsSeen(string from, string to, int complaints) =>
        Assert.Equal(complaints, LayerRules.Upward([new Use("A", from, "B", to)], Layers).Count());

    /// <summary>The entry for users is in a namespace that others need, and uses those.</summary>
    [Theory]
    [InlineData("Log.Entry", "Log", "Log.Files.File", "Log.Files", 0)]
    [InlineData("Log.Entry+Closure", "Log", "Log.Files.File", "Log.Files", 0)]
    [InlineData("Log.Entry`1", "Log", "Log.Files.File", "Log.Files", 0)]
    [InlineData("Log.Entries", "Log", "Log.Files.File", "Log.Files", 1)]
    [InlineData("Log.Files.File", "Log.Files", "Log.Entry", "Log", 1)]
    [InlineData("Log.Files.File", "Log.Files", "Log.Entries", "Log", 0)]
    public void AListedTypeStandsAboveItsNamespace(string from, string space, string to, string used, int complaints) =>
        Assert.Equal(complaints, LayerRules.Upward(
            [new Use(from, space, to, used)], ["Log", "Log.Files", "Log.Entry"]).Count());

    [Theory]
    [InlineData("Log,Log.Files,Log.Disk,Log", 0)]
    [InlineData("Log,Log.Files,Log.Disk,Log.Disk.Blocks", 1)]
    [InlineData("Log,Log.Files", 1)]
    public void ANamespaceWithoutALayerIsSeen(string namespaces, int complaints) =>
        Assert.Equal(complaints, LayerRules.Unlisted(namespaces.Split(','), Layers).Count());

    [Fact]
    public void ALayerThatStandsTwiceIsSeen() =>
        Assert.Equal(["Log stands twice"], LayerRules.Unlisted(["Log"], ["Log", "Log"]));

    /// <summary>The uses are those of signatures, of bodies, and of the lambdas in them.</summary>
    [Theory]
    [InlineData("Signature")]
    [InlineData("Body")]
    [InlineData("Lambda")]
    [InlineData("Iterator")]
    public void UsesAreFound(string user) =>
        Assert.Contains(Uses.Value, use =>
            use.From.Contains($"+{user}", StringComparison.Ordinal)
            && use.To.EndsWith("+Used", StringComparison.Ordinal));

    private sealed class Used
    {
        public int Value { get; init; }
    }

    private static class Signature
    {
        public static int Of(Used? used) => used is null ? 0 : 1;
    }

    private static class Body
    {
        public static int Make() => new Used().Value;
    }

    private static class Lambda
    {
        public static IEnumerable<int> Make() => Enumerable.Range(0, 1).Select(i => new Used { Value = i }.Value);
    }

    private static class Iterator
    {
        public static IEnumerable<int> Make()
        {
            yield return new Used { Value = 1 }.Value;
        }
    }
}
