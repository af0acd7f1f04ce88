namespace Sim.Check.Rules;

/// <summary>Why an outcome that breaks a rule is not held against the server.</summary>
public enum Excuse
{
    /// <summary>Nothing excuses it.</summary>
    None,

    /// <summary>The disk damaged bytes, or cut a new log short, and the format cannot show it.</summary>
    Damage,

    /// <summary>
    /// A disk whose syncs lie cut a new log short, so that nothing can be made of it, and nothing is.
    /// </summary>
    CutShort,

    /// <summary>A bit of the log rotted, and the format cannot show it.</summary>
    Rot,
}

/// <summary>What the contract says of one crash state.</summary>
/// <param name="Broken">The rule that does not hold; null when all do.</param>
/// <param name="Excuse">Why that is not held against the server.</param>
public readonly record struct Ruling(ViolationKind? Broken, Excuse Excuse)
{
    /// <summary>A rule is broken, and nothing excuses it.</summary>
    public bool IsViolation => Broken is not null && Excuse == Excuse.None;
}
