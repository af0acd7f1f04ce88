using Aof.Data;

namespace Sim.Check.Rules;

/// <summary>What came of starting a server on a crash image.</summary>
/// <param name="Matches">The numbers of the states of the history that the dataset equals exactly; empty when it equals
/// none.</param>
/// <param name="Refused">Why the server refused to start before the checker's repair; null when it did not.</param>
/// <param name="Defect">What went wrong after it had started, in words; null when nothing did.</param>
/// <param name="Accepted">How many bytes of the log were accepted, after truncation or repair.</param>
/// <param name="State">The dataset that came back; null when nothing did.</param>
public sealed record RecoveryOutcome(
    IReadOnlyList<int> Matches, string? Refused, string? Defect, long Accepted, Dataset? State)
{
    /// <summary>
    /// A rule that the checker or the server broke without any loss of data; null when there was none.
    /// </summary>
    public Anomaly? Anomaly { get; init; }
}
