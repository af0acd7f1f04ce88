namespace Sim.Kernel.Histories;

/// <summary>A place in a history: after some calls, or during the next one.</summary>
/// <param name="Calls">The number of calls that have returned.</param>
/// <param name="IsDuring">True when the next call is under way.</param>
public readonly record struct HistoryPlace(int Calls, bool IsDuring) : IComparable<HistoryPlace>
{
    /// <summary>Places in the order in which a history passes them.</summary>
    public int CompareTo(HistoryPlace other) =>
        (Calls, IsDuring).CompareTo((other.Calls, other.IsDuring));

    /// <summary>The place in words.</summary>
    public override string ToString() => IsDuring ? $"during call {Calls + 1}" : $"after {Calls} calls";
}
