using Aof.Os;
using Sim.Disk;

namespace Sim.Process;

/// <summary>The end of a sync, whichever it is.</summary>
internal static class SyncEnd
{
    /// <summary>Ends a sync that had begun, as a success or as a failure. One that was interrupted has done nothing: its pages are dirty still.</summary>
    public static void Settle(this VirtualDisk disk, SyncTicket? ticket, Errno error)
    {
        if (ticket is not { } begun)
        {
            return;
        }

        if (error == Errno.None)
        {
            disk.EndSync(begun);
        }
        else if (error != Errno.EINTR)
        {
            disk.FailSync(begun);
        }
    }
}
