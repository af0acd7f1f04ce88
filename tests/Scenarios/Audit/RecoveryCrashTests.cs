using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Audit;

/// <summary>Recoveries that are recorded and crashed too: mistakes that no crash of the run shows.</summary>
public sealed class RecoveryCrashTests : IDisposable
{
    private const string Live = ": > log; sync . log; for i in 1 2 3; do "
        + "echo begin k$i; echo \"k$i;\" >> log; sync log; echo ack k$i; done";

    /// <summary>Removes what is torn by writing a new log, before anything is read.</summary>
    private const string Rewrites =
        "[ -e log ] || exit 0; grep -a '^k[0-9];$' log > new; SYNC1 mv new log; SYNC2 cat log | tr -d ';'";

    /// <summary>The log of the last value is removed once the file has the value: but is that durable?</summary>
    private const string LiveOfTwoFiles = "echo begin k1; echo k1 > log; sync log .; echo ack k1; echo k1 > data";

    private const string RemovesLog =
        "if [ -e log ] && [ $(cat log) = \"$(cat data)\" ]; then SYNC1 rm log; sync .; fi; "
        + "cat data log | tr -d '\\0' | uniq";

    private readonly TemporaryDirectory directory = new();

    private string Disk => Directory.CreateDirectory(directory["disk"]).FullName;

    public void Dispose() => directory.Dispose();

    [RecorderTheory(IsLong = true)]
    [InlineData("", "", 1, "durable before change [0-9]+, rename of new to log")]
    [InlineData("sync new;", "sync .;", 0, "every promise was kept")]
    public void ARecoveryThatRewritesMustSync(string first, string second, int code, string matching)
    {
        var output = Run(Live, "--recover", In(Rewrites, first, second), code);
        Assert.Matches(matching, output);
        Assert.Equal(code == 1, output.Contains(" in the recovery, after change ", StringComparison.Ordinal));
        Assert.Equal(code == 1 ? 1 : 0, output.Split("LOST").Length - 1);
        Assert.Matches("4 of [0-9]+ recoveries that changed the disk crashed too: [0-9]{2}", output);
    }

    /// <summary>Only a kill -9 leaves what is not durable yet and looks as if it were.</summary>
    [RecorderTheory]
    [InlineData("", 1, "kill -9 after change [0-9]+")]
    [InlineData("sync data;", 0, "every promise was kept")]
    public void ARecoveryMustNotTrustTheCache(string first, int code, string matching)
    {
        var output = Run(LiveOfTwoFiles, "--recover", In(RemovesLog + " || true", first, ""), code);
        Assert.Matches(matching, output);
        if (code == 1)
        {
            var again = output.Split('\n').First(line => line.Contains("audit crash", StringComparison.Ordinal));
            var words = again[again.IndexOf("audit crash", StringComparison.Ordinal)..].Split(' ');
            _ = CapturedTerminal.Run([.. words[..^1], directory["again"]]).WentWell(holding: "unlink of log");
            Assert.DoesNotContain("log", Directory.GetFiles(directory["again"]).Select(Path.GetFileName));
            _ = CapturedTerminal.Run("audit", "show", words[2]).WentWell(holding: "ack k1");
        }
    }

    /// <summary>A process that stays is started again for a recording, with one folder to recover.</summary>
    [RecorderFact(IsLong = true)]
    public void AResidentIsStartedAnewToBeRecorded()
    {
        var served = $"while read dir; do echo ok $(cd $dir; {Of(Rewrites, "", "")}); done";
        var output = Run(Live, "--serve", served.Replace("exit 0", "true", StringComparison.Ordinal), code: 1);
        Assert.Contains(" in the recovery, after change ", output, StringComparison.Ordinal);
        Assert.Contains("recovery: lost", File.ReadLines(directory["out/kinds.txt"]));
    }

    [RecorderFact]
    public void WhatCannotBeRecordedIsSaid()
    {
        var output = Run(Live, "--recover", In("cat log | tr -d ';'; truncate -s 2G big", "", ""), code: 0);
        Assert.Contains("not all were recorded: ", output, StringComparison.Ordinal);
        Assert.Contains("files of up to 1 GiB", output, StringComparison.Ordinal);
    }

    [RecorderFact]
    public void NoneNeedBeCrashed()
    {
        var output = Run(Live, "--recover", In(Rewrites, "", ""), code: 0, "--recoveries", "0");
        Assert.DoesNotContain("crashed too", output, StringComparison.Ordinal);
    }

    private static string Of(string script, string first, string second) =>
        script.Replace("SYNC1", first, StringComparison.Ordinal).Replace("SYNC2", second, StringComparison.Ordinal);

    private static string In(string script, string first, string second) => $"cd {{}}; {Of(script, first, second)}";

    private string Run(string live, string option, string recovery, int code, params string[] more)
    {
        var run = AuditProcess.Run(
            ["run", "--root", Disk, "--record", directory["life.rec"], "--out", directory["out"], option, recovery,
                .. more, "--", "sh", "-c", $"cd '{Disk}'; {live}"]);
        Assert.True(run.ExitCode == code, run.Output);
        return run.Output;
    }
}
