namespace Sim.Audit.Devices;

/// <summary>How a device and the machine around it behave during a recording.</summary>
/// <param name="Write">How long a write takes. Writes are served one after the other.</param>
/// <param name="Late">How much later a write is answered at most: writes are answered in another order.</param>
/// <param name="Syncs">How often another program writes to a file of its own and syncs it; zero: never.</param>
public sealed record DeviceSettings(TimeSpan Write, TimeSpan Late, TimeSpan Syncs);
