using System.Diagnostics;
using Sim.Audit.Checks;

namespace Sim.Audit.Recoveries;

/// <summary>
/// A command for each image. Exit 0: what it prints came back, a word a line. Any other exit: it refused.
/// </summary>
/// <param name="command">For the shell; {} is the folder.</param>
/// <param name="limit">How long it may take.</param>
public sealed class CommandRecovery(string command, TimeSpan limit) : IRecovery
{
    /// <inheritdoc/>
    public RecoveryOutcome Recover(string folder)
    {
        using var process = Shell.Start(command.Replace("{}", Shell.Quoted(folder), StringComparison.Ordinal));
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            return new RecoveryOutcome(RecoveryEnd.Hung, [], Invariant($"no end after {limit.TotalSeconds} s"));
        }

        var words = Lines(output.Result);
        return process.ExitCode == 0
            ? new RecoveryOutcome(RecoveryEnd.Recovered, words, "")
            : new RecoveryOutcome(RecoveryEnd.Refused, [], Invariant($"exit {process.ExitCode}: ")
                + (Lines(error.Result).LastOrDefault() ?? words.LastOrDefault() ?? "it says nothing")
                    .Replace(folder, "DIR", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Each command has ended.
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Starts commands through the shell of the system.</summary>
internal static class Shell
{
    public static Process Start(string command)
    {
        string[] shell = OperatingSystem.IsWindows() ? ["cmd.exe", "/c"] : ["/bin/sh", "-c"];
        return Process.Start(new ProcessStartInfo(shell[0], [shell[1], command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    public static string Quoted(string path) =>
        OperatingSystem.IsWindows() ? $"\"{path}\"" : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
