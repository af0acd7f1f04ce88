namespace Aof.KnownDefects;

/// <summary>
/// The defects of Redis versions that can be switched on. Each comment describes the fixed behaviour, which is the
/// default; <see cref="DefectCatalogue"/> describes the defect. Each switch is read in one place. New defects go to the
/// end: kept plans name them, and <see cref="Defects"/> numbers them.
/// </summary>
public enum Defect
{
    /// <summary>
    /// A failed fsync of the log is reported. Under "always" the server exits before a reply leaves. Otherwise it
    /// refuses writes with MISCONF until a rewrite has put all data into a new file: a second fsync of the old one
    /// proves nothing.
    /// </summary>
    FsyncErrorIgnored,

    /// <summary>A rewrite writes and syncs the diff before it renames the new file.</summary>
    RenameBeforeSync,

    /// <summary>The directory is synced after each new name. A failure counts like a failed fsync of the log.</summary>
    NoDirectoryFsync,

    /// <summary>
    /// A start copies the loaded log into a new file and syncs it before the server accepts commands. Without room for
    /// it, writes are refused until a rewrite succeeds; under "always" the server does not start.
    /// </summary>
    LoadedTailNotSynced,

    /// <summary>A log that ends inside a command of a transaction is cut before MULTI.</summary>
    TornTransactionCutInside,

    /// <summary>MULTI and EXEC enclose SET and PEXPIREAT, unless they are inside a transaction already.</summary>
    ExpiryInTwoRecords,

    /// <summary>
    /// When the flush fails, the replies to this turn's writes become the MISCONF error before they leave.
    /// </summary>
    OkDespiteFailedWrite,

    /// <summary>A successful swap ends the error status.</summary>
    ErrorStateStuckAfterRewrite,

    /// <summary>A rewrite that fails in the swap or at the fork sets the status to err.</summary>
    SwapFailureReportedOk,

    /// <summary>A start removes temporary files of dead rewrites.</summary>
    DeadTempFilesStay,

    /// <summary>
    /// After a failed rewrite the server waits one second, doubling to a minute; of a log of several files, to an hour.
    /// </summary>
    ChildRetriedWithoutBackOff,

    /// <summary>Writes that were not synced during a rewrite are synced as soon as the child has ended.</summary>
    AckedUnsyncedAfterRewrite,

    /// <summary>Each failed call sets the errno that it returned.</summary>
    FirstErrnoKept,

    /// <summary>
    /// The loader requires digits and CRLF for a number, CRLF after a payload, and the end of an annotation. Anything
    /// else is damage.
    /// </summary>
    PayloadEndUnchecked,

    /// <summary>When fstat fails, the server does not start, or the swap fails.</summary>
    StatFailureKeepsOldSize,

    /// <summary>BGREWRITEAOF inside a transaction is scheduled for the next cron.</summary>
    RewriteInsideTransaction,

    /// <summary>The dataset and the log use one clock reading.</summary>
    DeadlineReadTwice,

    /// <summary>EXEC of a transaction with writes is refused while writes are refused.</summary>
    ExecDespiteRefusal,

    /// <summary>When the child cannot read the diff, the rewrite fails.</summary>
    DiffReadErrorIgnored,

    /// <summary>The checker reports every command that the server would refuse.</summary>
    CheckerIgnoresNames,

    /// <summary>MULTI and EXEC enclose the records of one command.</summary>
    DeliveriesInManyRecords,

    /// <summary>A repeated delivery is logged as an XCLAIM for each entry.</summary>
    RedeliveryNotLogged,

    /// <summary>A rewrite adds the deleted entry, claims it, and deletes it again.</summary>
    PendingOfDeletedLost,

    /// <summary>RESTORE is logged with the absolute deadline and ABSTTL.</summary>
    RestoreTimeRelative,

    /// <summary>
    /// Under "everysec" bytes are synced a second after they were written, even without another write.
    /// </summary>
    NoFsyncWhenIdle,

    /// <summary>After a short write another call writes the rest; only its error counts.</summary>
    ShortWriteNotRetried,

    /// <summary>After a failed write the file is cut back to its size before it.</summary>
    ShortWriteStays,

    /// <summary>After a write error the bytes stay in the buffer and writes are refused; only "always" exits.</summary>
    WriteErrorExits,

    /// <summary>No reply leaves a turn before the flush.</summary>
    ReplyBeforeFlush,

    /// <summary>With aof-load-truncated, a log that ends inside a command is cut there.</summary>
    TornTailRefused,

    /// <summary>A log that ends inside a transaction is cut before MULTI.</summary>
    HalfTransactionKept,

    /// <summary>The next command follows the last whole one.</summary>
    AppendAtOldOffset,

    /// <summary>Expired keys of the preamble are loaded; the log behind it deletes or changes them.</summary>
    PreambleDropsExpired,

    /// <summary>The child writes expired keys; the diff deletes or changes them.</summary>
    ExpiredKeysSkipped,

    /// <summary>SET with EX or PX is logged as SET and PEXPIREAT.</summary>
    SetTimeRelative,

    /// <summary>INCRBYFLOAT is logged as SET with KEEPTTL.</summary>
    FloatForgetsDeadline,

    /// <summary>SET with KEEPTTL is logged unchanged.</summary>
    KeepTtlDropped,

    /// <summary>The swap empties the log buffer, because the diff holds the same commands.</summary>
    BufferKeptAfterSwap,

    /// <summary>The child takes most of the diff while it works, so the server has little to append.</summary>
    NoDiffPipes,

    /// <summary>A rewritten log may begin with the dataset as an RDB file.</summary>
    NoPreamble,

    /// <summary>A rewrite writes XSETID behind the entries.</summary>
    StreamLastIdLost,

    /// <summary>A rewrite creates an empty stream by an entry with a valid id that is trimmed at once.</summary>
    EmptyStreamLost,

    /// <summary>When its flush, fsync or close fails, the child fails, and the log is not replaced.</summary>
    ChildSyncErrorIgnored,

    /// <summary>The child waits a minute for the server to agree.</summary>
    FiveSecondsToAgree,

    /// <summary>
    /// After a start, growth is measured from the end of the preamble. A log without one counts whole.
    /// </summary>
    BaseSizeForgotten,

    /// <summary>When fork fails, the pipes are closed.</summary>
    FailedForkLeaksPipes,

    /// <summary>A child that SIGUSR1 ended was killed on purpose: the status stays ok.</summary>
    UserSignalIsAnError,

    /// <summary>Intervals are measured on the monotonic clock. Deadlines of keys use the wall clock.</summary>
    IntervalsByWallClock,

    /// <summary>
    /// A log that became shorter in a failed fsync is no longer written. A write before that is noticed goes to the old
    /// end, so the gap reads as zeros, which no load accepts.
    /// </summary>
    AppendBehindLostEnd,

    /// <summary>When the log is closed inside a transaction, the open transaction is taken out of the buffer.</summary>
    SwitchedOffInsideTransaction,

    /// <summary>SHUTDOWN and SIGTERM end the server only when the log was written and synced.</summary>
    ShutdownErrorIgnored,

    /// <summary>SHUTDOWN inside a transaction waits for EXEC.</summary>
    ShutdownInsideTransaction,

    /// <summary>A log that ends inside the first command behind its preamble is cut behind the preamble.</summary>
    TornTailTakesPreamble,

    /// <summary>An increment is on the disk before a manifest names the next one.</summary>
    ManifestBeforeTail,

    /// <summary>No rewrite begins while the buffer cannot be written to the present increment.</summary>
    FailedFlushForgotten,

    /// <summary>
    /// A manifest that was renamed stays in force when the directory cannot be synced. The old files stay too, and the
    /// log counts as unsafe.
    /// </summary>
    BaseOfManifestDeleted,

    /// <summary>
    /// Each name is durable before another depends on it: that of the log's directory, that of a part before a manifest
    /// names it. An old log is copied into the directory, and removed when that is durable.
    /// </summary>
    LogDirectoryNotSynced,

    /// <summary>An increment does not get the number of one that is about to be deleted.</summary>
    HistoryNumberReused,

    /// <summary>
    /// After a failed fsync writes are refused until a rewrite has put all data into new files, and that rewrite starts
    /// by itself.
    /// </summary>
    LaterSyncTrusted,

    /// <summary>A sorted set keeps the sign of a score of 0, whatever its size.</summary>
    SignOfZeroLost,

    /// <summary>WAITAOF counts what the base of a first rewrite has as synced, as soon as the log is on.</summary>
    FirstBaseNotCounted,

    /// <summary>WAITAOF counts only what an fsync or a base has covered.</summary>
    IdleCountsAsSynced,

    /// <summary>WAITAOF inside a transaction counts the writes before it in that transaction.</summary>
    WaitOverlooksTransaction,

    /// <summary>
    /// A rewrite writes no deleted id that is greater than the last one: XSETID refuses that, and the last id is lost.
    /// </summary>
    LastIdBelowDeletedLost,

    /// <summary>
    /// BITFIELD is logged where it made or lengthened the key, also when each of its writes has failed.
    /// </summary>
    FailedFieldNotLogged,

    /// <summary>A field that is past its deadline counts while a log is loaded, until the log deletes it.</summary>
    PastFieldsAbsentAtLoad,

    /// <summary>HINCRBYFLOAT is logged so that the field keeps its deadline.</summary>
    FieldDeadlineLostByFloat,

    /// <summary>A command on several fields is logged without those that are past their deadline.</summary>
    PastFieldsLogged,
}
