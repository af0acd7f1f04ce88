using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Audit;

/// <summary>SIGKILL as a fault: the process that makes a call ends right before or right after it.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private string Disk => Directory.CreateDirectory(directory["disk"]).FullName;

    public void Dispose() => directory.Dispose();

    [RecorderTheory]
    [InlineData("kill-before", "a\n")]
    [InlineData("kill-after", "a\nb\n")]
    public void TheCallHasHappenedOrNot(string effect, string left)
    {
        var (code, output) = Record($"{effect}:write:2:f", "sh", "-c", $"cd '{Disk}'; (echo a; echo b; echo c) > f");
        Assert.True(code == 0, output);
        Assert.Contains("the fault struck Write of f", output, StringComparison.Ordinal);
        Assert.Contains("the rebuilt disk equals", output, StringComparison.Ordinal);
        Assert.Equal(left, File.ReadAllText(Path.Combine(Disk, "f")));
    }

    [RecorderFact]
    public void OtherProcessesOfTheProgramGoOn()
    {
        var (code, output) = Record(
            "kill-before:unlinkat:1:f", "sh", "-c", $"cd '{Disk}'; echo a > f; rm f || echo $? > g");
        Assert.True(code == 0, output);
        Assert.Contains("exit code was 0", output, StringComparison.Ordinal);
        Assert.Equal("137\n", File.ReadAllText(Path.Combine(Disk, "g")));
    }

    /// <summary>What the other threads and children have under way is in the record, or has not happened.</summary>
    [RecorderTheory(IsLong = true)]
    [InlineData("kill-before:pwrite64:1:s1/mapped0")]
    [InlineData("kill-after:ftruncate:1:s1/mapped2")]
    [InlineData("kill-after:fsync:1:s1/a")]
    public void ThreadsThatAreKilledAreRebuiltExactly(string fault)
    {
        var (code, output) = Record(fault, "dotnet", AuditProcess.Program("RandomCalls"), "1", "1", Disk);
        Assert.True(code == 0, output);
        Assert.Contains("the rebuilt disk equals", output, StringComparison.Ordinal);
    }

    /// <summary>The sync that is killed is not looked at: only a power loss could show that.</summary>
    [RecorderFact]
    public void AKillAloneLosesNothingThatWasWritten()
    {
        var (code, output) = AuditProcess.Run("faults", "--root", Disk, "--out", directory["out"], "--disk", "kill",
            "--effects", "kill-before", "--recover", "cat {}/f || true", "--", "sh", "-c",
            $"cd '{Disk}'; echo begin a; echo a > f; sync f; echo ack a");
        Assert.True(code == 0, output);
        Assert.Matches(@"\nfsync f +1 +\.\n", output);
    }

    /// <summary>Each call of the right order, and one of the wrong order.</summary>
    [RecorderTheory(IsLong = true)]
    [InlineData("echo a > f; sync f . && echo ack a", 0, "every promise was kept", @"\nwrite f +1 +e +e\n")]
    [InlineData("echo ack a; echo a > f; sync f .", 1, "LOST on kill (", @"\nwrite f +1 +L +L\n")]
    public void KillsAreFaultsOfATable(string script, int code, string holding, string row)
    {
        var run = AuditProcess.Run("faults", "--root", Disk, "--out", directory["out"], "--disk", "xfs", "--effects",
            "kill-before,kill-after", "--recover", "cat {}/f || true", "--",
            "sh", "-c", $"cd '{Disk}'; echo begin a; {script}");
        Assert.True(run.ExitCode == code, run.Output);
        Assert.Contains(holding, run.Output, StringComparison.Ordinal);
        Assert.Matches(row, run.Output);
        Assert.Contains("8 faults injected", run.Output, StringComparison.Ordinal);
    }

    [RecorderFact]
    public void FaultsThatStrikeNoCallAreAFailure()
    {
        var (code, output) = AuditProcess.Run("faults", "--root", Disk, "--out", directory["out"], "--effects", "EFBIG",
            "--recover", "cat {}/f || true", "--", "sh", "-c", $"echo begin a; : > '{Disk}/f'; echo ack a");
        Assert.Equal(2, code);
        Assert.EndsWith("the program makes no call that such a fault can strike\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownFaultIsRefused() => CapturedTerminal.Run(
        "audit", "faults", "--root", Disk, "--effects", "EIO,nosuch", "--recover", "true {}", "--", "true")
        .IsOneLineOfComplaint(2, "--effects takes EIO,");

    private (int Code, string Output) Record(string fault, params string[] program) => AuditProcess.Run(
        ["record", "--root", Disk, "--out", directory["life.rec"], "--fault", fault, "--", .. program]);
}
