using System.Diagnostics;
using System.Globalization;
using Sim.Machine.Random;

namespace Tests.Scenarios.Kernels;

/// <summary>Killed at any moment, a recorder leaves no process, no mount and no loop device.</summary>
public sealed class KilledRecorderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [KernelTheory]
    [InlineData("ext4-ordered", 1)]
    [InlineData("xfs", 2)]
    public void KilledRecorderLeavesNothingBehind(string fileSystem, ulong seed)
    {
        using var recorder = Start(fileSystem);
        Pause(recorder, seed);
        recorder.Kill();
        Assert.True(recorder.WaitForExit(Patience));
        AssertNothingIsLeft(recorder);
    }

    [KernelTheory]
    [InlineData("ext4-ordered", 4)]
    public void KilledServerEndsTheRecorder(string fileSystem, ulong seed)
    {
        using var recorder = Start(fileSystem);
        var server = Pause(recorder, seed);
        Process.GetProcessById(server).Kill();
        Assert.True(recorder.WaitForExit(Patience));
        Assert.StartsWith("sim: ", recorder.StandardError.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal(2, recorder.ExitCode);
        AssertNothingIsLeft(recorder);
    }

    private static Process Start(string fileSystem)
    {
        string[] words = [Path.Combine(AppContext.BaseDirectory, "Sim.dll"), "kernels", "check", "--fs", fileSystem,
            "--time", "1m"];
        return Process.Start(new ProcessStartInfo("dotnet", words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Waits for the server of the disk, and then for some time. Returns the number of its process.</summary>
    private static int Pause(Process recorder, ulong seed)
    {
        var servers = new List<int>();
        WaitUntil(() =>
        {
            servers.AddRange(Processes(recorder, "cmdline"));
            return servers.Count > 0 || recorder.HasExited;
        });
        Assert.False(recorder.HasExited);
        Thread.Sleep(new Seed(seed).Stream("kill").Below(1000));

        // A check may have begun with another disk meanwhile.
        servers.Clear();
        WaitUntil(() =>
        {
            servers.AddRange(Processes(recorder, "cmdline"));
            return servers.Count > 0;
        });
        return servers[0];
    }

    private static void AssertNothingIsLeft(Process recorder)
    {
        var left = new List<string>();
        WaitUntil(() =>
        {
            left = [.. Processes(recorder, "cmdline").Concat(Processes(recorder, "mountinfo")).Select(
                process => Invariant($"process {process}")).Concat(LoopDevices(recorder))];
            return left.Count == 0;
        });
        Assert.Empty(left);
    }

    /// <summary>Looks now and then, for it is not for free.</summary>
    private static void WaitUntil(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(start) < Patience)
        {
            Thread.Sleep(20);
        }
    }

    /// <summary>The processes with the name of the disk in some file of /proc: their command line, or mounts.</summary>
    private static IEnumerable<int> Processes(Process recorder, string file) =>
        from directory in Directory.GetDirectories("/proc")
        let name = Path.GetFileName(directory)
        where char.IsAsciiDigit(name[0]) && HasDisk(recorder, Path.Combine(directory, file))
        select int.Parse(name, CultureInfo.InvariantCulture);

    private static IEnumerable<string> LoopDevices(Process recorder) =>
        from device in Directory.GetDirectories("/sys/block", "loop*")
        where HasDisk(recorder, Path.Combine(device, "loop", "backing_file"))
        select device;

    /// <summary>Looks into a file that may be gone at any time.</summary>
    private static bool HasDisk(Process recorder, string path)
    {
        try
        {
            return File.Exists(path)
                && File.ReadAllText(path).Contains(Invariant($"/sim-{recorder.Id}"), StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
