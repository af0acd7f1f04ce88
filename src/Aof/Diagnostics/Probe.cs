namespace Aof.Diagnostics;

/// <summary>
/// The rare paths of the AOF. The explorer counts them: a path with no hit was never tested. A hit has no effect on the
/// server.
/// </summary>
public enum Probe
{
    /// <summary>A write waits for the background fsync.</summary>
    WritePostponed,

    /// <summary>A postponed write has waited for two seconds and waits no longer.</summary>
    WritePostponedTooLong,

    /// <summary>A write failed and wrote nothing.</summary>
    WriteFailedWhole,

    /// <summary>A short write was cut off the file.</summary>
    ShortWriteCutOff,

    /// <summary>A short write could not be cut off: the file ends inside a command until the rest is written.</summary>
    ShortWriteStays,

    /// <summary>A write succeeded after a failed one: writes are accepted again.</summary>
    WritesAcceptedAgain,

    /// <summary>Earlier bytes were synced in a turn without a write.</summary>
    IdleSync,

    /// <summary>A signal interrupted a background fsync (EINTR): it does not count.</summary>
    BackgroundSyncInterrupted,

    /// <summary>A sync of the log or of its name failed: a new file is needed.</summary>
    FileDistrusted,

    /// <summary>After a failed fsync the log is shorter than what was written: it is no longer written.</summary>
    LogLostItsEnd,

    /// <summary>Under "always" the server exited after a failed write.</summary>
    WriteFailedUnderAlways,

    /// <summary>Under "always" the server exited after a failed sync of the log or of its name.</summary>
    SyncFailedUnderAlways,

    /// <summary>No fsync while a child rewrites (no-appendfsync-on-rewrite).</summary>
    SyncLeftOutDuringRewrite,

    /// <summary>No fsync of an unreliable file.</summary>
    UnsafeFileNotSynced,

    /// <summary>The replies to a turn's writes became errors, because the flush failed.</summary>
    WritesRefusedInTurn,

    /// <summary>The pipes to a child could not be created.</summary>
    PipesNotMade,

    /// <summary>fork failed.</summary>
    ForkFailed,

    /// <summary>The pipe for the diff is full.</summary>
    DifferencePipeFull,

    /// <summary>The server's agreement could not be sent to the child.</summary>
    AgreementNotSent,

    /// <summary>A rewrite is due because the log is unreliable.</summary>
    RewriteOfUnsafeFile,

    /// <summary>A rewrite is due because the log has grown.</summary>
    RewriteOfGrownFile,

    /// <summary>A scheduled rewrite begins in cron.</summary>
    ScheduledRewriteBegins,

    /// <summary>A rewrite failed: back-off begins at one second.</summary>
    BackOffBegins,

    /// <summary>Another rewrite failed: back-off doubles.</summary>
    BackOffDoubles,

    /// <summary>The child ended with an error.</summary>
    ChildFailed,

    /// <summary>A signal ended the child.</summary>
    ChildSignalled,

    /// <summary>The server killed the child.</summary>
    ChildKilledByServer,

    /// <summary>SHUTDOWN or SIGTERM ended the server.</summary>
    EndedInOrder,

    /// <summary>The server could not end: the log could not be saved, or is written for the first time.</summary>
    EndRefused,

    /// <summary>An orderly end gave a rewrite up.</summary>
    EndGivesRewriteUp,

    /// <summary>SHUTDOWN inside a transaction waited for EXEC.</summary>
    EndWaitsForExec,

    /// <summary>An end was requested while a rewrite was scheduled.</summary>
    EndWithRewriteScheduled,

    /// <summary>An end was requested while the background thread had a file to close.</summary>
    EndWithClosePending,

    /// <summary>An end was requested while the log that was switched on was not written yet.</summary>
    EndBeforeSwitchedOn,

    /// <summary>The child read a part of the diff while it wrote the snapshot.</summary>
    DifferenceReadDuringSnapshot,

    /// <summary>The child synced its file while it wrote the snapshot.</summary>
    SyncedDuringSnapshot,

    /// <summary>After the server's agreement the child read the rest of the diff in several pieces.</summary>
    LastDifferenceInPieces,

    /// <summary>The child received the server's agreement.</summary>
    AgreementCame,

    /// <summary>The child's wait for the agreement timed out.</summary>
    AgreementTimedOut,

    /// <summary>The pipe for the agreement was closed at the other end, or failed.</summary>
    AgreementLost,

    /// <summary>The server appends a rest of the diff.</summary>
    ResidualDifference,

    /// <summary>The child's file could not be opened.</summary>
    SwapNotOpened,

    /// <summary>The rest of the diff could not be appended whole.</summary>
    SwapNotAppended,

    /// <summary>The rewritten file could not be synced.</summary>
    SwapNotSynced,

    /// <summary>The rewritten file could not be renamed.</summary>
    SwapNotRenamed,

    /// <summary>A rewrite ended while the AOF was off: the new file is closed.</summary>
    SwapWhileOff,

    /// <summary>The first rewrite after the AOF was switched on succeeded.</summary>
    SwitchedOn,

    /// <summary>A rewritten file replaced the log.</summary>
    Swapped,

    /// <summary>fstat failed.</summary>
    SizeUnknown,

    /// <summary>A start removed a temporary file of a dead rewrite.</summary>
    DeadFileRemoved,

    /// <summary>A log with an RDB preamble was loaded.</summary>
    PreambleLoaded,

    /// <summary>The log is damaged in its preamble or first command.</summary>
    LogDamagedAtItsBeginning,

    /// <summary>The log was loaded without an error.</summary>
    LogLoaded,

    /// <summary>The log ends inside a command.</summary>
    LogEndsInsideCommand,

    /// <summary>The log ends inside a transaction.</summary>
    LogEndsInsideTransaction,

    /// <summary>The log is damaged before its end.</summary>
    LogDamaged,

    /// <summary>The log could not be read.</summary>
    LogNotRead,

    /// <summary>The log is empty.</summary>
    LogEmpty,

    /// <summary>The log does not exist.</summary>
    LogMissing,

    /// <summary>A start cut the end of the log off.</summary>
    TailCut,

    /// <summary>The server refused to start.</summary>
    StartRefused,

    /// <summary>A start could not copy the log into a new file.</summary>
    StartWithoutCopy,

    /// <summary>An expired key was deleted when a command accessed it.</summary>
    KeyExpiredOnAccess,

    /// <summary>An expired key was deleted by the cycle (activeExpireCycle() of Redis).</summary>
    KeyExpiredByCycle,

    /// <summary>A transaction was aborted because a watched key had changed.</summary>
    WatchedKeyChanged,

    /// <summary>A blocked client was served.</summary>
    WaitServed,

    /// <summary>A blocked client's timeout ended.</summary>
    WaitOver,

    /// <summary>A manifest could not be written or renamed.</summary>
    ManifestNotWritten,

    /// <summary>Replaced files of a log of several files were deleted.</summary>
    HistoryDeleted,

    /// <summary>A rewrite began an increment that is a part of the log at once.</summary>
    IncrementBegun,

    /// <summary>A rewrite began an increment that becomes a part of the log at its end.</summary>
    IncrementIsTemporary,

    /// <summary>No increment could be begun for a rewrite.</summary>
    IncrementNotBegun,

    /// <summary>Three rewrites in a row have failed: the next one waits for a minute or more.</summary>
    RewritesLimited,

    /// <summary>An empty directory of a log was removed and made anew.</summary>
    LogDirectoryMadeAnew,

    /// <summary>A client that waited for an fsync got its reply.</summary>
    SyncWaitServed,

    /// <summary>The timeout of a client that waited for an fsync ended.</summary>
    SyncWaitOver,

    /// <summary>WAITAOF was answered at once, since a transaction does not wait.</summary>
    SyncWaitInsideTransaction,

    /// <summary>The log was switched off while a client waited for an fsync.</summary>
    SyncWaitInVain,
}

/// <summary>Counts the hits of each <see cref="Probe"/> on this thread.</summary>
public static class Probes
{
    [ThreadStatic]
    private static long[]? watched;

    /// <summary>The number of probes.</summary>
    public static int Count { get; } = Enum.GetValues<Probe>().Length;

    /// <summary>
    /// Counts hits on this thread in this array from now on, one element per probe; null: no counting.
    /// </summary>
    /// <returns>The array that was used before.</returns>
    /// <exception cref="ArgumentException">The array does not have <see cref="Count"/> elements.</exception>
    public static long[]? Watch(long[]? counts)
    {
        if (counts is not null && counts.Length != Count)
        {
            throw new ArgumentException("must have one element per probe", nameof(counts));
        }

        var before = watched;
        watched = counts;
        return before;
    }

    /// <summary>Counts a hit.</summary>
    internal static void Hit(Probe probe)
    {
        if (watched is { } counts)
        {
            counts[(int)probe]++;
        }
    }
}
