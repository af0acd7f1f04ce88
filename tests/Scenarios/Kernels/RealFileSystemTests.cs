using System.Diagnostics;
using Sim.Kernel.Records;
using Sim.Machine.Random;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Kernels;

/// <summary>Real file systems, recorded and crashed on this machine.</summary>
public sealed class RealFileSystemTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [KernelTheory]
    [InlineData("ext4-ordered", "rename-unsynced", "log=z6000")]
    [InlineData("xfs", "trunc-fsync", "log=a5000z3192a808")]
    [InlineData("btrfs", "ren-across-target", "d/ d/f=a10 e/ e/f=a10 e/g=b10")]
    public void WhatAKernelShowsIsSeenAgain(string fileSystem, string history, string state)
    {
        _ = CapturedTerminal.Run("kernels", "record", "--fs", fileSystem, "--history", history, "--images", "120",
            "--out", directory.Path).WentWell("0 of them denied");
        var record = RecordFile.Read(File.ReadAllText(
            Directory.GetFiles(directory.Path, "*.json", SearchOption.AllDirectories).Single()));
        Assert.Contains(record.Places, place => place.States.Any(seen => seen.State == state));
        Assert.InRange(record.Images, 1, 120);
    }

    [KernelTheory]
    [InlineData("ext4-ordered")]
    [InlineData("ext4-journal")]
    [InlineData("xfs")]
    public void RandomHistoriesLeaveWhatThePresetsAllow(string fileSystem) =>
        CapturedTerminal.Run("kernels", "check", "--fs", fileSystem, "--seeds", "1..2", "--images", "30")
            .WentWell($"{fileSystem}: 2 histories");

    /// <summary>Killed at any moment, the recorder leaves no loop device and no mount.</summary>
    [KernelTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void KilledRecorderLeavesNothingBehind(ulong seed)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Sim.dll");
        string[] words = [program, "kernels", "check", "--fs", "ext4-ordered", "--time", "1m"];
        var start = new ProcessStartInfo("dotnet", words)
        {
            RedirectStandardOutput = true,
        };
        using var recorder = Process.Start(start)!;
        var isStarted = SpinWait.SpinUntil(() => BackingFiles().Any() || recorder.HasExited, TimeSpan.FromMinutes(1));
        Assert.True(isStarted && !recorder.HasExited);
        Thread.Sleep(new Seed(seed).Stream("kill").Below(500));
        recorder.Kill();
        recorder.WaitForExit();
        Assert.True(SpinWait.SpinUntil(() => !BackingFiles().Any(), TimeSpan.FromMinutes(1)));
        Assert.DoesNotContain("/fuse fuse ", File.ReadAllText("/proc/mounts"), StringComparison.Ordinal);
    }

    /// <summary>The files of the recorder that are under a loop device now.</summary>
    private static IEnumerable<string> BackingFiles() =>
        from device in Directory.GetDirectories("/sys/block", "loop*")
        let path = Path.Combine(device, "loop", "backing_file")
        where File.Exists(path)
        let file = Text(path)
        where file.Contains("/fuse/d", StringComparison.Ordinal)
        select file;

    /// <summary>The text of a file that may be gone at any time.</summary>
    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
