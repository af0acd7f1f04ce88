namespace Sim.Audit.Checks;

/// <summary>What a recovery is held to after one crash.</summary>
/// <param name="Begun">The words that may be there, in the order in which they were begun.</param>
/// <param name="Acknowledged">Those that the program had acknowledged.</param>
/// <param name="Owed">Those of them that must be there.</param>
public sealed record Duties(
    IReadOnlyList<string> Begun, IReadOnlyList<string> Acknowledged, IReadOnlyList<string> Owed)
{
    /// <summary>What was there before the run: it may be there too.</summary>
    public IReadOnlyList<string> There { get; init; } = [];
}
