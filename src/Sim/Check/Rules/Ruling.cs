namespace Sim.Check.Rules;

/// <summary>What the contract says of one crash state.</summary>
/// <param name="Broken">The rule that does not hold; null when all do.</param>
/// <param name="IsExcused">The <see cref="Evidence"/> explains it, so the server is not to blame.</param>
public readonly record struct Ruling(ViolationKind? Broken, bool IsExcused)
{
    /// <summary>A rule is broken, and nothing excuses it.</summary>
    public bool IsViolation => Broken is not null && !IsExcused;
}
