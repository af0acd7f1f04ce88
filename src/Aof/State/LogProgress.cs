namespace Aof.State;

/// <summary>
/// How far the log is on its way to the disk, in records (fsynced_reploff of Redis 7.2). A number n stands for the
/// first n records. Only the owner of a file can say what the file covers, so each step has its caller.
/// </summary>
internal sealed class LogProgress
{
    /// <summary>What the background fsync under way covers.</summary>
    private long syncing;

    /// <summary>Records of what was executed, also while the log is off.</summary>
    public long Executed { get; private set; }

    /// <summary>Records in the files of the log, or in the base that a child writes.</summary>
    public long Written { get; private set; }

    /// <summary>Records that a successful fsync has covered.</summary>
    public long Synced { get; private set; }

    /// <summary>A record was fed to the log.</summary>
    public void Fed() => Executed++;

    /// <summary>Nothing that was executed is left in the buffer.</summary>
    public void AllWritten() => InBase(Executed);

    /// <summary>The snapshot of a base has these records.</summary>
    public void InBase(long records) => Written = Math.Max(Written, records);

    /// <summary>A background fsync begins.</summary>
    public void SyncBegins() => syncing = Written;

    /// <summary>The background fsync has succeeded.</summary>
    public void SyncEnded() => OnDisk(syncing);

    /// <summary>
    /// An fsync has succeeded at once. Of two at the same time only one gets the error: while the result of another is
    /// awaited, that one decides.
    /// </summary>
    public void SyncedNow(bool anotherIsAwaited)
    {
        SyncBegins();
        if (!anotherIsAwaited)
        {
            SyncEnded();
        }
    }

    /// <summary>These records are on the disk.</summary>
    public void OnDisk(long records) => Synced = Math.Max(Synced, records);
}
