using System.Diagnostics;
using Sim.Kernel.Records;
using Tests.Scenarios.Cli;
using Tests.Scenarios.Peer;

namespace Tests.Scenarios.Kernels;

/// <summary>Real file systems, recorded and crashed on this machine.</summary>
public sealed class RealFileSystemTests : IDisposable
{
    private const int Tries = 10;

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    /// <summary>A state with the schedule that shows it. A busy machine may miss it, so it is tried again.</summary>
    [KernelTheory]
    [InlineData("ext4-ordered", "rename-unsynced", "hold n; 3: commit", 20, "log=z6000")]
    [InlineData("xfs", "trunc-fsync", "1: writeback", 3, "log=a5000z3192a808")]
    [InlineData("btrfs", "ren-across-target", "none", 30, "d/ d/f=a10 e/ e/f=a10 e/g=b10")]
    public void WhatAKernelShowsIsSeenAgain(
        string fileSystem, string history, string schedule, int images, string state) =>
        Assert.Contains(Enumerable.Range(0, Tries), _ =>
        {
            var record = Record(fileSystem, history, schedule, images);
            Assert.InRange(record.Images, 1, images);
            return record.Places.Any(place => place.States.Any(seen => seen.State == state));
        });

    [KernelTheory]
    [InlineData("ext4-ordered")]
    public void RandomHistoriesLeaveWhatThePresetsAllow(string fileSystem) =>
        CapturedTerminal.Run("kernels", "check", "--fs", fileSystem, "--seeds", "1..1", "--images", "6")
            .WentWell($"{fileSystem}: 1 histories");

    /// <summary>
    /// Until its exec, a process that is being started holds copies of every descriptor: the file system looks busy.
    /// </summary>
    [KernelTheory]
    [InlineData("xfs")]
    public void ProcessesThatAreStartedMeanwhileDoNoHarm(string fileSystem)
    {
        using var ended = new CancellationTokenSource();
        var starts = Task.Run(() =>
        {
            while (!ended.IsCancellationRequested)
            {
                using var process = Process.Start("true");
                process.WaitForExit();
            }
        });
        RandomHistoriesLeaveWhatThePresetsAllow(fileSystem);
        ended.Cancel();
        starts.GetAwaiter().GetResult();
    }

    /// <summary>An overwrite belongs to no transaction: commits go on without it, while its fdatasync waits.</summary>
    [KernelTheory]
    [InlineData("ext4-ordered")]
    public async Task AWriteInFlightArrivesWhileCommitsGoOn(string fileSystem)
    {
        var record = await Task.Run(() => Record(fileSystem, "overwrite-twice", "hold c; 2: commitinside", images: 5))
            .WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, record.Runs);
    }

    [KernelTheory(needsServer: true)]
    [InlineData("ext4-ordered")]
    public void ServerThatSyncsAlwaysLosesNothing(string fileSystem) =>
        CapturedTerminal.Run(
            "kernels", "server", "--server", RedisProcess.Program!, "--fs", fileSystem, "--images", "5")
            .WentWell("5 images, 0 without an acknowledged write");

    private KernelRecord Record(string fileSystem, string history, string schedule, int images)
    {
        _ = CapturedTerminal.Run("kernels", "record", "--fs", fileSystem, "--history", history, "--schedule", schedule,
            "--images", $"{images}", "--out", directory.Path).WentWell("0 of them denied");
        return RecordFile.Read(File.ReadAllText(
            Directory.GetFiles(directory.Path, "*.json", SearchOption.AllDirectories).Single()));
    }
}
