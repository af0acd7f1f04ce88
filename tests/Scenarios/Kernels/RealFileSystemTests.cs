using Sim.Kernel.Records;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Kernels;

/// <summary>Real file systems, recorded and crashed on this machine.</summary>
public sealed class RealFileSystemTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    /// <summary>A state with the schedule that shows it: it is repeated, for a busy machine may miss it.</summary>
    [KernelTheory]
    [InlineData("ext4-ordered", "rename-unsynced", "hold n; 3: commit", "log=z6000")]
    [InlineData("xfs", "trunc-fsync", "1: writeback", "log=a5000z3192a808")]
    [InlineData("btrfs", "ren-across-target", "none", "d/ d/f=a10 e/ e/f=a10 e/g=b10")]
    public void WhatAKernelShowsIsSeenAgain(string fileSystem, string history, string schedule, string state)
    {
        _ = CapturedTerminal.Run("kernels", "record", "--fs", fileSystem, "--history", history,
            "--schedule", schedule, "--images", "120", "--out", directory.Path).WentWell("0 of them denied");
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
}
