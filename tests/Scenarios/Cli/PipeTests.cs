using System.Diagnostics;
using System.Text;
using Tests.Scenarios.Posix;

namespace Tests.Scenarios.Cli;

/// <summary>A pipe gives its content once and has no size: it is read to its end, and not cut.</summary>
public sealed class PipeTests : IDisposable
{
    private const string Set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [PosixTheory]
    [InlineData(1)]
    [InlineData(10_000)]
    public void ALogComesThroughAPipe(int commands)
    {
        var log = string.Concat(Enumerable.Repeat(Set, commands));
        _ = Piped(log, "digest").WentWell(holding: $"commands  {commands}");
        _ = Piped(log, "check-aof").WentWell(holding: $"size={log.Length}, ok_up_to={log.Length}, diff=0");
        _ = Piped(log, "apply", "--out", directory["out"]).WentWell(holding: $"commands  {commands}");
    }

    [PosixFact]
    public void ATornLogInAPipeIsNotCut()
    {
        var told = Piped(Set + "*1", "check-aof", "--fix", "--yes");
        Assert.Contains("is not cut at byte 27: it is a pipe", told.Error, StringComparison.Ordinal);
        Assert.Equal(1, told.ExitCode);
    }

    [PosixFact]
    public void APlanComesThroughAPipe()
    {
        var plan = Sim.Plans.PlanFile.Write(new Sim.Plans.Plan());
        _ = Piped(plan, "replay").WentWell(holding: "every promise was kept");
    }

    [PosixTheory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/urandom")]
    [InlineData("/proc/self/status")]
    public void WhatHasBytesAndNoSizeIsRefused(string path)
    {
        if (File.Exists(path))
        {
            CapturedTerminal.Run("digest", path).IsOneLineOfComplaint(exitCode: 2, holding: "has bytes and no size");
        }
    }

    private CapturedTerminal Piped(string content, params string[] words)
    {
        var pipe = directory["pipe"];
        File.Delete(pipe);
        using (var made = Process.Start("mkfifo", pipe))
        {
            made.WaitForExit();
            Assert.Equal(0, made.ExitCode);
        }

        var writer = Task.Run(() =>
        {
            using var stream = new FileStream(pipe, FileMode.Open, FileAccess.Write);
            stream.Write(Encoding.Latin1.GetBytes(content));
        });
        var told = CapturedTerminal.Run([.. words, pipe]);
        Assert.True(writer.Wait(TimeSpan.FromMinutes(1)));
        return told;
    }
}
