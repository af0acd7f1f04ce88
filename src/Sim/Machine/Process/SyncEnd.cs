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
            var isHidden = disk.FailedSync == FailedSync.ReportedByNextSync && !disk.IsAborted;
            return isHidden ? Errno.None : Report(open, inode);
        }

        if (open.ErrorsSeen < inode.Errors)
        {
            disk.FailSync(begun);
            return Report(open, inode);
        }

        return disk.IsAborted ? AfterAbort(disk, begun) : Ended(disk, begun);
    }

    private static Errno Ended(VirtualDisk disk, SyncTicket ticket)
    {
        disk.EndSync(ticket);
        return Errno.None;
    }

    private static Errno AfterAbort(VirtualDisk disk, SyncTicket ticket)
    {
        var error = disk.SyncAfterAbort(ticket);
        if (error != Errno.None)
        {
            disk.FailSync(ticket);
        }

        return error;
    }

    private static Errno Report(OpenDescription open, Inode inode)
    {
        open.ErrorsSeen = inode.Errors;
        inode.ErrorsReported = inode.Errors;
        return inode.LastError;
    }
}
