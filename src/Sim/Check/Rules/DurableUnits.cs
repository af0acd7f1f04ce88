namespace Sim.Check.Rules;

/// <summary>How many units a power loss must leave, as far as the disk itself decides it.</summary>
/// <param name="Synced">Units that a completed fsync covered.</param>
/// <param name="Window">Units acknowledged two seconds ago, where that bound holds; otherwise 0.</param>
/// <param name="BeforeHiddenError">Units acknowledged when the disk hid an error that is not made good yet; unbounded
/// when there is none.</param>
public readonly record struct DurableUnits(int Synced, int Window, int BeforeHiddenError)
{
    /// <summary>The disk hides an error (rule 6b of the <see cref="Contract"/>).</summary>
    public bool HidesError => BeforeHiddenError != int.MaxValue;
}
