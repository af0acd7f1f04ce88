using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Audit;

/// <summary>Whatever the words of a command line of audit are, it ends with an exit code and says why.</summary>
public sealed class ArgumentTests : IDisposable
{
    private static readonly string Record = KeptRecords.PathOf("walstore.rec");

    private static readonly string[] Values =
    [
        "", "nosuch", "((", "replies:((", "redis:x", "-1", "0", "7", "99999999999999999999", "x:y", "a\nb", "ideal",
        "all,x", "1s", "kill",
    ];

    private static readonly string[] Paths = ["", "a\0b", "/dev/null", "/dev/zero", "DIR", "DIR/none/none", "FILE"];

    private static readonly string[][] Verbs =
    [
        ["check", Record, "--serve", "while read x; do echo ok; done", "--sample", "1", "--images", "1", "--disk",
            "xfs", "--grace", "1s", "--kill-grace", "1s", "--recoveries", "1", "--baseline", "FILE", "--jobs", "1",
            "--out", "DIR/out", "--limit", "20s"],
        ["show", Record],
        ["crash", Record, "--at", "3", "--disk", "xfs", "--image", "0", "--images", "4", "--out", "DIR/crashed"],
        ["import", "FILE", "--root", "DIR/root", "--before", "DIR/root", "--cwd", "DIR", "--acks", "redis", "--ignore",
            "*", "--out", "DIR/made.rec"],
    ];

    private readonly TemporaryDirectory directory = new();

    public ArgumentTests()
    {
        File.WriteAllText(directory["file"], "lost\nkill -9 lost\n");
        _ = Directory.CreateDirectory(directory["root"]);
    }

    public static TheoryData<string> VerbNames => [.. Verbs.Select(verb => verb[0])];

    public void Dispose() => directory.Dispose();

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void AnyValueEndsInAnExitCode(string name)
    {
        var (verb, refused) = (Array.Find(Verbs, verb => verb[0] == name)!, 0);
        for (var at = 1; at < verb.Length; at++)
        {
            var isPath = verb[at] == Record || Located(verb[at]) != verb[at];
            foreach (var value in verb[at].StartsWith("--", StringComparison.Ordinal) ? [] : isPath ? Paths : Values)
            {
                refused += Run([.. verb[..at], value, .. verb[(at + 1)..]]) == 2 ? 1 : 0;
            }
        }

        Assert.InRange(refused, Values.Length / 2, verb.Length * Values.Length);
    }

    /// <summary>What is refused before a program is run, so that no recorder shares a process with the tests.</summary>
    [RecorderTheory]
    [InlineData("--acks", "replies:((")]
    [InlineData("--acks", "redis:x")]
    [InlineData("--root", "DIR/nosuch")]
    [InlineData("--root", "FILE")]
    [InlineData("--fault", "short:fsync:1:f")]
    [InlineData("--fault", "EMFILE:write:1:f")]
    [InlineData("--fault", "EIO:nosuch:1:f")]
    [InlineData("--fault", "kill-before:mmap:1:f")]
    [InlineData("--fault", "EIO:99:1:f")]
    [InlineData("--baseline", "DIR/nosuch")]
    [InlineData("--baseline", "/dev/zero")]
    [InlineData("--recover", "cat f")]
    [InlineData("--images", "99999999999999999999")]
    [InlineData("--out", "FILE")]
    public void WhatCannotBeRecordedIsRefusedFirst(string option, string value)
    {
        string[] words =
            ["audit", "run", "--root", "DIR/root", "--record", "DIR/r", "--recover", "true {}", "--", "true"];
        var at = Array.IndexOf(words, option);
        words = at < 0 ? [.. words[..2], option, value, .. words[2..]]
            : [.. words[..(at + 1)], value, .. words[(at + 2)..]];
        CapturedTerminal.Run([.. words.Select(Located)]).IsOneLineOfComplaint(2, "");
        Assert.False(File.Exists(directory["r"]));
    }

    [Theory]
    [InlineData("--recover", "nosuch {}", "exit 127: ")]
    [InlineData("--recover", "kill -9 $$; echo {}", "exit 137: it says nothing")]
    [InlineData("--serve", "exit 0", "the process ended: exit 0: it says nothing")]
    [InlineData("--serve", "nosuch", "nosuch: not found")]
    [InlineData("--serve", "echo no", "the process ended: exit 0: no")]
    [InlineData("--serve", "echo refused no", "what the run left: no")]
    [InlineData("--redis", "nosuch", "nosuch: not found")]
    [InlineData("--redis", "cat", "what the run left: ")]
    [InlineData("--sqlite", "store.snapshot", "what the run left: ")]
    public void ARecoveryThatFailsUndamagedIsRefused(string option, string value, string why)
    {
        if (OperatingSystem.IsLinux())
        {
            var run = CapturedTerminal.Run(
                "audit", "check", Record, option, value, "--sample", "1", "--out", directory["out"]);
            run.IsOneLineOfComplaint(2, "the recovery fails before anything is crashed, on what the run left: ");
            Assert.Contains(why, run.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>What tries nothing must not say that every promise was kept.</summary>
    [Fact]
    public void ACheckOfNothingIsRefused()
    {
        if (OperatingSystem.IsLinux())
        {
            CapturedTerminal.Run("audit", "check", Record, "--from", "1000000", "--recover", "true {}", "--out",
                directory["out"]).IsOneLineOfComplaint(2, "no crash was recovered: ");
        }
    }

    private int Run(string[] words)
    {
        var run = CapturedTerminal.Run(["audit", .. words.Select(Located)]);
        Assert.True(run.ExitCode is 0 or 1 or 2, run.Error);
        Assert.True((run.ExitCode == 2) == run.Error.StartsWith("sim: ", StringComparison.Ordinal), run.Error);
        Assert.Equal(run.ExitCode == 2 ? 1 : 0, run.Error.Count(letter => letter == '\n'));
        if (Directory.Exists(directory["crashed"]))
        {
            Directory.Delete(directory["crashed"], recursive: true);
        }

        return run.ExitCode;
    }

    /// <summary>In the directory of the test, so that nothing is left elsewhere.</summary>
    private string Located(string word) => word == "FILE" ? directory["file"]
        : word == "DIR" ? directory.Path
        : word.StartsWith("DIR/", StringComparison.Ordinal) ? directory[word[4..]]
        : word;
}
