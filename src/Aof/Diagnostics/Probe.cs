namespace Aof.Diagnostics;

/// <summary>
/// The rare paths of the subsystem. Whoever tests it wants to know that each of them was taken: a path that no test reaches is a path
/// that nobody has tested. A hit costs nothing that can be measured, and nothing depends on it.
/// </summary>
public enum Probe
{
    /// <summary>A write waits for the background fsync.</summary>
    WritePostponed,

    /// <summary>... and has waited for two seconds: it waits no longer.</summary>
    WritePostponedTooLong,

    /// <summary>A write failed, and nothing of it stands in the file.</summary>
    WriteFailedWhole,

    /// <summary>A write came to an end early, and its beginning was cut off again.</summary>
    ShortWriteCutOff,

    /// <summary>... and could not be cut off: the file ends inside a command until the rest is written.</summary>
    ShortWriteStays,

    /// <summary>After a failed write another one succeeded: writes are accepted again.</summary>
    WritesAcceptedAgain,

    /// <summary>With nothing to write, what had been written was synced.</summary>
    IdleSync,

    /// <summary>A background fsync was interrupted, and counts as not begun.</summary>
    BackgroundSyncInterrupted,

    /// <summary>A fsync failed, or a name could not be synced: only a new file will do.</summary>
    FileDistrusted,

    /// <summary>After a failed fsync the log is shorter than what was written: nothing is written to it any more.</summary>
    LogLostItsEnd,

    /// <summary>Under "always" a failed write ended the server.</summary>
    WriteFailedUnderAlways,

    /// <summary>Under "always" a failed fsync ended the server, or a name that could not be synced.</summary>
    SyncFailedUnderAlways,

    /// <summary>A fsync is not asked for while a child rewrites (no-appendfsync-on-rewrite).</summary>
    SyncLeftOutDuringRewrite,

    /// <summary>A fsync is not asked for of a file that cannot be relied on.</summary>
    UnsafeFileNotSynced,

    /// <summary>The replies to a turn's writes became errors, since the log could not be written.</summary>
    WritesRefusedInTurn,

    /// <summary>The pipes to a child could not be made.</summary>
    PipesNotMade,

    /// <summary>No child could be forked.</summary>
    ForkFailed,

    /// <summary>The pipe for the difference is full: the rest waits.</summary>
    DifferencePipeFull,

    /// <summary>The child could not be told that the server agrees to stop.</summary>
    AgreementNotSent,

    /// <summary>A rewrite is due because the log cannot be relied on.</summary>
    RewriteOfUnsafeFile,

    /// <summary>A rewrite is due because the log has grown.</summary>
    RewriteOfGrownFile,

    /// <summary>A rewrite that was asked for begins later, in cron.</summary>
    ScheduledRewriteBegins,

    /// <summary>A rewrite failed: the next one waits a second.</summary>
    BackOffBegins,

    /// <summary>... and the next one failed too: the wait doubles.</summary>
    BackOffDoubles,

    /// <summary>The child ended with an error.</summary>
    ChildFailed,

    /// <summary>The child was ended by a signal.</summary>
    ChildSignalled,

    /// <summary>The server ended the child.</summary>
    ChildKilledByServer,

    /// <summary>The child took some of the difference while it still wrote the snapshot.</summary>
    DifferenceReadDuringSnapshot,

    /// <summary>The server agreed to send no more.</summary>
    AgreementCame,

    /// <summary>The server did not agree within five seconds.</summary>
    AgreementTimedOut,

    /// <summary>The pipe for the agreement was closed at its other end, or broke.</summary>
    AgreementLost,

    /// <summary>The server has a rest of the difference to append.</summary>
    ResidualDifference,

    /// <summary>What the child has written could not be opened.</summary>
    SwapNotOpened,

    /// <summary>The rest of the difference could not be appended whole.</summary>
    SwapNotAppended,

    /// <summary>The rewritten file could not be synced.</summary>
    SwapNotSynced,

    /// <summary>The rewritten file could not be renamed.</summary>
    SwapNotRenamed,

    /// <summary>A rewrite ended while the log was off: the old file is closed, and none is written.</summary>
    SwapWhileOff,

    /// <summary>The first rewrite after the log was switched on is done: the log is on.</summary>
    SwitchedOn,

    /// <summary>A rewritten file took the log's place.</summary>
    Swapped,

    /// <summary>The size of a file could not be found out.</summary>
    SizeUnknown,

    /// <summary>A start removed what a dead rewrite had left.</summary>
    DeadFileRemoved,

    /// <summary>A dataset in RDB format stands before the commands.</summary>
    PreambleLoaded,

    /// <summary>The log is damaged before its first command is over, or in its dataset in RDB format.</summary>
    LogDamagedAtItsBeginning,

    /// <summary>The log was read to its end in good order.</summary>
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

    /// <summary>There is no log.</summary>
    LogMissing,

    /// <summary>The end of the log was cut off at the start.</summary>
    TailCut,

    /// <summary>The server did not start.</summary>
    StartRefused,

    /// <summary>The log could not be copied into a new file at the start.</summary>
    StartWithoutCopy,

    /// <summary>A key past its deadline was deleted when somebody asked for it.</summary>
    KeyExpiredOnAccess,

    /// <summary>A key past its deadline was deleted by the cycle.</summary>
    KeyExpiredByCycle,

    /// <summary>A transaction was given up because a watched key had changed.</summary>
    WatchedKeyChanged,

    /// <summary>A client that waited was served.</summary>
    WaitServed,

    /// <summary>A client that waited has waited long enough.</summary>
    WaitOver,
}

/// <summary>Counts how often each <see cref="Probe"/> is hit, for whoever watches on this thread.</summary>
public static class Probes
{
    [ThreadStatic]
    private static long[]? watched;

    /// <summary>How many there are.</summary>
    public static int Count { get; } = Enum.GetValues<Probe>().Length;

    /// <summary>From now on hits on this thread are counted here, one element a probe; null counts none.</summary>
    /// <returns>Where they were counted before.</returns>
    /// <exception cref="ArgumentException">The array has not <see cref="Count"/> elements.</exception>
    public static long[]? Watch(long[]? counts)
    {
        if (counts is not null && counts.Length != Count)
        {
            throw new ArgumentException("one element a probe", nameof(counts));
        }

        var before = watched;
        watched = counts;
        return before;
    }

    /// <summary>The path is taken.</summary>
    internal static void Hit(Probe probe)
    {
        if (watched is { } counts)
        {
            counts[(int)probe]++;
        }
    }
}
