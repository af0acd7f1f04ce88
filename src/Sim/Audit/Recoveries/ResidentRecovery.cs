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
    private readonly ResidentProcess process = new(command, limit);

    /// <inheritdoc/>
    public RecoveryOutcome? Recover(string folder)
    {
        var answer = process.Ask(folder, static _ => true);
        if (process.End == ResidentEnd.Gone && !process.IsFirst)
        {
            // An earlier image may have ended it. Only one that has just started ends because of this image.
            return null;
        }

        if (process.End is { } end)
        {
            return end == ResidentEnd.Late
                ? RecoveryOutcome.Without(RecoveryEnd.Hung, Invariant($"no answer after {limit.TotalSeconds} s"))
                : RecoveryOutcome.Without(
                    RecoveryEnd.Refused, process.Says.Replace(folder, "DIR", StringComparison.Ordinal));
        }

        var words = answer[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is ["ok", .. var back]
            ? new RecoveryOutcome(RecoveryEnd.Recovered, back, "")
            : RecoveryOutcome.Without(
                RecoveryEnd.Refused, string.Join(' ', words).Replace(folder, "DIR", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();
}
