using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Os;

namespace Sim.Machine.FileSystem;

/// <content>Syncs that fail, pages that the cache drops then, and a journal that aborts.</content>
public sealed partial class VirtualDisk
{
    private readonly Queue<(int At, Inode Inode)> evictions = new();
    private bool hasRefused;

    /// <summary>What a failed sync does to the cache.</summary>
    public FailedSync FailedSync { get; set; }

    /// <summary>
    /// The number of changes after a failed sync at which memory is short. The next write or sync then drops the pages
    /// that the failed sync left clean (<see cref="LosePages"/>). 0: never.
    /// </summary>
    public int EvictsAfter { get; set; }

    /// <summary>
    /// True after a remount as read-only, as file systems do after a serious error. Calls that change the disk then
    /// return EROFS; dirty pages can still be synced.
    /// </summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Rule F5: a block that was new when its sync failed stays unwritten.</summary>
    public bool NewBlocksStayUnwritten { get; set; }

    /// <summary>What calls return once the journal has aborted.</summary>
    public JournalAbort JournalAbort { get; set; }

    /// <summary>Takes over what a preset says about failures.</summary>
    public void FailAs(DiskPreset preset) => (FailedSync, NewBlocksStayUnwritten, JournalAbort) =
        (preset.FailedSync, preset.NewBlocksStayUnwritten, preset.JournalAbort);

    /// <summary>True once the journal has aborted. Only a new mount repairs that.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>True when also calls that read fail.</summary>
    public bool IsShutDown => IsAborted && JournalAbort == JournalAbort.ShutDown;

    /// <summary>
    /// Ends a sync with an error: the changes may or may not have reached the disk (rule F1).
    /// <see cref="FailedSync"/> decides what the cache does.
    /// </summary>
    public void FailSync(SyncTicket ticket)
    {
        Record(new Change.SyncFailed(
            ticket.Inode.Number, ticket.CoversUpTo, ticket.DataOnly, StaysDirty: FailedSync == FailedSync.PagesDirty));
        ticket.Inode.SyncFailed(ticket, NewBlocksStayUnwritten);
        if (FailedSync == FailedSync.ContentReverts)
        {
            Reread(ticket.Inode, sizeToo: true);
        }
        else if (FailedSync == FailedSync.PagesClean && EvictsAfter > 0)
        {
            evictions.Enqueue((Journal.Count + EvictsAfter, ticket.Inode));
        }
    }

    /// <summary>The journal aborts in a sync of an inode. Returns the error of that sync.</summary>
    public Errno Abort(Inode inode)
    {
        if (!IsAborted)
        {
            IsAborted = true;
            Record(new Change.Aborted(inode.Number));
        }

        return JournalAbort == JournalAbort.ReadOnly ? Errno.EROFS : Errno.EIO;
    }

    /// <summary>The error of a sync after the abort (rule F6); None when it succeeds without an effect.</summary>
    internal Errno SyncAfterAbort(SyncTicket ticket) => JournalAbort switch
    {
        JournalAbort.NoticedByChanges => hasRefused ? Errno.EROFS : Errno.None,
        JournalAbort.CleanSyncsSucceed => ticket.Inode.IsDirty ? Errno.EROFS : Errno.None,
        JournalAbort.ShutDown => Errno.EIO,
        _ => Errno.EROFS,
    };

    /// <summary>The error of a call that would change the disk; None when it may.</summary>
    internal Errno Refusal()
    {
        hasRefused |= IsAborted;
        return IsShutDown ? Errno.EIO : IsAborted || IsReadOnly ? Errno.EROFS : Errno.None;
    }

    /// <summary>
    /// Drops the clean pages of a file from the cache, as when memory is short. This has an effect only after a failed
    /// sync: the file then reads as the disk has it (rule L1).
    /// </summary>
    public void LosePages(Inode inode) => Reread(inode, sizeToo: false);

    private void Evict()
    {
        while (evictions.TryPeek(out var next) && next.At <= Journal.Count)
        {
            LosePages(evictions.Dequeue().Inode);
        }
    }

    /// <summary>Reads a file from the disk again. Walks through the whole journal, but only after a failed
    /// sync.</summary>
    private void Reread(Inode inode, bool sizeToo)
    {
        if (inode.IsDirectory)
        {
            return;
        }

        var model = new CrashModel(initial, Journal);
        model.MoveTo(Journal.Count);
        if (model.WithoutClean(inode.Number, sizeToo) is { } content)
        {
            Changing?.Invoke();
            var before = inode.Size;
            inode.File.Replace(content);
            inode.HasLostPages = true;
            inode.Unwritten.Clear();
            Journal.Append(new Change.Reread(inode.Number) { After = content });
            Resized(inode, before);
        }
    }
}
