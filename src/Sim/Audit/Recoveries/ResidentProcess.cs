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

    /// <summary>The last line that it printed, on either output.</summary>
    public string LastWords { get; private set; } = "it says nothing";

    /// <summary>Why the last answer is not whole; null when it is.</summary>
    public ResidentEnd? End { get; private set; }

    /// <summary>True when the last question was the first one of its process.</summary>
    public bool IsFirst { get; private set; }

    /// <summary>How the process ended that is <see cref="ResidentEnd.Gone"/>.</summary>
    public string Says { get; private set; } = "";

    /// <summary>Asks, and reads lines up to the last one of the answer.</summary>
    /// <param name="question">Its text; a line end follows.</param>
    /// <param name="isLast">Says which line is the last one.</param>
    public IReadOnlyList<string> Ask(string question, Func<string, bool> isLast)
    {
        if (process is { HasExited: true })
        {
            Dispose();
        }

        IsFirst = process is null;
        process ??= Started();
        Write(question);
        var lines = new List<string>();
        var asked = Stopwatch.GetTimestamp();
        while (true)
        {
            // The limit is that of the answer: lines before it give no more time.
            var left = limit - Stopwatch.GetElapsedTime(asked);
            var reading = process.StandardOutput.ReadLineAsync();
            End = left <= TimeSpan.Zero || !reading.Wait(left) ? ResidentEnd.Late
                : reading.Result is null ? ResidentEnd.Gone
                : null;
            if (End is not null)
            {
                Dispose();
                return lines;
            }

            lines.Add(reading.Result!);
            if (isLast(lines[^1]))
            {
                return lines;
            }

            Note(lines[^1]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (process is null)
        {
            return;
        }

        // What it has said before it ended may still be on its way.
        var isGone = End == ResidentEnd.Gone && process.WaitForExit(limit);
        Shell.End(process);
        _ = process.WaitForExitAsync().Wait(limit);
        Says = isGone ? Invariant($"the process ended: exit {process.ExitCode}: {LastWords}")
            : "the process has closed its output";
        process.Dispose();
        process = null;
    }

    private void Note(string? line) => LastWords = string.IsNullOrWhiteSpace(line) ? LastWords : line.Trim();

    private void Write(string question)
    {
        try
        {
            process!.StandardInput.WriteLine(question);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended, and reading shows that.
        }
    }

    private Process Started()
    {
        var started = Shell.Start(command);
        started.ErrorDataReceived += (_, line) => Note(line.Data);
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
