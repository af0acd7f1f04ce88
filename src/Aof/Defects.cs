using System.Numerics;

namespace Aof;

/// <summary>
/// What Redis 6.0.5 does where it breaks the promises of an append-only file. Each is mended by default; switched on, it
/// behaves as that version does. This is the catalogue: what happens, who has it, where it was reported, what a user
/// sees. Each switch is read in exactly one place.
/// </summary>
public enum Defect
{
    /// <summary>
    /// The result of fsync of the log is thrown away: by the server under "always", by the background thread under
    /// "everysec", and by the rewriting child when it syncs every 32 MB. A disk that fails a fsync has dropped the pages,
    /// so writes that were acknowledged are gone after a power loss although nothing was ever logged.
    /// Redis up to 6.2 (issues 8111, 8347, 8419).
    /// Mended: "always" exits before a reply leaves; otherwise writes are refused with MISCONF, and since a second fsync of the
    /// same file proves nothing, until a rewrite has put all data into a new one.
    /// </summary>
    FsyncErrorIgnored,

    /// <summary>
    /// After a rewrite the difference is appended to the new file and the file renamed over the log; only then is it
    /// synced, in the background or by nobody. A power loss in between leaves a log without writes that an earlier fsync
    /// had made durable in the old one. Redis up to 6.2, by design.
    /// Mended: the difference is written and synced before the rename.
    /// </summary>
    RenameBeforeSync,

    /// <summary>
    /// A new name is never synced: neither that of a log just created nor the rename at the end of a rewrite. A power
    /// loss can bring the old log back, or none. Redis up to 6.2; 7.0 syncs the directory.
    /// Mended: the directory is synced each time; if that fails, as after a failed fsync of the log.
    /// </summary>
    NoDirectoryFsync,

    /// <summary>
    /// What was loaded counts as synced, though after a mere crash of the process it may be only in the page cache. Until
    /// the next write nothing syncs it. And where a fsync had failed in the earlier life, the cache shows pages that the disk
    /// does not have, and no later fsync writes them: acknowledged writes are served, synced, and gone after a power loss
    /// ("Can Applications Recover from fsync Failures?", ATC 2020). All versions.
    /// Mended: what was loaded goes on in a new file, copied and synced before the server accepts anything. When there is no
    /// room for it, writes are refused until a rewrite has made one; under "always" the server does not start.
    /// </summary>
    LoadedTailNotSynced,

    /// <summary>
    /// A log that ends inside a command inside a transaction is cut after the last whole command: MULTI stays, without
    /// EXEC. What is written next is queued behind it at the next start and thrown away: acknowledged writes vanish.
    /// Redis and Valkey (valkey issue 4342). Mended: the cut is made before MULTI.
    /// </summary>
    TornTransactionCutInside,

    /// <summary>
    /// SETEX, PSETEX and SET with EX or PX become two records, SET and PEXPIREAT. A log torn between them gives a key that
    /// never expires. Redis up to 6.0; later ones log one record. Mended: MULTI and EXEC around the two, unless they are
    /// inside a transaction already.
    /// </summary>
    ExpiryInTwoRecords,

    /// <summary>
    /// Under "everysec" and "no", when the write at the end of a turn fails, the clients of this turn still get their OK,
    /// and only the next write is refused. Redis up to 7, known and documented.
    /// Mended: the replies to this turn's writes become the MISCONF error before they leave.
    /// </summary>
    OkDespiteFailedWrite,

    /// <summary>
    /// After a failed write a successful rewrite empties the buffer but leaves the error status. Writes are refused, so
    /// the buffer stays empty, so nothing is ever flushed that could clear the status: the server refuses writes for ever.
    /// Redis 6.0. Mended: the status is good again after the swap.
    /// </summary>
    ErrorStateStuckAfterRewrite,

    /// <summary>
    /// A rewrite whose child succeeded but whose result could not be opened, completed or renamed leaves
    /// aof_last_bgrewrite_status at ok, and so does one that could not fork. The log grows and monitoring sees nothing.
    /// Redis up to 6.2. Mended: the status says err.
    /// </summary>
    SwapFailureReportedOk,

    /// <summary>
    /// The temporary file of a rewrite stays when the server dies; each crash leaves one more, until the disk is full.
    /// All versions (issue 3065). Mended: they are removed at start.
    /// </summary>
    DeadTempFilesStay,

    /// <summary>
    /// A rewrite that fails is tried again 100 ms later, for as long as it fails: a full disk keeps one core and the disk
    /// busy. Redis up to 6.2; 7.0 limits it. Mended: one second, doubling to a minute.
    /// </summary>
    ChildRetriedWithoutBackOff,

    /// <summary>
    /// With no-appendfsync-on-rewrite, writes under "always" are acknowledged unsynced while a child runs, and stay
    /// unsynced after it has ended until somebody writes again. Redis (issue 11973). Mended: synced as soon as the child has ended.
    /// </summary>
    AckedUnsyncedAfterRewrite,

    /// <summary>
    /// aof_last_write_errno is set only when the error is also logged, once in 30 seconds, and a short write is always
    /// called ENOSPC: MISCONF names the wrong error, "Success" among them. Redis up to 7.0 (issue 10917).
    /// Mended: the errno of the call that failed, each time.
    /// </summary>
    FirstErrnoKept,

    /// <summary>
    /// The loader skips two bytes after each payload without looking, takes any line that begins with a digit for a
    /// number, and does not ask for CRLF. A length that changed on the disk makes it read the wrong bytes as data.
    /// All versions. Mended: a number is digits and CRLF, a payload ends with CRLF, or the log is damaged here.
    /// </summary>
    PayloadEndUnchecked,

    /// <summary>
    /// When fstat fails after a load or a swap, the size known before is kept: zero, or that of the old file. The next short
    /// write is then "undone" by cutting the log to that size, and acknowledged writes with it. Redis up to 6.2; no
    /// report known. Mended: no size, no start and no swap.
    /// </summary>
    StatFailureKeepsOldSize,

    /// <summary>
    /// BGREWRITEAOF inside a transaction forks at once: the new log begins with half of the transaction, and its
    /// difference ends with an EXEC that has no MULTI, which redis-check-aof calls damage and cuts away with all that follows.
    /// Redis up to 6.2; later ones schedule it. Mended: it is scheduled for the next cron.
    /// </summary>
    RewriteInsideTransaction,

    /// <summary>
    /// A relative deadline is turned into an absolute one twice, for the dataset and for the log, each with its own
    /// look at the clock: after a restart keys live up to some milliseconds longer. Redis up to 6.0.
    /// Mended: both use one reading.
    /// </summary>
    DeadlineReadTwice,

    /// <summary>
    /// Only write commands are refused while the log cannot be written, and EXEC is none: a transaction queued before is executed and
    /// answered OK. Redis up to 6.0. Mended: EXEC is refused when it would write.
    /// </summary>
    ExecDespiteRefusal,

    /// <summary>
    /// The child takes a read of the difference that fails for one that found nothing: what the server had sent stays in the pipe, the child
    /// ends with success, and the new log has a hole. All versions; no report known, found by the explorer.
    /// Mended: the rewrite fails.
    /// </summary>
    DiffReadErrorIgnored,

    /// <summary>
    /// redis-check-aof looks at the structure alone: a log in which the disk has damaged the name of a command is well formed for it, also
    /// after a repair, and the server refuses it. All versions. Mended: what the server would refuse is damage for the checker too.
    /// </summary>
    CheckerIgnoresNames,

    /// <summary>
    /// What XREADGROUP and XCLAIM deliver becomes one record for each entry, and what XREADGROUP reads of several streams too.
    /// A log torn between them gives a part of what one command did. Redis up to 6.2.
    /// Mended: MULTI and EXEC around them.
    /// </summary>
    DeliveriesInManyRecords,

    /// <summary>
    /// A consumer who reads again what is pending for it is logged nowhere, though each entry counts one more delivery
    /// and has a new time: a restart goes back to the old ones. All versions. Mended: an XCLAIM for each entry.
    /// </summary>
    RedeliveryNotLogged,

    /// <summary>
    /// An entry that is pending in a group and was deleted from its stream is not in a rewritten log: XCLAIM does not make pending what the
    /// stream does not have. It has vanished after the next start, while without the rewrite it is there. Redis 5.0 to 6.2.
    /// Mended: the rewrite adds the entry, claims it, and deletes it again.
    /// </summary>
    PendingOfDeletedLost,

    /// <summary>
    /// RESTORE is logged with its time to live as it came: each start counts it again from the beginning, and the key lives on. Redis up to
    /// 6.2 (issue 8474). Mended: logged with the deadline, and ABSTTL.
    /// </summary>
    RestoreTimeRelative,

    /// <summary>
    /// The log is opened with O_APPEND, and nobody looks at its size again. Where a failed fsync takes a file back to what the disk has
    /// (btrfs; "Can Applications Recover from fsync Failures?", ATC 2020), what is written next follows directly what is left: commands are
    /// missing in the middle, and nothing shows it. All versions; found by the explorer.
    /// Mended: after a failed fsync a log that has become shorter is not written to any more; and since a write may come
    /// before that is known, it goes to the offset where the end was, so that the hole is zeros, which are no command.
    /// </summary>
    AppendBehindLostEnd,

    /// <summary>
    /// Intervals are measured on the wall clock. Set back by an hour, it stops the fsyncs of "everysec" for an hour, and a power loss then
    /// takes an hour of acknowledged writes; a blocked client waits an hour longer, and so does a rewriting child that is not answered. All
    /// versions (issue 416 asks for the monotonic clock). Mended: the monotonic clock. Deadlines of keys stay moments of the wall clock.
    /// </summary>
    IntervalsByWallClock,
}

/// <summary>A set of <see cref="Defect"/>s.</summary>
/// <param name="Bits">One bit for each defect, numbered as in the enum.</param>
public readonly record struct Defects(ulong Bits)
{
    /// <summary>Everything mended.</summary>
    public static Defects None => default;

    /// <summary>Redis 6.0.5 as it is: every defect of the catalogue.</summary>
    public static Defects Redis605 => new((1UL << Enum.GetValues<Defect>().Length) - 1);

    /// <summary>How many are switched on.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>These defects and no others.</summary>
    public static Defects Of(params ReadOnlySpan<Defect> defects)
    {
        var set = None;
        foreach (var defect in defects)
        {
            set = set.With(defect);
        }

        return set;
    }

    /// <summary>Reads what <see cref="ToString"/> prints: names with commas between them, "none", or "all".</summary>
    public static bool TryParse(string text, out Defects defects)
    {
        defects = text == "all" ? Redis605 : None;
        if (text is "all" or "none" or "")
        {
            return true;
        }

        foreach (var name in text.Split(','))
        {
            if (!Enum.TryParse<Defect>(name.Trim(), ignoreCase: true, out var defect) || !Enum.IsDefined(defect))
            {
                return false;
            }

            defects = defects.With(defect);
        }

        return true;
    }

    /// <summary>Is this one switched on?</summary>
    public bool Has(Defect defect) => (Bits & (1UL << (int)defect)) != 0;

    /// <summary>This set and one more.</summary>
    public Defects With(Defect defect) => new(Bits | (1UL << (int)defect));

    /// <summary>This set without one.</summary>
    public Defects Without(Defect defect) => new(Bits & ~(1UL << (int)defect));

    /// <summary>The names, in the order of the catalogue, with commas between them; "none" when there are none.</summary>
    public override string ToString()
    {
        var set = this;
        return set == None ? "none" : string.Join(',', Enum.GetValues<Defect>().Where(set.Has).Select(d => d.ToString("G")));
    }
}
