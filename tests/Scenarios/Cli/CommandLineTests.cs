using System.Text.RegularExpressions;
using Tests.Scenarios.Repository;

namespace Tests.Scenarios.Cli;

public sealed partial class CommandLineTests
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

    private static readonly string[] Verbs =
    [
        "explore", "replay", "census", "report", "emit", "crash", "merge", "matrix", "sensitivity", "versions",
        "apply", "digest", "check-aof",
    ];

    private static readonly (string Verb, string[] Parts)[] Parts =
    [
        ("kernels", ["record", "check", "verify", "server"]),
        ("audit", ["run", "record", "import", "check", "show", "crash", "faults"]),
    ];

    public static TheoryData<string> EveryVerb => [.. Verbs, "kernels", "audit"];

    /// <summary>The help of each verb lists each option that the page of the command line has, and no more.</summary>
    [Theory]
    [MemberData(nameof(EveryVerb))]
    public void HelpAndDocumentHaveTheSameOptions(string verb)
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "cli.md"));
        var sections = Example().Replace(page, "").Split("\n## ");
        var documented = Options(Section(verb));
        if (Section(verb).Contains("options-of-a-run", StringComparison.Ordinal))
        {
            documented.UnionWith(Options(Section("Options of a run")));
        }

        var listed = Options(CapturedTerminal.Run(verb, "--help").Output);
        foreach (var (name, parts) in Parts)
        {
            listed.UnionWith(name == verb
                ? parts.SelectMany(part => Options(CapturedTerminal.Run(verb, part, "--help").Output))
                : []);
        }

        Assert.True(listed.Remove("--help"));
        Assert.Equal(documented, listed);

        string Section(string name) =>
            Assert.Single(sections, part => part.StartsWith(name + '\n', StringComparison.Ordinal));
    }

    [Fact]
    public void OnlyWhatIsRequiredIsCalledRequired()
    {
        var required = Verbs.SelectMany(verb => CapturedTerminal.Run(verb, "--help").Output.Split('\n')
            .Where(line => line.Contains("REQUIRED", StringComparison.Ordinal))
            .Select(line => (Verb: verb, Option: Options(line).Single()))).ToList();
        Assert.Equal([("report", "--html"), ("crash", "--out"), ("apply", "--out")], required);
        Assert.All(required, missing => CapturedTerminal.Run(missing.Verb, "no-such-file").IsOneLineOfComplaint(
            exitCode: 2, holding: missing.Option));
    }

    private static SortedSet<string> Options(string text) =>
        new(OptionName().Matches(text).Select(match => match.Value), StringComparer.Ordinal);

    [GeneratedRegex(@"(?ms)^```.*?^```$")]
    private static partial Regex Example();

    [GeneratedRegex("(?<![-a-z])--[a-z][-a-z]+")]
    private static partial Regex OptionName();

    [Theory]
    [InlineData("dance", "'dance'")]
    [InlineData("explor", "did you mean 'explore'?")]
    [InlineData("check-afo x", "did you mean 'check-aof'?")]
    [InlineData("explore --seed 1..5", "did you mean '--seeds'?")]
    [InlineData("dance --seeds 1", "--help lists them")]
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
    [InlineData("check-aof .", "holds no manifest")]
    [InlineData("torture x/\0 1 0", "takes the name of a file")]
    public void WhatIsNotUnderstoodIsOneLineAndExitCodeTwo(string line, string holding) =>
        CapturedTerminal.Run(line.Split(' ')).IsOneLineOfComplaint(exitCode: 2, holding);
}
