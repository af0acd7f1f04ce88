namespace Sim.Machine.Faults;

/// <summary>
/// What will go wrong in a run. The order matters only where two faults strike the same call: the first is the one
/// that happens.
/// </summary>
public sealed record FaultPlan
{
    /// <summary>A plan in which nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new([]);

    /// <summary>A plan of some faults.</summary>
    /// <exception cref="ArgumentException">One of them makes no sense; the message says why.</exception>
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

    /// <summary>Equal when every fault is, in order.</summary>
    public bool Equals(FaultPlan? other) => other is not null && Faults.SequenceEqual(other.Faults);

    /// <inheritdoc/>
    public override int GetHashCode() => Faults.Count;
}
