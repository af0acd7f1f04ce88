using Aof;
using Sim.Machine;
using Sim.Machine.Disk;

namespace Sim.Check.Crashes;

/// <summary>
/// How a server stands that has recovered: what it says of itself, its dataset, its disk and its clock. Servers of one
/// run that are equal in all of this go on in the same way.
/// </summary>
public static class RecoveredServer
{
    /// <summary>A hash of how a server stands.</summary>
    /// <param name="machine">Its machine.</param>
    /// <param name="server">The server.</param>
    /// <param name="data">The fingerprint of its dataset.</param>
    public static ulong Standing(SimulatedMachine machine, AofServer server, ulong data)
    {
        var (loaded, status) = (server.Loaded, server.Status);
        var flags = (status.LastWriteOk ? 1 : 0) + (status.FileUnsafe ? 2 : 0) + (status.RewriteScheduled ? 4 : 0);
        ReadOnlySpan<long> numbers =
        [
            (long)machine.Disk.CachedImage().Hash, machine.Clock.NowUs, (long)loaded.Outcome, loaded.RewrittenSize,
            status.CurrentSize, status.FileSize, status.BaseSize, (long)status.Mode, flags,
            status.PendingBackgroundJobs,
        ];
        foreach (var number in numbers)
        {
            data = ContentHash.Combine(data, (ulong)number);
        }

        return data;
    }
}
