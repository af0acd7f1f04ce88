namespace Tests.Scenarios.Repository;

/// <summary>Each rule is shown code that it must reject and code that it must accept.</summary>
public sealed class CodeRulesTests
{
    private const string Body = """
        {
            var sum = 0;
            foreach (var number in numbers.Where(number => number > 0))
            {
                sum += number * weights[number % weights.Length];
            }

            return sum;
        }
        """;

    [Theory]
    [InlineData(CodeRules.MaxColumns, 0)]
    [InlineData(CodeRules.MaxColumns + 1, 1)]
    public void WidthIsSeen(int columns, int complaints) =>
        Assert.Equal(complaints, CodeRules.Width(File($"// A comment.\n{new string('x', columns)}\n")).Count());

    [Fact]
    public void ALetterOfTwoBytesTakesOneColumn() =>
        Assert.Empty(CodeRules.Width(File(string.Concat(Enumerable.Repeat("\u00c3\u00a9", CodeRules.MaxColumns)))));

    [Theory]
    [InlineData(CodeRules.MaxMethodLines, 0)]
    [InlineData(CodeRules.MaxMethodLines + 1, 1)]
    public void TheLengthOfAMethodIsSeen(int lines, int complaints)
    {
        var body = string.Concat(Enumerable.Repeat("        Next();\n", lines - 3));
        var method = $"    [Fact]\n    [Slow]\n    public void M()\n    {{\n{body}    }}\n";
        Assert.Equal(complaints, CodeRules.MethodLength(File($"class C\n{{\n{method}}}\n")).Count());
    }

    [Theory]
    [InlineData("void M() { void Inner() { @ } }", 2)]
    [InlineData("int Value { get { @ } }", 1)]
    [InlineData("C() { @ }", 1)]
    [InlineData("int[] table = [@];", 0)]
    public void EveryKindOfMethodIsCounted(string code, int complaints)
    {
        var lines = new string('\n', CodeRules.MaxMethodLines);
        var member = code.Replace("@", lines, StringComparison.Ordinal);
        Assert.Equal(complaints, CodeRules.MethodLength(File($"class C {{ {member} }}")).Count());
    }

    [Theory]
    [InlineData("src/Log/Disk/A.cs", "namespace Log.Disk; class A;", 0)]
    [InlineData("src/Log/A.cs", "namespace Log; class A;", 0)]
    [InlineData("src/Log/Disk/A.cs", "namespace Log; class A;", 1)]
    [InlineData("src/Log/A.cs", "namespace Log.Disk; class A;", 1)]
    [InlineData("src/Log/A.cs", "namespace Log { class A; } namespace Other { class B; delegate void C(); }", 2)]
    [InlineData("src/Log/A.cs", "enum A { One }", 1)]
    [InlineData("src/Log/Program.cs", "return 0;", 0)]
    public void ANamespaceThatIsNotTheFolderIsSeen(string path, string code, int complaints) =>
        Assert.Equal(
            complaints, CodeRules.NamespaceIsFolder(new SourceFile(path, code), "src/Log", "Log").Count());

    [Theory]
    [InlineData("A.cs", "class A { class B; }", 0)]
    [InlineData("A.Parts.cs", "partial class A;", 0)]
    [InlineData("A.cs", "class B { class A; }", 1)]
    [InlineData("A.cs", "enum B { A } record A;", 0)]
    [InlineData("Program.cs", "return 0;", 0)]
    [InlineData("GlobalSuppressions.cs", "[assembly: One]", 0)]
    public void AFileWithAnotherNameThanItsTypesIsSeen(string path, string code, int complaints) =>
        Assert.Equal(complaints, CodeRules.FileIsNamedAfterAType(new SourceFile(path, code)).Count());

    [Fact]
    public void TwoEqualBodiesAreSeen() =>
        Assert.Equal("a.cs Sum = b.cs Total", Assert.Single(CodeRules.Duplicates(
            [new("a.cs", $"class A {{ int Sum() {Body} }}"), new("b.cs", $"class B {{ int Total() {Body} }}")])));

    [Fact]
    public void SpaceAndCommentsMakeNoDifference() =>
        Assert.Single(CodeRules.Duplicates(
            [File($"class A {{ int Sum() {Body} int Same() {Body.Replace(";", "; // A comment.\n")} }}")]));

    [Theory]
    [InlineData("number > 0", "number > 1")]
    [InlineData("foreach (var number in numbers.Where(number => number > 0))", "foreach (var number in numbers)")]
    public void BodiesThatDifferAreNoDuplicates(string before, string after) =>
        Assert.Empty(CodeRules.Duplicates(
            [File($"class A {{ int Sum() {Body} int Other() {Body.Replace(before, after)} }}")]));

    [Fact]
    public void ShortBodiesAreNoDuplicates() =>
        Assert.Empty(CodeRules.Duplicates([File("class A { int One() { return 1; } int Two() { return 1; } }")]));

    [Theory]
    [InlineData("class SumTests { [Fact] void M() { } }", 0)]
    [InlineData("class SumLaws { [Fact] void M() { } }", 1)]
    [InlineData("class SumLaws { [Theory] void M() { } }", 1)]
    [InlineData("class SumLaws { [MountProperty(MaxTest = 3)] void M() { } }", 1)]
    [InlineData("class SumLaws { [Obsolete] void M() { } class Inner; }", 0)]
    public void AClassOfTestsWithoutTheSuffixIsSeen(string code, int complaints) =>
        Assert.Equal(complaints, CodeRules.TestSuffix(File(code), "Tests").Count());

    [Theory]
    [InlineData("[Fact]", CodeRules.MaxTestName, 0)]
    [InlineData("[Fact]", CodeRules.MaxTestName + 1, 1)]
    [InlineData("", CodeRules.MaxTestName + 1, 0)]
    public void ALongNameOfATestIsSeen(string attribute, int letters, int complaints) =>
        Assert.Equal(complaints, CodeRules.TestNameLength(
            File($"class ATests {{ {attribute} void {new string('M', letters)}() {{ }} }}")).Count());

    private static SourceFile File(string code) => new("a.cs", code);
}
