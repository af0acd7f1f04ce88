namespace Aof.KnownDefects;

/// <summary>
/// All defects: source, versions, behaviour, effect. Ranges cover versions 2.0 to 8.6. 7.0 has another design: it is
/// named for its own defects, and for older ones that it is known to share; Valkey 8 and 9 are its descendants. Where
/// <see cref="KnownDefect.RangeToldBy"/> is null, the range is our judgement.
/// </summary>
public static class DefectCatalogue
{
    private const string Notes = "reading notes of 6.0.5";
    private const string OldNotes = "reading notes of 3.0";
    private const string Explored = "found by the explorer";
    private const string Notes72 = "reading notes of 7.2";
    private const string Audited = "found by an audit of 7.0.15";
    private const string BesideReal = "found by comparing with real servers";

    /// <summary>All defects, in the order of the enum.</summary>
    public static IReadOnlyList<KnownDefect> All { get; } =
    [
        new(Defect.FsyncErrorIgnored, "2.0", "6.2", "#8111, #8347, #8419",
            "The result of an fsync of the log is ignored: by the server, by the background thread, and by the "
            + "rewriting child every 32 MB. After a failed fsync the kernel has dropped the pages.",
            "Acknowledged writes are gone after a power loss, and nothing was ever logged.",
            "release notes of 6.2 RC3 (the server, under always); #8419, of April 2021 (the rest)"),
        new(Defect.RenameBeforeSync, "2.0", "6.2", Notes,
            "At the end of a rewrite the diff is appended to the new file and the file renamed over the log; "
            + "it is synced only afterwards, in the background or never.",
            "A power loss in between leaves a log without writes that an earlier fsync had made durable."),
        new(Defect.NoDirectoryFsync, "2.0", "7.0.2", "#3487, #10737",
            "The directory is never synced: neither after a log is created nor after the rename that ends a rewrite.",
            "A power loss brings the old log back, or none.",
            "release notes of 7.0.3"),
        new(Defect.LoadedTailNotSynced, "2.0", null,
            "the paper Can Applications Recover from fsync Failures? (ATC 2020)",
            "Loaded data counts as synced, though it may be only in the page cache. If an fsync of an earlier server "
            + "failed, the cache shows data that the disk lacks, and no later fsync writes it.",
            "Writes that were served after a restart are gone after a power loss."),
        new(Defect.TornTransactionCutInside, "2.8.15", null, "valkey #4342",
            "A log that ends inside a command inside a transaction is cut after the last whole command: MULTI stays, "
            + "without EXEC.",
            "What is written afterwards is queued behind it at the next start. The next EXEC executes all of it, the "
            + "torn half too; without one it is thrown away.",
            "valkey #4342, of August 2026; seen on 7.0.15"),
        new(Defect.ExpiryInTwoRecords, "2.0", "6.0", Notes,
            "SETEX, PSETEX and SET with EX or PX become two records, SET and PEXPIREAT.",
            "A log torn between them gives a key that never expires.",
            "release notes of 6.2 RC3 (#8327: one record, with PXAT)"),
        new(Defect.OkDespiteFailedWrite, "2.8", null, Notes,
            "Under everysec and no, when the write at the end of a turn fails, the clients of this turn still get "
            + "their OK; only the next write is refused.",
            "An acknowledged write is lost if the server dies before the disk recovers.",
            "seen on 7.0.15"),
        new(Defect.ErrorStateStuckAfterRewrite, "2.8", "6.0", "#8030",
            "After a failed write a successful rewrite empties the buffer but leaves the error status. Writes are "
            + "refused, so nothing is ever flushed that could clear it.",
            "The server refuses writes for ever, on a sound disk.",
            "release notes of 6.2 RC3"),
        new(Defect.SwapFailureReportedOk, "2.6", "7.0.2", "#5606",
            "A rewrite whose child succeeded but whose result could not be opened, completed or renamed leaves "
            + "aof_last_bgrewrite_status at ok, and so does one that could not fork.",
            "The log grows, and monitoring sees nothing.",
            "#10923, of July 2022; gone on 7.0.15"),
        new(Defect.DeadTempFilesStay, "2.0", null, "#3065",
            "The temporary file of a rewrite stays when the server dies.",
            "Each crash leaves one more file, until the disk is full.",
            "seen on 7.0.15"),
        new(Defect.ChildRetriedWithoutBackOff, "2.4", null, Notes,
            "A rewrite that fails is tried again 100 ms later, for as long as it fails. (7.0 waits for a minute and "
            + "more from the third child on that failed; what fails before the fork does not count.)",
            "A full disk keeps one core and the disk busy. Without memory for a fork, 7.0 leaves ten increments a "
            + "second.",
            "seen on 7.0.15; release notes of 7.0 RC1 (#9788: the limit)"),
        new(Defect.AckedUnsyncedAfterRewrite, "2.2", "7.0.10", "#11973",
            "With no-appendfsync-on-rewrite, writes under always are acknowledged unsynced while a child runs, and "
            + "stay unsynced after it has ended until the next write.",
            "Acknowledged writes are gone after a power loss, long after the rewrite.",
            "release notes of 7.0.11"),
        new(Defect.FirstErrnoKept, "2.8", "7.0.2", "#10917",
            "aof_last_write_errno is set only when the error is also logged, once in 30 seconds, and a short write is "
            + "always called ENOSPC.",
            "MISCONF names the wrong error, Success among them.",
            "#10917, of July 2022; gone on 7.0.15"),
        new(Defect.PayloadEndUnchecked, "2.0", null, Notes,
            "The loader skips two bytes after each payload without looking, takes any line that begins with a digit "
            + "for a number, and does not ask for CRLF, nor for the end of an annotation of 7.0.",
            "A length that changed on the disk makes it read the wrong bytes as data."),
        new(Defect.StatFailureKeepsOldSize, "2.4", "6.2", Notes,
            "When fstat fails after a load or a swap, the size known before is kept: zero, or that of the old file.",
            "The next short write is undone by cutting the log to that size, and acknowledged writes with it."),
        new(Defect.RewriteInsideTransaction, "2.0", "6.2", Notes,
            "BGREWRITEAOF inside a transaction forks at once: the new log begins with half of the transaction, and its "
            + "diff ends with an EXEC that has no MULTI.",
            "redis-check-aof calls that damage, and cuts it away with all that follows.",
            "release notes of 7.0 RC1 (#10015)"),
        new(Defect.DeadlineReadTwice, "2.0", "6.2", Notes,
            "A relative deadline is turned into an absolute one twice, for the dataset and for the log, each with its "
            + "own look at the clock.",
            "After a restart keys live up to some milliseconds longer.",
            "release notes of 7.0 RC1 (#8474: logged as a moment)"),
        new(Defect.ExecDespiteRefusal, "2.8", "6.0", Notes,
            "Only write commands are refused while the log cannot be written, and EXEC is none.",
            "A transaction queued before is executed and answered OK, and may never be written."),
        new(Defect.DiffReadErrorIgnored, "3.0.0", "6.2", Explored,
            "When the child cannot read the diff, it continues as if there were none, and ends with success.",
            "The new log has a hole.",
            "release notes of 7.0 RC1 (#9788: there is no diff any more)"),
        new(Defect.CheckerIgnoresNames, "2.0", null, Explored,
            "redis-check-aof checks the structure alone. It accepts a log in which the disk damaged the name of a "
            + "command, so that it is unknown or takes another number of arguments.",
            "The server refuses a log that the checker has just called valid."),
        new(Defect.DeliveriesInManyRecords, "5.0", "6.2", Notes,
            "XREADGROUP and XCLAIM log one record for each delivered entry, XREADGROUP of several streams too.",
            "A log torn between them gives a part of what one command did.",
            "release notes of 6.0 RC2 and 6.0.0 (MULTI came with the one and went with the other); gone on 7.0.15"),
        new(Defect.RedeliveryNotLogged, "5.0", null, Explored,
            "When a consumer reads its pending entries again, nothing is logged, though each entry counts one more "
            + "delivery and has a new time.",
            "A restart goes back to the old counts and times.",
            "streams came with 5.0; seen on 7.0.15"),
        new(Defect.PendingOfDeletedLost, "5.0", null, "#15729; " + Explored,
            "An entry that is pending in a group and was deleted from its stream is not in a rewritten log: XCLAIM "
            + "does not make pending what the stream does not have.",
            "It is pending no longer after a rewrite and a restart; without the rewrite it is.",
            "streams came with 5.0; seen on 7.0.15"),
        new(Defect.RestoreTimeRelative, "2.6", "6.2", "#8474",
            "RESTORE is logged with its time to live as it came.",
            "Each start counts it again from the beginning, and the key lives on.",
            "release notes of 7.0 RC1"),
        new(Defect.NoFsyncWhenIdle, "2.0", "5.0", "#5985, #6053",
            "Under everysec only a write starts an fsync: bytes written less than a second after the last fsync wait "
            + "for the next write.",
            "A power loss hours later takes the last write."),
        new(Defect.ShortWriteNotRetried, "2.0", "4.0", "#4066, #4281",
            "A short write counts as an error and is not continued. One call takes at most 2 GB: a buffer "
            + "that has grown larger can never be written. (Here a fault stands for that bound.)",
            "Writes are refused until a restart, which loses what is in the buffer; under always the server exits."),
        new(Defect.ShortWriteStays, "2.0", "2.4", "#587",
            "After a short write the beginning of the buffer stays in the file.",
            "If the server dies now, its log ends inside a command and is not loaded."),
        new(Defect.WriteErrorExits, "2.0", "2.8.5", "#1522",
            "Any error while writing the log ends the server, whatever the policy.",
            "A disk that is full for a moment takes the server down."),
        new(Defect.ReplyBeforeFlush, "6.0", "6.2", "#9678",
            "When a blocked client is served after the flush, or another thread writes the replies, they leave "
            + "before the turn's writes are in the log. (Here: in each turn that serves a blocked client.)",
            "Under always an acknowledged write is gone after a crash of the process.",
            "release notes of 7.0.0"),
        new(Defect.TornTailRefused, "2.0", "2.9", OldNotes,
            "There is no aof-load-truncated: a log that ends inside a command is not loaded. (2.8.15 and 3.0.0 "
            + "brought it.)",
            "After a power loss the log must be repaired before the server starts."),
        new(Defect.HalfTransactionKept, "2.8.15", "4.9", "#5201",
            "A log that ends inside a transaction, though not inside a command, is loaded and left as it is: MULTI "
            + "without EXEC.",
            "What is written afterwards is queued behind it at the next start, and thrown away.",
            "release notes of 5.0 RC6 (\"as old as AOF itself\") and 4.0.12, which has the fix too"),
        new(Defect.AppendAtOldOffset, "2.8.15", "2.8.15", "release notes of 2.8.16",
            "After a torn tail was cut off, writing goes on at the offset where the file ended before. (Here the hole "
            + "is there at once.)",
            "Zeros stand between the old commands and the new ones: the next start refuses the log.",
            "release notes of 2.8.16"),
        new(Defect.PreambleDropsExpired, "4.0", "4.0.9", "#4950",
            "A key in the preamble that is past its deadline is not loaded, though commands behind the preamble were "
            + "executed while it was there.",
            "An APPEND or a PERSIST of such a key gives another value, or creates another key.",
            "release notes of 4.0.10; preambles came with 4.0"),
        new(Defect.ExpiredKeysSkipped, "2.0", "4.0", "#4950; " + OldNotes,
            "The child does not write a key that is past its deadline when it begins, though the server still has "
            + "the key when the diff begins.",
            "The diff changes a key that is missing: it ends with half a value and no deadline."),
        new(Defect.SetTimeRelative, "2.6", "3.2", "#4068",
            "SET with EX or PX is logged as it came.",
            "Each start counts the time to live again from the beginning, and the key lives on.",
            "#4068, of June 2017: 4.0.0 is of July; the options came with 2.6"),
        new(Defect.FloatForgetsDeadline, "2.6", "5.0", "#5256, #6679",
            "INCRBYFLOAT is logged as SET of its result, which takes the deadline away.",
            "After a restart the key never expires."),
        new(Defect.KeepTtlDropped, "6.0.0", "6.0.4", "#7357",
            "SET with an option but no time is logged without its options, KEEPTTL too.",
            "After a restart the key never expires.",
            "#7357, of 8 June 2020: 6.0.5 is of the 9th; KEEPTTL came with 6.0"),
        new(Defect.BufferKeptAfterSwap, "2.0", "2.4", "tests/integration/aof-race.tcl of redis/redis",
            "After a rewrite the buffer is not emptied, though the diff held the same commands.",
            "Commands of that turn stand in the new log twice: counters and lists are wrong after a restart."),
        new(Defect.NoDiffPipes, "2.0", "2.9", OldNotes,
            "The child takes no diff: the server writes all of it when the child has ended. (3.0.0 brought the pipes.)",
            "At the end of a rewrite no client is served until the whole diff is written."),
        new(Defect.NoPreamble, "2.0", "3.2", OldNotes,
            "aof-use-rdb-preamble is without effect: a rewritten log is commands.",
            "A start takes longer.",
            "preambles came with 4.0"),
        new(Defect.StreamLastIdLost, "4.9", "4.9", "#5426, #5452",
            "A rewritten log does not say what the last id of a stream was.",
            "After XDEL of the last entry, a rewrite and a restart, ids are given a second time.",
            "release notes of 5.0.0"),
        new(Defect.EmptyStreamLost, "4.9", "5.0.7", "#6644",
            "A stream that never had an entry, as XGROUP CREATE with MKSTREAM makes it, is rewritten as XADD of the id "
            + "0-0, which no server accepts.",
            "The stream and its groups are gone after a rewrite and a restart."),
        new(Defect.ChildSyncErrorIgnored, "2.0", "2.9", "#1604, #1606",
            "The child does not look at the results of its last flush, its fsync and its close, and ends with success. "
            + "(2.8.8 and 3.0.0 fixed it.)",
            "A full disk makes an empty or torn log of a good one."),
        new(Defect.FiveSecondsToAgree, "3.0.0", "6.2", "#8388",
            "The child gives the server five seconds to agree to send no more of the diff.",
            "A server that is busy or blocked by its disk for so long never gets a rewrite done.",
            "release notes of 7.0 RC1 (#9788: there is no diff any more)"),
        new(Defect.BaseSizeForgotten, "2.4", "6.2", "#716, #4016, #10550",
            "After a start, growth is measured from the size of the whole log instead of that after the last rewrite.",
            "A server that is restarted often never rewrites its log by itself.",
            "release notes of 7.0.0"),
        new(Defect.FailedForkLeaksPipes, "3.0.0", "3.2.8", "#2883, #2857, #3408",
            "The pipes to a child that could not be forked stay open.",
            "Where memory is short, each try leaks six descriptors, until no client can connect.",
            "the commit \"pipe fds leak when fork() failed\", in 3.2.9"),
        new(Defect.UserSignalIsAnError, "2.6", "5.0", "#6696, #6785",
            "A child that SIGUSR1 ended, which is how it is killed on purpose, counts as a failed rewrite.",
            "aof_last_bgrewrite_status says err, and monitoring raises an alarm."),
        new(Defect.IntervalsByWallClock, "2.0", null, "#416",
            "Intervals are measured on the wall clock, which can be set back: the time since the last fsync, and the "
            + "timeouts of clients and of the child.",
            "An hour back stops the fsyncs of everysec for an hour, and a power loss then takes an hour of "
            + "acknowledged writes."),
        new(Defect.AppendBehindLostEnd, "2.0", null,
            Explored + "; the paper Can Applications Recover from fsync Failures? (ATC 2020)",
            "The log is opened with O_APPEND, and its size is not checked again. Where a failed fsync takes a file "
            + "back to what the disk has (btrfs), the next write directly follows what is left.",
            "Commands are missing in the middle of the log, and nothing shows it."),
        new(Defect.SwitchedOffInsideTransaction, "2.2", "6.2", Explored,
            "CONFIG SET appendonly no inside a transaction closes the log behind MULTI and what came after it; EXEC "
            + "goes nowhere. (On 7.0.15 nothing of the transaction is written.)",
            "The log is left damaged: with aof-load-truncated no the next start refuses it."),
        new(Defect.ShutdownErrorIgnored, "2.0", null, Explored,
            "SHUTDOWN and SIGTERM end the server with exit code 0 though the log could not be written or synced.",
            "Acknowledged writes are gone after an end that looked orderly."),
        new(Defect.ShutdownInsideTransaction, "2.2", "6.2", Explored,
            "SHUTDOWN inside a transaction ends the server behind MULTI and what came after it; EXEC is never logged. "
            + "(Since 7.0 SHUTDOWN is refused in a transaction.)",
            "The log is left damaged: with aof-load-truncated no the next start refuses it."),
        new(Defect.TornTailTakesPreamble, "4.0", null,
            "found by comparing what a start leaves on the disk; " + Notes,
            "A log that ends inside the first command behind its preamble is cut at 0, not behind the preamble. The "
            + "dataset stays in memory. (7.0.15 does so with a log that it takes over from an older version.)",
            "The next start finds nothing of what a rewrite had written.",
            "preambles came with 4.0; seen on 7.0.15"),
        new(Defect.ManifestBeforeTail, "7.0", null, Audited,
            "The manifest with the increment of a rewrite is durable before the end of the increment before it.",
            "After a power loss an increment is torn that is not the last: no server starts, and redis-check-aof does "
            + "not repair it.",
            "release notes of 7.0 RC1 (#9788); seen on 7.0.15"),
        new(Defect.FailedFlushForgotten, "7.0", null, "valkey #2627",
            "When the buffer cannot be written before a rewrite, it is written to the next increment.",
            "The base has the commands, and they are executed again behind it: counters and lists are wrong after a "
            + "restart.",
            "release notes of 7.0 RC1 (#9788)"),
        new(Defect.BaseOfManifestDeleted, "7.0.3", null, Audited,
            "When the directory cannot be synced at the end of a rewrite, the new base is deleted, though the manifest "
            + "that names it has its name already.",
            "The server goes on and acknowledges writes; no start finds the base.",
            "release notes of 7.0.3 (#10737: the directory is synced); seen on 7.0.15"),
        new(Defect.LogDirectoryNotSynced, "7.0", null, Audited,
            "The directory of the log is made, and its name is never synced. An old log is moved into it.",
            "A power loss takes the directory, and all that was acknowledged, where names are not ordered.",
            "release notes of 7.0 RC1 (#9788); seen on 7.0.15"),
        new(Defect.HistoryNumberReused, "7.0", null, Audited,
            "A start on a manifest without an increment gives the first one number 1, and then deletes the history: "
            + "where number 1 is there, the increment that is written is deleted. (A rewrite while the AOF is off "
            + "leaves such a manifest, until the history is deleted.)",
            "All acknowledged writes are gone, and no start finds the increment.",
            "release notes of 7.0 RC1 (#9788); seen on 7.0.15"),
        new(Defect.LaterSyncTrusted, "7.0", null, Audited,
            "Under everysec and no, a failed fsync refuses writes until a later one succeeds. None is due while writes "
            + "are refused, and none that succeeds proves that the lost pages are on the disk.",
            "One error of a disk refuses writes for ever, or loses acknowledged ones.",
            "release notes of 7.0 RC1 (#9788: the errors are counted); seen on 7.0.15"),
        new(Defect.SignOfZeroLost, "7.0", null, Explored,
            "A score of -0 stays in a sorted set that has had more than 128 members, and becomes 0 in a smaller one. A "
            + "rewrite writes -0, and the load begins with an empty set.",
            "After a rewrite and a restart scores have another sign.",
            "release notes of 7.0 RC1 (#9366: listpacks); seen on 7.0.15"),
        new(Defect.FirstBaseNotCounted, "7.2", "7.2.1", "#12620",
            "WAITAOF takes for synced what was executed before the log was switched on, not what the first rewrite "
            + "has. The rewrite may begin later: after a transaction, or after another one that failed.",
            "Without further writes WAITAOF waits for ever, though all is on the disk.",
            "release notes of 7.2.2"),
        new(Defect.IdleCountsAsSynced, "7.4", "7.4.2", "#13793",
            "Under everysec and always a turn that writes nothing counts all that was executed as synced, though the "
            + "fsync of the second is not due yet.",
            "WAITAOF says that writes are on the disk, and a power loss takes them.",
            "release notes of 7.4.0 (#12622) and 7.4.3"),
        new(Defect.WaitOverlooksTransaction, "7.2", null, Notes72,
            "WAITAOF inside a transaction looks at the client's writes before MULTI only.",
            "EXEC says that the writes of the transaction are on the disk, and a power loss takes them.",
            "release notes of 7.2 RC1 (#11713: the command)"),
        new(Defect.LastIdBelowDeletedLost, "7.0", "7.0", Audited,
            "A rewrite writes XSETID with the greatest deleted id, which the start refuses where XSETID has set the "
            + "last id below it. (A base in RDB format has both.)",
            "After a restart the stream accepts ids again that it had refused.",
            "release notes of 7.0 RC1 (#9127: MAXDELETEDID); seen on 7.0.15, gone on Redict 7.3, Valkey 8.1 and "
            + "Redis 8.0"),
        new(Defect.FailedFieldNotLogged, "7.0", null, "#15599",
            "BITFIELD with OVERFLOW FAIL makes or lengthens the key before it writes. Where each write fails, nothing "
            + "is logged.",
            "After a restart the key is gone or shorter.",
            "#10459 (since #9403 of 7.0); seen on 7.0.15, Redict 7.3, Valkey 8.1 and 9.1, and Redis 8.0"),
        new(Defect.PastFieldsAbsentAtLoad, "7.4", null, BesideReal,
            "While a log is loaded, a field that is past its deadline counts as absent. It was there when the log was "
            + "written.",
            "What was persisted, counted or set before its deadline is lost at a restart after it.",
            "release notes of 7.4 RC1 (#13303: deadlines of fields); seen on 8.0.6 and 8.6.3, not on Valkey 9.1"),
        new(Defect.FieldDeadlineLostByFloat, "7.4", "8.0.2", BesideReal,
            "HINCRBYFLOAT is logged as HSET, which takes the deadline of the field away.",
            "After a restart the field never expires.",
            "release notes of 7.4 RC1 (#13303: deadlines of fields); seen on 8.0.2, gone on 8.0.6"),
        new(Defect.PastFieldsLogged, "7.4", null, Explored,
            "A command on several fields is logged as it came, with those that were past their deadline for it: "
            + "HPERSIST, and on Valkey 9 also HEXPIRE and its kin. A load counts them.",
            $"After a restart a field that had ended lives again. (On Redis {nameof(Defect.PastFieldsAbsentAtLoad)} "
            + "hides it.)",
            "release notes of 7.4 RC1 (#13303: deadlines of fields); seen on Valkey 9.1", Dialect.Valkey9),
    ];

    /// <summary>Known defects of Redis without a switch here, with the reason.</summary>
    public static IReadOnlyList<(string What, string Why)> NoSwitch { get; } =
    [
        ("A rewrite loses a consumer without pending entries (#7526).",
            "No log of 6.0.5 records such a consumer, rewritten or not. A preamble keeps it here, but datasets are "
            + "compared without it."),
        ("A buffer of more than 2 GB (#4066).",
            $"Such a buffer is not built here. {nameof(Defect.ShortWriteNotRetried)} is the cause, and a fault that "
            + $"bounds a write shows it."),
        ("Replies written by other threads (#9678).",
            $"There is one thread here: {nameof(Defect.ReplyBeforeFlush)} moves the reply before the flush instead."),
        ("Under always, until 4.0.8, a client whose last reply was still being written could get the next one before "
            + "the fsync (release notes of 4.0.9).",
            $"Networking is not simulated. The effect is that of {nameof(Defect.ReplyBeforeFlush)}."),
        ("Until 4.0.1 SHUTDOWN ended without the last flush when a fsync was still going on (release notes of 4.0.2).",
            "Not implemented yet."),
        ("Defects of 7.0's own design: until 7.0.4 the log that a rewrite leaves behind was not synced any more "
            + "(#11004, release notes of 7.0.5); until 7.0.10 a rewrite under everysec could leave the last writes "
            + "unsynced (#11973, release notes of 7.0.11).", "redis-7.0 is 7.0.15."),
        ("WAITAOF in a script, which always said 1 (valkey #776), and after a command that goes to replicas only "
            + "(#12622).", "No scripts are run here, and there are no replicas."),
        ("Values that a version did not know: streams before 5.0, modules before 4.0.",
            "A profile changes how the log is kept; all profiles have the commands of 6.0.5."),
    ];

    /// <summary>The entry of a defect.</summary>
    public static KnownDefect Of(Defect defect) => All[(int)defect];
}
