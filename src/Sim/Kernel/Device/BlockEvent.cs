using Sim.Kernel.Histories;

namespace Sim.Kernel.Device;

/// <summary>An entry of the log of a block device.</summary>
internal abstract record BlockEvent
{
    /// <summary>A write arrived.</summary>
    /// <param name="Offset">Where, in bytes.</param>
    /// <param name="Data">What.</param>
    public sealed record Write(long Offset, byte[] Data) : BlockEvent;

    /// <summary>A flush arrived: all writes answered before it are durable.</summary>
    public sealed record Flush : BlockEvent;

    /// <summary>The history came to a place.</summary>
    /// <param name="Place">The place.</param>
    public sealed record Mark(HistoryPlace Place) : BlockEvent;
}
