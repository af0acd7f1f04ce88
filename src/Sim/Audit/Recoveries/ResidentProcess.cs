using System.Diagnostics;

namespace Sim.Audit.Recoveries;

/// <summary>
/// A process that stays and answers questions. It starts with the first one, and again after it has ended.
/// </summary>
/// <param name="command">For the shell.</param>
/// <param name="limit">How long an answer may take.</param>
internal sealed class ResidentProcess(string command, TimeSpan limit) : IDisposable
{
    private Process? process;

    /// <summary>Why the last answer is not whole; null when it is.</summary>
    public ResidentEnd? End { get; private set; }

    /// <summary>Asks, and reads lines up to the last one of the answer.</summary>
    /// <param name="question">Its text; a line end follows.</param>
    /// <param name="isLast">Says which line is the last one.</param>
    public IReadOnlyList<string> Ask(string question, Func<string, bool> isLast)
    {
        process ??= Started();
        process.StandardInput.WriteLine(question);
        process.StandardInput.Flush();
        var lines = new List<string>();
        do
        {
            var reading = process.StandardOutput.ReadLineAsync();
            End = !reading.Wait(limit) ? ResidentEnd.Late : reading.Result is null ? ResidentEnd.Gone : null;
            if (End is not null)
            {
                Dispose();
                return lines;
            }

            lines.Add(reading.Result!);
        }
        while (!isLast(lines[^1]));
        return lines;
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

/// <summary>Why an answer of a resident process is not whole.</summary>
internal enum ResidentEnd
{
    /// <summary>It took too long.</summary>
    Late,

    /// <summary>The process has ended.</summary>
    Gone,
}
