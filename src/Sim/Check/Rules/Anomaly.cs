namespace Sim.Check.Rules;

/// <summary>A broken rule that loses no data (rule 15 of the <see cref="Contract"/>).</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="What">What happened, in words.</param>
/// <param name="AtUs">When it was seen, in microseconds since 1970.</param>
public sealed record Anomaly(ViolationKind Kind, string What, long AtUs);
