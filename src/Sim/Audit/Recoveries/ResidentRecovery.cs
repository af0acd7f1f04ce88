using Sim.Audit.Checks;

namespace Sim.Audit.Recoveries;

/// <summary>
/// A process that stays: it reads a folder a line, and answers with a line: <c>ok</c> and the words that came back, or
/// <c>refused</c> and why. Its other lines are its own: many stores log to the standard output. A start for each image
/// would cost most of the time.
/// </summary>
/// <param name="command">For the shell.</param>
/// <param name="limit">How long an answer may take.</param>
public sealed class ResidentRecovery(string command, TimeSpan limit) : IRecovery
{
    private const string Recovered = "ok", Refused = "refused";

    private readonly ResidentProcess process = new(command, limit);

    /// <inheritdoc/>
    public RecoveryOutcome? Recover(string folder)
    {
        var said = process.Ask(folder, static line => Words(line) is [Recovered or Refused, ..]);
        if (process.End == ResidentEnd.Gone && !process.IsFirst)
        {
            // An earlier image may have ended it. Only one that has just started ends because of this image.
            return null;
        }

        return process.End switch
        {
            ResidentEnd.Late => RecoveryOutcome.Without(RecoveryEnd.Hung, Hidden(folder, Invariant(
                $"no line with {Recovered} or {Refused} first after {limit.TotalSeconds} s, but {process.LastWords}"))),
            ResidentEnd.Gone => RecoveryOutcome.Without(RecoveryEnd.Refused, Hidden(folder, process.Says)),
            _ => Words(said[^1]) is [Recovered, .. var back]
                ? new RecoveryOutcome(RecoveryEnd.Recovered, back, "")
                : RecoveryOutcome.Without(RecoveryEnd.Refused, Hidden(folder, said[^1][Refused.Length..].Trim())),
        };
    }

    /// <inheritdoc/>
    public string? Record(string folder, string record) =>
        RecordedRecovery.Run(command, folder + "\n", folder, record, limit);

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Equal failures in different folders are one kind.</summary>
    private static string Hidden(string folder, string text) => text.Replace(folder, "DIR", StringComparison.Ordinal);
}
