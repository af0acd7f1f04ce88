namespace Aof.KnownDefects;

/// <summary>
/// Where versions of Redis differ from the promises of an append-only file, and from each other: each a switch, read in exactly one place.
/// Off, which is the default, is what is written here; what happens when it is on, and where, says <see cref="DefectCatalogue"/>.
/// New ones go to the end: kept plans name them, and sets number them.
/// </summary>
public enum Defect
{
    /// <summary>
    /// Mended: "always" exits before a reply leaves; otherwise writes are refused with MISCONF, and since a second fsync of the
    /// same file proves nothing, until a rewrite has put all data into a new one.
    /// </summary>
    FsyncErrorIgnored,

    /// <summary>Mended: the difference is written and synced before the rename.</summary>
    RenameBeforeSync,

    /// <summary>Mended: the directory is synced each time; if that fails, as after a failed fsync of the log.</summary>
    NoDirectoryFsync,

    /// <summary>
    /// Mended: what was loaded goes on in a new file, copied and synced before the server accepts anything. When there is no
    /// room for it, writes are refused until a rewrite has made one; under "always" the server does not start.
    /// </summary>
    LoadedTailNotSynced,

    /// <summary>Mended: the cut is made before MULTI.</summary>
    TornTransactionCutInside,

    /// <summary>Mended: MULTI and EXEC around the two, unless they are inside a transaction already.</summary>
    ExpiryInTwoRecords,

    /// <summary>Mended: the replies to this turn's writes become the MISCONF error before they leave.</summary>
    OkDespiteFailedWrite,

    /// <summary>Mended: the status is good again after the swap.</summary>
    ErrorStateStuckAfterRewrite,

    /// <summary>Mended: the status says err.</summary>
    SwapFailureReportedOk,

    /// <summary>Mended: they are removed at start.</summary>
    DeadTempFilesStay,

    /// <summary>Mended: one second, doubling to a minute.</summary>
    ChildRetriedWithoutBackOff,

    /// <summary>Mended: synced as soon as the child has ended.</summary>
    AckedUnsyncedAfterRewrite,

    /// <summary>Mended: the errno of the call that failed, each time.</summary>
    FirstErrnoKept,

    /// <summary>Mended: a number is digits and CRLF, a payload ends with CRLF, or the log is damaged here.</summary>
    PayloadEndUnchecked,

    /// <summary>Mended: no size, no start and no swap.</summary>
    StatFailureKeepsOldSize,

    /// <summary>Mended: it is scheduled for the next cron.</summary>
    RewriteInsideTransaction,

    /// <summary>Mended: the dataset and the log use one reading of the clock.</summary>
    DeadlineReadTwice,

    /// <summary>Mended: EXEC is refused when it would write.</summary>
    ExecDespiteRefusal,

    /// <summary>Mended: the rewrite fails.</summary>
    DiffReadErrorIgnored,

    /// <summary>Mended: what the server would refuse is damage for the checker too.</summary>
    CheckerIgnoresNames,

    /// <summary>Mended: MULTI and EXEC around them.</summary>
    DeliveriesInManyRecords,

    /// <summary>Mended: an XCLAIM for each entry.</summary>
    RedeliveryNotLogged,

    /// <summary>Mended: the rewrite adds the entry, claims it, and deletes it again.</summary>
    PendingOfDeletedLost,

    /// <summary>Mended: logged with the deadline, and ABSTTL.</summary>
    RestoreTimeRelative,

    /// <summary>Mended: under "everysec" what was written is synced a second later, whether anybody writes again or not.</summary>
    NoFsyncWhenIdle,

    /// <summary>Mended: the rest is written by another call; an error shows there.</summary>
    ShortWriteNotRetried,

    /// <summary>Mended: the file is cut back to where it was.</summary>
    ShortWriteStays,

    /// <summary>Mended: except under "always", what could not be written stays in the buffer, and writes are refused meanwhile.</summary>
    WriteErrorExits,

    /// <summary>Mended: no reply leaves a turn before its flush.</summary>
    ReplyBeforeFlush,

    /// <summary>Mended: cut where it was last well formed, when aof-load-truncated says so.</summary>
    TornTailRefused,

    /// <summary>Mended: the cut is made before MULTI.</summary>
    HalfTransactionKept,

    /// <summary>Mended: the next command follows the last whole one.</summary>
    AppendAtOldOffset,

    /// <summary>Mended: such keys are loaded; the log behind the preamble says what became of them.</summary>
    PreambleDropsExpired,

    /// <summary>Mended: such keys are written; the difference says what became of them.</summary>
    ExpiredKeysSkipped,

    /// <summary>Mended: SET and PEXPIREAT.</summary>
    SetTimeRelative,

    /// <summary>Mended: SET with KEEPTTL.</summary>
    FloatForgetsDeadline,

    /// <summary>Mended: logged as it came.</summary>
    KeepTtlDropped,

    /// <summary>Mended: the buffer is empty after the swap, since the difference holds the same.</summary>
    BufferKeptAfterSwap,

    /// <summary>Otherwise: most of the difference goes to the child while it works, and the server has little left to write.</summary>
    NoDiffPipes,

    /// <summary>Otherwise: a rewritten log may begin with the dataset as an RDB file.</summary>
    NoPreamble,

    /// <summary>Mended: XSETID behind the entries.</summary>
    StreamLastIdLost,

    /// <summary>Mended: an entry with an id that can be, trimmed away at once.</summary>
    EmptyStreamLost,

    /// <summary>Mended: the child gives up, and the log stays as it was.</summary>
    ChildSyncErrorIgnored,

    /// <summary>Mended: a minute.</summary>
    FiveSecondsToAgree,

    /// <summary>Mended where the log tells: growth is measured from the end of its preamble. A log without one does not tell.</summary>
    BaseSizeForgotten,

    /// <summary>Mended: they are closed.</summary>
    FailedForkLeaksPipes,

    /// <summary>Mended: somebody wanted it to end, and nothing has failed.</summary>
    UserSignalIsAnError,

    /// <summary>Mended: intervals are measured on the monotonic clock. Deadlines of keys stay moments of the wall clock.</summary>
    IntervalsByWallClock,

    /// <summary>
    /// Mended: after a failed fsync a log that has become shorter is not written to any more; and since a write may come
    /// before that is known, it goes to the offset where the end was, so that the hole is zeros, which are no command.
    /// </summary>
    AppendBehindLostEnd,

    /// <summary>Mended: where the log is closed inside a transaction, what was fed of it is taken out of the buffer, for no EXEC would follow.</summary>
    SwitchedOffInsideTransaction,
}
