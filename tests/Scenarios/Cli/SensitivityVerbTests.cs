using System.Text.Json;

namespace Tests.Scenarios.Cli;

/// <summary>How soon ordinary seeds find known defects.</summary>
public sealed class SensitivityVerbTests
{
    [Fact]
    public void ADefectIsFoundAndMadeSmall()
    {
        using var json = JsonDocument.Parse(
            CapturedTerminal.Run("sensitivity", "--defect", "NoDirectoryFsync", "--starts", "2", "--at-most", "30",
                "--json").WentWell(holding: "NoDirectoryFsync").Output);
        Assert.Equal([1UL, 1_000_001UL],
            json.RootElement.EnumerateArray().Select(search => search.GetProperty("firstSeed").GetUInt64()));
        Assert.All(
            json.RootElement.EnumerateArray(), search => Assert.InRange(search.GetProperty("steps").GetInt32(), 0, 5));
    }

    [Fact]
    public void WhatIsNotFoundIsSaidToBe() =>
        Assert.Matches(@"(?m)^AppendBehindLostEnd +0/1 +>2 ",
        CapturedTerminal.Run("sensitivity", "--defect", "AppendBehindLostEnd", "--starts", "1", "--at-most", "2")
            .WentWell(holding: "seeds").Output);

    [Fact]
    public void WhereEveryDefectMustBeFoundOneThatIsNotFails()
    {
        var run = CapturedTerminal.Run("sensitivity", "--defect", "NoDirectoryFsync", "AppendBehindLostEnd", "--starts",
            "1", "--at-most", "2", "--every-defect");
        Assert.Equal((1, "sim: not found by every search: AppendBehindLostEnd"), (run.ExitCode, run.Error.Trim()));
    }

    [Fact]
    public void AnUnknownDefectIsNamedWithTheKnownOnes() =>
        CapturedTerminal.Run("sensitivity", "--defect", "Gremlins").IsOneLineOfComplaint(
        2, "Argument 'Gremlins' not recognized. Must be one of: 'FsyncErrorIgnored'");
}
