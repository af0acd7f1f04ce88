namespace Sim.Check.Rules;

/// <summary>How many units must survive a crash, and which promise says so.</summary>
/// <param name="Units">That many units must be there, from the first on.</param>
/// <param name="Kind">The violation when they are not.</param>
/// <param name="Why">The promise, in words.</param>
public readonly record struct RequiredPrefix(int Units, ViolationKind Kind, string Why)
{
    /// <summary>The longer of two; this one when they are equal.</summary>
    public RequiredPrefix OrLonger(RequiredPrefix other) => other.Units > Units ? other : this;
}
