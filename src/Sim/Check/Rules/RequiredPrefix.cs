namespace Sim.Check.Rules;

/// <summary>How many units must survive a crash, and what promised it.</summary>
/// <param name="Units">The first so many units of the history must be there.</param>
/// <param name="Kind">What it is called when they are not.</param>
/// <param name="Why">The promise, in words.</param>
public readonly record struct RequiredPrefix(int Units, ViolationKind Kind, string Why);
