namespace Sim.Audit.Checks;

/// <summary>How a recovery ended.</summary>
public enum RecoveryEnd
{
    /// <summary>The program came up.</summary>
    Recovered,

    /// <summary>The program ended with an error.</summary>
    Refused,

    /// <summary>The program did not end in time.</summary>
    Hung,
}

/// <summary>The recovery of one crash image.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Words">The words that came back, in order.</param>
/// <param name="Says">What the program said when it did not recover.</param>
public sealed record RecoveryOutcome(RecoveryEnd End, IReadOnlyList<string> Words, string Says)
{
    /// <summary>The state that came back, where a recovery compares whole states.</summary>
    public string State { get; init; } = "";

    /// <summary>What it did to the files, as far as the end shows it; nothing when it changed nothing.</summary>
    public IReadOnlyList<string> Traces { get; init; } = [];

    /// <summary>What a second recovery of the same files gave; null when there was none.</summary>
    public RecoveryOutcome? Again { get; init; }

    /// <summary>A recovery with nothing that came back.</summary>
    public static RecoveryOutcome Without(RecoveryEnd end, string says) => new(end, [], says);

    /// <summary>True when the same came back.</summary>
    public bool IsSame(RecoveryOutcome other) =>
        End == other.End && State == other.State && Words.Order(StringComparer.Ordinal).SequenceEqual(
            other.Words.Order(StringComparer.Ordinal));
}
