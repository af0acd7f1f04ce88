namespace Sim.Check.Rules;

/// <summary>Something that a server did in its life though nothing forced it to, and that loses no data.</summary>
/// <param name="Kind">What it is called.</param>
/// <param name="What">In words.</param>
/// <param name="AtUs">When it was seen, in microseconds since 1970.</param>
public sealed record Anomaly(ViolationKind Kind, string What, long AtUs);
