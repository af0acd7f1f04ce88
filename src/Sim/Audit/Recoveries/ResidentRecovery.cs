using System.Diagnostics;
using Sim.Audit.Checks;

namespace Sim.Audit.Recoveries;

/// <summary>
/// A process that stays: it reads a folder a line, and answers with one line: <c>ok</c> and the words that came back,
/// or why it refuses. A start for each image would cost most of the time.
/// </summary>
/// <param name="command">For the shell.</param>
/// <param name="limit">How long an answer may take.</param>
public sealed class ResidentRecovery(string command, TimeSpan limit) : IRecovery
{
    private Process? process;

    /// <inheritdoc/>
    public RecoveryOutcome Recover(string folder)
    {
        process ??= Started();
        process.StandardInput.WriteLine(folder);
        process.StandardInput.Flush();
        var reading = process.StandardOutput.ReadLineAsync();
        if (!reading.Wait(limit))
        {
            Dispose();
            return new RecoveryOutcome(RecoveryEnd.Hung, [], Invariant($"no answer after {limit.TotalSeconds} s"));
        }

        switch (reading.Result?.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["ok", .. var words]:
                return new RecoveryOutcome(RecoveryEnd.Recovered, words, "");
            case null:
                Dispose();
                return new RecoveryOutcome(RecoveryEnd.Refused, [], "the process ended");
            case var says:
                var text = string.Join(' ', says).Replace(folder, "DIR", StringComparison.Ordinal);
                return new RecoveryOutcome(RecoveryEnd.Refused, [], text);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
        }

        process?.Dispose();
        process = null;
    }

    private Process Started()
    {
        var started = Shell.Start(command);
        started.ErrorDataReceived += static (_, _) => { };
        started.BeginErrorReadLine();
        return started;
    }
}
