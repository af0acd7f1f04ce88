using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Os;

namespace Sim.Machine.Process;

/// <summary>Ends syncs with success or failure.</summary>
internal static class SyncEnd
{
    /// <summary>
    /// Ends a sync and returns the error that its caller sees. Each open description of the file gets each error once,
    /// from this sync or from its next one. An interrupted sync has no effect: its pages stay dirty.
    /// </summary>
    /// <param name="disk">The disk.</param>
    /// <param name="ticket">The sync; null when there was nothing to sync.</param>
    /// <param name="open">The open description; null when the descriptor was not open.</param>
    /// <param name="error">The result of the sync itself.</param>
    public static Errno Settle(this VirtualDisk disk, SyncTicket? ticket, OpenDescription? open, Errno error)
    {
        if (ticket is not { } begun || open is null || error == Errno.EINTR)
        {
            return error;
        }

        var inode = begun.Inode;
        if (error != Errno.None)
        {
            inode.AddError(error);
            disk.FailSync(begun);
            return disk.FailedSync == FailedSync.ReportedByNextSync ? Errno.None : Report(open, inode);
        }

        if (open.ErrorsSeen < inode.Errors)
        {
            disk.FailSync(begun);
            return Report(open, inode);
        }

        disk.EndSync(begun);
        return Errno.None;
    }

    private static Errno Report(OpenDescription open, Inode inode)
    {
        open.ErrorsSeen = inode.Errors;
        inode.ErrorsReported = inode.Errors;
        return inode.LastError;
    }
}
