using Sim.Machine.Faults;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>The excuse of rule 13.</summary>
internal static class FailedCalls
{
    /// <summary>
    /// A call has failed so far, or the disk may be full. A call that is slow, or moves less than it was asked to move,
    /// has not failed.
    /// </summary>
    public static bool Exist(LiveRun run) =>
        run.Plan.Disk.CapacityBytes > 0 || run.Machine.Faults.Injected.Any(row => row.Kind is not (FaultKind.Slow or FaultKind.Short));
}
