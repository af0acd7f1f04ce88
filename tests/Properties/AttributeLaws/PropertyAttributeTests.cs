using System.Globalization;
using System.Text.RegularExpressions;

namespace Tests.Properties.AttributeLaws;

/// <summary>What the project relies on in [Property], whether the adapter supplies it or the package FsCheck.Xunit.</summary>
public sealed partial class PropertyAttributeTests
{
    [Fact]
    public void MaxTestCasesAreTried()
    {
        _ = Holding.TakeRuns();
        Assert.Equal("Passed", SpecimenRun.Of<Holding>()["Counted"].Outcome);
        Assert.Equal(37, Holding.TakeRuns());
    }

    [Theory]
    [InlineData("BoolThatHolds", "Passed", "Ok, passed 100 tests")]
    [InlineData("BoolThatFails", "Failed", "Falsifiable, after 1 test")]
    [InlineData("VoidThatFails", "Failed", "Assert.True() Failure")]
    [InlineData("PropertyThatHolds", "Passed", "Ok, passed 100 tests")]
    [InlineData("PropertyThatFails", "Failed", "impossible")]
    [InlineData("HardlyEverTried", "Failed", "Arguments exhausted after 0 tests")]
    [InlineData("Skipped", "Skipped", "not today")]
    [InlineData("Static", "Passed", "Ok, passed 100 tests")]
    [InlineData("Parallel", "Passed", "Ok, passed 100 tests")]
    [InlineData("Sized", "Passed", "Ok, passed 100 tests")]
    [InlineData("TaskThatFails", "Failed", "Assert.True() Failure")]
    [InlineData("BadReplay", "Failed", "")]
    public void AMethodEndsByWhatItGives(string method, string outcome, string words)
    {
        var ending = SpecimenRun.Of<Kinds>()[method];
        Assert.Equal(outcome, ending.Outcome);
        Assert.Contains(words, ending.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void AFailureTellsTheShrunkArgumentsAndWhatReplaysIt()
    {
        var words = SpecimenRun.Of<Replaying>()["Whole"].Words;
        Assert.Equal("[|0; 0; 0; 0; 0|]", Line(words, after: "Shrunk:"));
        Assert.Equal(Replaying.LastStepOfWhole, LastStepOf(words));
    }

    [Fact]
    public void TheLastStepReplaysAtOnceWithTheSameArguments()
    {
        var endings = SpecimenRun.Of<Replaying>();
        var (whole, last) = (endings["Whole"].Words, endings["LastStep"].Words);
        Assert.Contains("after 1 test ", last, StringComparison.Ordinal);
        Assert.DoesNotContain("after 1 test ", whole, StringComparison.Ordinal);
        Assert.Equal(Line(whole, after: "Original:"), Line(last, after: "Original:"));
        Assert.Equal(LastStepOf(whole), LastStepOf(last));
    }

    [Fact]
    public void ClassDefaultsHoldUntilTheMethodSaysOtherwise()
    {
        var endings = SpecimenRun.Of<Defaults>();
        Assert.Contains("passed 3 tests", endings["ClassDecides"].Words, StringComparison.Ordinal);
        Assert.Contains("passed 3 tests", endings["MethodWins"].Words, StringComparison.Ordinal);
        Assert.Contains("passed 5 tests", endings["MaxTestOfMethod"].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void DefaultsReachNestedAndDerivedClasses()
    {
        Assert.Contains("passed 3 tests", SpecimenRun.Of<Defaults.Nested>()["EnclosingClassDecides"].Words, StringComparison.Ordinal);
        Assert.Contains("passed 3 tests", SpecimenRun.Of<Derived>()["BaseClassDecides"].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void AllCallsShareOneInstanceThatIsDisposedOfAndMaySpeak()
    {
        var words = SpecimenRun.Of<Speaking>()["Tells"].Words;
        Assert.Contains("call 2", words, StringComparison.Ordinal);
        Assert.Matches("(?m)^(true|false)\r?$", words);
        Assert.Equal(0, Speaking.Alive);
    }

    [Fact]
    public void QuietOnSuccessSaysNothing() => Assert.Empty(SpecimenRun.Of<Holding>()["Counted"].Words);

    private static string Line(string words, string after) =>
        words.Split('\n').SkipWhile(line => line.Trim() != after).Skip(1).First().Trim();

    private static string LastStepOf(string words)
    {
        var found = LastStep().Match(words);
        return string.Create(CultureInfo.InvariantCulture, $"{found.Groups["chance"].Value},{found.Groups["size"].Value}");
    }

    [GeneratedRegex(@"size of (?<size>\d+) and seed of \((?<chance>\d+,\d+)\)")]
    private static partial Regex LastStep();
}
