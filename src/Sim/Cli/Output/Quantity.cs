namespace Sim.Cli.Output;

/// <summary>A number with its noun.</summary>
internal static class Quantity
{
    /// <summary>Such as "1 state" and "2 states".</summary>
    /// <param name="count">The number.</param>
    /// <param name="one">The noun.</param>
    /// <param name="many">Its plural; null for the noun with an s.</param>
    internal static string Of(long count, string one, string? many = null) =>
        Invariant($"{count} {(count == 1 ? one : many ?? one + "s")}");
}
