using Aof;
using Aof.Load;
using Aof.State;
using Sim.Machine;

namespace Sim.Check.Crashes;

/// <summary>
/// How a server stands that has recovered: what it says of itself, its dataset, its disk and its clock. Servers of one
/// run that are equal in all of this go on in the same way.
/// </summary>
/// <param name="Disk">The hash of its files.</param>
/// <param name="Data">The fingerprint of its dataset.</param>
/// <param name="NowUs">Its time, in microseconds since 1970.</param>
/// <param name="Outcome">What it says of the loading.</param>
/// <param name="RewrittenSize">What it takes for the size after the last rewrite, in bytes.</param>
/// <param name="Sizes">The sizes that it tells: of all its log, of the last file, of the base; in bytes.</param>
/// <param name="State">The state that it tells.</param>
public readonly record struct RecoveredServer(
    ulong Disk, ulong Data, long NowUs, LoadOutcome Outcome, long RewrittenSize, (long All, long Last, long Base) Sizes,
    (AofMode Mode, bool WritesOk, bool Unsafe, bool Scheduled, int Jobs) State)
{
    /// <summary>How this server, with this dataset, stands on this machine.</summary>
    public static RecoveredServer Of(SimulatedMachine machine, AofServer server, ulong data)
    {
        var (loaded, status) = (server.Loaded, server.Status);
        return new RecoveredServer(
            machine.Disk.CachedImage().Hash, data, machine.Clock.NowUs, loaded.Outcome,
            loaded.RewrittenSize, (status.CurrentSize, status.FileSize, status.BaseSize),
            (status.Mode, status.LastWriteOk, status.FileUnsafe, status.RewriteScheduled,
                status.PendingBackgroundJobs));
    }
}
