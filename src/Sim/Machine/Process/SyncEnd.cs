using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Os;

namespace Sim.Machine.Process;

/// <summary>The end of a sync, whichever it is.</summary>
internal static class SyncEnd
{
    /// <summary>
    /// Ends a sync that had begun, as a success or as a failure, and says what the caller is told: an error is told once to each open
    /// description of the file, by this sync or by its next one. One that was interrupted has done nothing: its pages are dirty still.
    /// </summary>
    /// <param name="disk">The disk.</param>
    /// <param name="ticket">The sync; null when nothing could be synced.</param>
    /// <param name="open">Through what it was asked for; null when through nothing.</param>
    /// <param name="error">What became of it.</param>
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
            return disk.FailedSync == FailedSync.ReportedByNextSync ? Errno.None : Tell(open, inode);
        }

        if (open.ErrorsSeen < inode.Errors)
        {
            disk.FailSync(begun);
            return Tell(open, inode);
        }

        disk.EndSync(begun);
        return Errno.None;
    }

    private static Errno Tell(OpenDescription open, Inode inode)
    {
        open.ErrorsSeen = inode.Errors;
        inode.ErrorsTold = inode.Errors;
        return inode.LastError;
    }
}
