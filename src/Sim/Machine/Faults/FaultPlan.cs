namespace Sim.Machine.Faults;

/// <summary>
/// The faults of a run. Their order matters only when two of them select the same call: the first one is injected.
/// </summary>
public sealed record FaultPlan
{
    /// <summary>A plan without faults.</summary>
    public static FaultPlan None { get; } = new([]);

    /// <summary>A plan with these faults.</summary>
    /// <exception cref="ArgumentException">One of them cannot be injected. The message has the reason.</exception>
    public FaultPlan(IReadOnlyList<Fault> faults)
    {
        foreach (var fault in faults)
        {
            if (fault.Problem() is { } problem)
            {
                throw new ArgumentException($"The fault \"{fault}\" cannot be injected: {problem}.", nameof(faults));
            }
        }

        Faults = [.. faults];
    }

    /// <summary>The faults.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>True when both have equal faults in the same order.</summary>
    public bool Equals(FaultPlan? other) => other is not null && Faults.SequenceEqual(other.Faults);

    /// <inheritdoc/>
    public override int GetHashCode() => Faults.Count;
}
