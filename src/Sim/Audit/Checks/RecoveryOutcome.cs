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
public sealed record RecoveryOutcome(RecoveryEnd End, IReadOnlyList<string> Words, string Says);
