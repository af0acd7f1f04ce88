namespace Tests.Scenarios.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help", "apply")]
    [InlineData("explore --help", "--seeds")]
    [InlineData("replay --help", "--trace")]
    [InlineData("apply --help", "--force")]
    [InlineData("digest --help", "FILE.aof")]
    public void HelpIsEverywhere(string line, string holding)
    {
        var told = CapturedTerminal.Run(line.Split(' '));
        Assert.Contains(holding, told.Output, StringComparison.Ordinal);
        Assert.Equal("", told.Error);
        Assert.Equal(0, told.ExitCode);
    }

    [Theory]
    [InlineData("dance", "'dance'")]
    [InlineData("--seeds 1", "'--seeds'")]
    [InlineData("explore --sedes 1..5", "'--sedes'")]
    [InlineData("explore --seeds 5..1", "'5..1'")]
    [InlineData("explore --seeds", "--seeds")]
    [InlineData("explore --count 0", "'0'")]
    [InlineData("explore --count 2 --seeds 1..2", "exclude")]
    [InlineData("explore --time soon", "'soon'")]
    [InlineData("explore --policy often", "always, everysec, no, any")]
    [InlineData("explore --disk floppy", "posix-weak")]
    [InlineData("explore --jobs 0", "'0'")]
    [InlineData("replay", "PLAN.json")]
    [InlineData("replay 1 2", "'2'")]
    [InlineData("replay no-such-plan.json", "no-such-plan.json")]
    [InlineData("replay .", "is a directory")]
    [InlineData("apply commands.resp", "--out")]
    [InlineData("apply no-such-file.resp --out .", "no-such-file.resp")]
    [InlineData("digest", "FILE.aof")]
    [InlineData("digest no-such-file.aof", "no-such-file.aof")]
    [InlineData("check-aof .", "is a directory")]
    public void WhatIsNotUnderstoodIsOneLineAndExitCodeTwo(string line, string holding) =>
        CapturedTerminal.Run(line.Split(' ')).IsOneLineOfComplaint(exitCode: 2, holding);
}
