using Sim.Plans;

namespace Sim.Check.Rules;

/// <summary>A broken promise.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Summary">One line.</param>
/// <param name="Crash">Where the machine was crashed; null when no crash was needed.</param>
/// <param name="Story">What was acknowledged, what came back, the first difference.</param>
public sealed record Violation(ViolationKind Kind, string Summary, CrashChoice? Crash, IReadOnlyList<string> Story)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Summary}\n{string.Join('\n', Story)}";
}
