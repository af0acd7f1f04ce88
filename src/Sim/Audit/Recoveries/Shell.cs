using System.Diagnostics;
using Sim.Audit.Recording;

namespace Sim.Audit.Recoveries;

/// <summary>Starts commands through the shell of the system, and ends each with all that it started.</summary>
internal static class Shell
{
    /// <summary>setsid(1): the command leads a session of its own. Null where there is none.</summary>
    private static readonly string? Session = Array.Find((string[])["/usr/bin/setsid", "/bin/setsid"], File.Exists);

    private static readonly Lock Lives = new();

    private static readonly SortedSet<int> Running = [];

    /// <summary>Starts a command. <see cref="End"/> must follow.</summary>
    public static Process Start(string command)
    {
        string[] words = OperatingSystem.IsWindows() ? ["cmd.exe", "/c", command]
            : [.. Session is null ? [] : (string[])[Session], "/bin/sh", "-c", command];
        lock (Lives)
        {
            var process = Process.Start(new ProcessStartInfo(words[0], words[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            _ = Running.Add(process.Id);
            return process;
        }
    }

    /// <summary>Kills a command with all that it started, also when it has ended itself.</summary>
    public static void End(Process process)
    {
        lock (Lives)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: Session is null);
            }

            if (Running.Remove(process.Id))
            {
                KillSession(process.Id);
            }
        }
    }

    /// <summary>Kills all commands: this process ends, and they do not hear of it in sessions of their own.</summary>
    public static void EndAll()
    {
        lock (Lives)
        {
            foreach (var process in Running)
            {
                KillSession(process);
            }

            Running.Clear();
        }
    }

    public static string Quoted(string path) =>
        OperatingSystem.IsWindows() ? $"\"{path}\"" : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static void KillSession(int leader) =>
        _ = Session is null ? 0 : Ptrace.Kill(-leader, Ptrace.SigKill);
}
