using Sim.Audit.Checks;

namespace Sim.Audit.Recoveries;

/// <summary>
/// A command for each image. Exit 0: what it prints came back, a word a line. Any other exit: it refused. What it
/// leaves running is killed with it.
/// </summary>
/// <param name="command">For the shell; <see cref="Place"/> is the folder.</param>
/// <param name="limit">How long it may take.</param>
public sealed class CommandRecovery(string command, TimeSpan limit) : IRecovery
{
    /// <summary>Stands for the folder in a command.</summary>
    public const string Place = "{}";

    /// <inheritdoc/>
    public RecoveryOutcome Recover(string folder)
    {
        using var process = Shell.Start(In(folder));
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var isInTime = process.WaitForExit(limit);
        Shell.End(process);

        // What has left the session may hold the output open.
        if (!isInTime || !Task.WaitAll([output, error], limit))
        {
            return RecoveryOutcome.Without(RecoveryEnd.Hung, Invariant($"no end after {limit.TotalSeconds} s"));
        }

        var words = Lines(output.Result);
        return process.ExitCode == 0
            ? new RecoveryOutcome(RecoveryEnd.Recovered, words, "")
            : RecoveryOutcome.Without(RecoveryEnd.Refused, Invariant($"exit {process.ExitCode}: ")
                + (Lines(error.Result).LastOrDefault() ?? words.LastOrDefault() ?? "it says nothing")
                    .Replace(folder, "DIR", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public string? Record(string folder, string record) =>
        RecordedRecovery.Run(In(folder), input: "", folder, record, limit);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Each command has ended.
    }

    private string In(string folder) => command.Replace(Place, Shell.Quoted(folder), StringComparison.Ordinal);

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
