using System.Diagnostics;
using Sim.Kernel.Records;

namespace Sim.Kernel.Device;

/// <summary>The programs that make file systems.</summary>
internal static class Mkfs
{
    /// <summary>Makes a file with a new file system in it.</summary>
    public static void Format(FileSystemKind kind, string path)
    {
        using (var file = File.Create(path))
        {
            file.SetLength(kind.SizeMiB * 1024L * 1024);
        }

        var (code, output) = Run($"{kind.Mkfs} {path}");
        if (code != 0)
        {
            throw new IOException($"{kind.Mkfs}: {output.Trim()}");
        }
    }

    /// <summary>The first line of its version.</summary>
    public static string Version(FileSystemKind kind)
    {
        var (_, output) = Run($"{kind.Mkfs.Split(' ')[0]} -V");
        return output.Split('\n')[0].Trim();
    }

    /// <exception cref="PlatformNotSupportedException">The program is not installed.</exception>
    private static (int Code, string Output) Run(string line)
    {
        var words = line.Split(' ');
        var start = new ProcessStartInfo(Find(words[0]), words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var program = Process.Start(start)!;
        var error = program.StandardError.ReadToEndAsync();
        var output = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        return (program.ExitCode, output + error.GetAwaiter().GetResult());
    }

    /// <summary>The folders of such programs may be missing in PATH.</summary>
    private static string Find(string program) =>
        Array.Find(["/usr/sbin/" + program, "/sbin/" + program], File.Exists)
        ?? throw new PlatformNotSupportedException($"{program} is not installed");
}
