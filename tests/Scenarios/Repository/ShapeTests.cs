namespace Tests.Scenarios.Repository;

/// <summary>The shape of all C# files, and each rule with bad and with good input.</summary>
public sealed class ShapeTests
{
    private static readonly List<SourceFile> Files =
        [.. RepositoryFiles.Under("").Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal))];

    [Fact]
    public void NoLineIsWiderThan120Columns() => Assert.Empty(Files.SelectMany(ShapeRules.Width));

    [Fact]
    public void NoMethodIsTooLongToRead() => Assert.Empty(Files.SelectMany(ShapeRules.Methods));

    [Fact]
    public void EveryNamespaceIsItsFolder() => Assert.Empty(Files.SelectMany(ShapeRules.Namespace));

    [Fact]
    public void FoldersReferenceOneAnotherOneWay()
    {
        Assert.Empty(Files.SelectMany(FolderRules.WrongWay));
        var namespaces = Files.Select(ShapeRules.NamespaceOf).ToHashSet();
        Assert.All(FolderRules.Layers.SelectMany(layer => layer).Except(["Aof.Data"]), layer =>
            Assert.Contains(layer, namespaces));
    }

    [Theory]
    [InlineData(120, 0)]
    [InlineData(121, 1)]
    public void AWideLineIsSeen(int columns, int complaints) =>
        Assert.Equal(complaints, ShapeRules.Width(new SourceFile("a.cs", new string('x', columns))).Count());

    [Theory]
    [InlineData(38, "", 0)]
    [InlineData(39, "", 1)]
    [InlineData(1, "int a, int b, int c, int d, int e", 0)]
    [InlineData(1, "int a, int b, int c, int d, int e, int f", 1)]
    public void ALongMethodIsSeen(int lines, string parameters, int complaints)
    {
        var body = string.Concat(Enumerable.Repeat("        F();\n", lines - 1));
        var text = $"class C\n{{\n    void M({parameters})\n    {{\n{body}    }}\n}}\n";
        Assert.Equal(complaints, ShapeRules.Methods(new SourceFile("a.cs", text)).Count());
    }

    [Theory]
    [InlineData("src/Sim/Check/A.cs", "Sim.Check", 0)]
    [InlineData("tests/Scenarios/Cli/A.cs", "Tests.Scenarios.Cli", 0)]
    [InlineData("bench/A.cs", "Bench", 0)]
    [InlineData("src/Sim/Check/A.cs", "Sim.Cli", 1)]
    public void AnotherNamespaceIsSeen(string path, string name, int complaints) =>
        Assert.Equal(complaints, ShapeRules.Namespace(new SourceFile(path, $"namespace {name};")).Count());

    [Theory]
    [InlineData("Sim.Check", "Sim.Plans", 0)]
    [InlineData("Sim.Plans", "Sim.Check.Rules", 1)]
    [InlineData("Aof.Data.Commands.Keys", "Aof.Rdb", 0)]
    [InlineData("Aof.Data.Structures", "Aof.Rdb", 1)]
    public void AReferenceAgainstTheOrderIsSeen(string here, string there, int complaints) =>
        Assert.Equal(complaints,
            FolderRules.WrongWay(new SourceFile("a.cs", $"using {there};\nnamespace {here};")).Count());
}
