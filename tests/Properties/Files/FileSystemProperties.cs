using System.IO.Abstractions;
using FsCheck.Xunit;
using Sim.Files;
using Sim.Machine;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Tests.Properties.Kernel;

namespace Tests.Properties.Files;

/// <summary>
/// System.IO over the simulated disk answers like System.IO over a real one: the same calls give the same results and
/// exceptions, one after the other, and leave the same files.
/// </summary>
[Properties(QuietOnSuccess = true)]
public sealed class FileSystemProperties
{
    [KernelProperty(MaxTest = 100, Arbitrary = [typeof(FileSystemScripts)])]
    public void FilesAnswerLikeThoseOfDotNet(FileSystemScript script) => Compare(script);

    /// <summary>Each stream has a buffer of its own size. What is in it is not on the disk.</summary>
    [KernelProperty(MaxTest = 300, Arbitrary = [typeof(StreamScripts)])]
    public void StreamsAnswerLikeThoseOfDotNet(FileSystemScript script) => Compare(script);

    private static void Compare(FileSystemScript script)
    {
        var machine = new SimulatedMachine(
            new VirtualDisk(), FaultInjector.None, new Seed(1), new Trace(), VirtualClock.UsualStartUs);
        var simulated = Outcomes(
            new PortFileSystem(machine.BootServer(SilentLog.Instance, new Prng(new Seed(1))).Files), "/root", script);
        var directory = Directory.CreateTempSubdirectory("sim-files-").FullName;
        try
        {
            var real = Outcomes(new FileSystem(), directory, script);
            for (var i = 0; i < real.Count; i++)
            {
                Assert.True(real[i] == simulated[i], string.Join('\n', script.Calls.Take(i + 1))
                    + $"\n= {real[i]}, but simulated {simulated[i]}");
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The result of each call, then every file that is left.</summary>
    private static List<string> Outcomes(IFileSystem fileSystem, string root, FileSystemScript script)
    {
        var streams = new FileSystemStream?[2];
        _ = fileSystem.Directory.CreateDirectory(root);
        List<string> outcomes = [.. script.Calls.Select(call => call.On(fileSystem, root, streams))];
        foreach (var stream in streams)
        {
            stream?.Dispose();
        }

        outcomes.AddRange(fileSystem.Directory.GetFiles(root, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => path[root.Length..] + " " + fileSystem.File.ReadAllText(path)));
        return outcomes;
    }
}
