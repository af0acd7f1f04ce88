using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Aof.Append;

/// <summary>
/// Writes the log buffer to the file and syncs it by policy, before the replies leave (flushAppendOnlyFile() of Redis).
/// One write per turn: a crash of the process never tears a turn.
/// </summary>
internal sealed class Flusher(AofState state)
{
    /// <summary>
    /// The longest time that a write waits for a background fsync, in seconds (flushAppendOnlyFile() of Redis). The
    /// kernel would block the write meanwhile.
    /// </summary>
    private const int MaxPostponementSec = 2;

    /// <summary>Seconds between two log lines about write errors (AOF_WRITE_LOG_ERROR_RATE of Redis).</summary>
    private const int ErrorLogIntervalSec = 30;

    private const string SyncFailed =
        "an fsync of the append only file failed, and only a rewrite puts all data on the disk";

    private readonly bool ackedUnsyncedAfterRewrite = state.Defects.Has(Defect.AckedUnsyncedAfterRewrite);
    private readonly bool firstErrnoKept = state.Defects.Has(Defect.FirstErrnoKept);
    private readonly bool noFsyncWhenIdle = state.Defects.Has(Defect.NoFsyncWhenIdle);
    private readonly bool idleCountsAsSynced = state.Defects.Has(Defect.IdleCountsAsSynced);
    private readonly bool shortWriteStays = state.Defects.Has(Defect.ShortWriteStays);
    private readonly bool writeErrorExits = state.Defects.Has(Defect.WriteErrorExits);

    private long postponedSinceSec = -1;
    private long errorLoggedSec = long.MinValue / 2;

    /// <summary>A write waits for the background fsync; cron must try again.</summary>
    public bool IsPostponed => postponedSinceSec != -1;

    private long NowSec => state.Intervals.NowSeconds;

    /// <summary>Writes the buffer and syncs the file, where either is due.</summary>
    /// <param name="force">Write even while a background fsync is under way.</param>
    public void Flush(bool force = false)
    {
        if (!state.IsWritten)
        {
            return;
        }

        var syncing = state.Config.Policy == FsyncPolicy.EverySecond && state.Fsync.InProgress;
        TakeNoteOfBackgroundSync();
        if (state.Buffer.Length > 0)
        {
            if (state.File.HasLostItsEnd || (syncing && !force && Postpone()) || !WriteBuffer(syncing))
            {
                return;
            }

            TakeNoteOfBackgroundSync();
        }
        else if (!UnsyncedBytesAreDue(syncing))
        {
            if (idleCountsAsSynced && !syncing && state.Config.Policy != FsyncPolicy.No)
            {
                state.Progress.OnDisk(state.Progress.Executed);
            }

            return;
        }
        else
        {
            Probes.Hit(Probe.IdleSync);
        }

        SyncByPolicy(syncing);
    }

    /// <summary>
    /// Writes the buffer and syncs the file now, whatever the policy, after a background fsync that is under way.
    /// </summary>
    /// <returns>Null when all is on the disk; otherwise why not.</returns>
    /// <exception cref="ProcessExit">Under "always" it failed.</exception>
    public string? SaveAll()
    {
        if (!state.Fsync.Drain())
        {
            return "a background fsync of the append only file does not end";
        }

        TakeNoteOfBackgroundSync();
        if (state.WriteStatus.FileUnsafe)
        {
            return SyncFailed;
        }

        if (state.Buffer.Length > 0 && (state.File.HasLostItsEnd || !WriteBuffer(syncing: false)))
        {
            return "the append only file cannot be written";
        }

        SyncNow();
        return state.WriteStatus.FileUnsafe ? SyncFailed : null;
    }

    private void TakeNoteOfBackgroundSync()
    {
        var error = state.Fsync.TakeResult();
        if (error == Errno.EINTR)
        {
            Probes.Hit(Probe.BackgroundSyncInterrupted);
            state.File.ForgetSync();
        }
        else if (error == Errno.None)
        {
            state.WriteStatus.SyncSucceeded();
            state.Progress.SyncEnded();
        }
        else if (error is { } failure)
        {
            state.File.LookForLostEnd();
            state.WriteStatus.CheckSync(failure, "The background fsync of the append only file failed");
        }
    }

    private bool Postpone()
    {
        if (postponedSinceSec == -1)
        {
            Probes.Hit(Probe.WritePostponed);
            postponedSinceSec = NowSec;
        }

        if (NowSec - postponedSinceSec < MaxPostponementSec)
        {
            return true;
        }

        state.DelayedFsyncs++;
        Probes.Hit(Probe.WritePostponedTooLong);
        state.Log(LogLevel.Notice,
            "The background fsync of the append only file is slow, is the disk busy? The buffer is written without "
            + "waiting for it; clients may notice.");
        return false;
    }

    private bool WriteBuffer(bool syncing)
    {
        var start = state.Intervals.NowMs;
        var (written, error) = state.File.Write(state.Buffer.Span);
        TakeLatency(start, syncing);
        postponedSinceSec = -1;
        if (error != Errno.None)
        {
            WriteFailed(written, error);
            return false;
        }

        state.WriteStatus.WriteSucceeded();
        state.File.Appended(written);
        state.Buffer.Clear();
        state.Progress.AllWritten();
        return true;
    }

    private void TakeLatency(long start, bool syncing)
    {
        var ms = state.Intervals.NowMs - start;
        var circumstance = syncing ? LatencyEvent.WritePendingFsync
            : state.HasActiveChild ? LatencyEvent.WriteActiveChild
            : LatencyEvent.WriteAlone;
        state.Latency.Add(circumstance, ms);
        state.Latency.Add(LatencyEvent.Write, ms);
    }

    private void WriteFailed(int written, Errno error)
    {
        var mayLog = NowSec - errorLoggedSec > ErrorLogIntervalSec;
        if (mayLog)
        {
            errorLoggedSec = NowSec;
        }

        state.WriteStatus.WriteFailed(ReportedErrno(written, error, mayLog));
        var stays = written == 0 ? NothingWritten(error, mayLog) : UndoShortWrite(written, mayLog);
        Probes.Hit(written == 0 ? Probe.WriteFailedWhole : stays == 0 ? Probe.ShortWriteCutOff : Probe.ShortWriteStays);
        if (state.Config.Policy == FsyncPolicy.Always)
        {
            Probes.Hit(Probe.WriteFailedUnderAlways);
            throw state.Exit(
                "With appendfsync always an error while writing the append only file cannot be recovered from. "
                + "Exiting.");
        }

        if (writeErrorExits)
        {
            throw state.Exit("The append only file could not be written. Exiting.");
        }

        state.File.Appended(stays);
        state.Buffer.Consume(stays);
    }

    private Errno ReportedErrno(int written, Errno error, bool mayLog)
    {
        if (!firstErrnoKept)
        {
            return error;
        }

        return written > 0 ? Errno.ENOSPC : mayLog ? error : state.WriteStatus.LastErrno;
    }

    private int NothingWritten(Errno error, bool mayLog)
    {
        if (mayLog)
        {
            state.Log(LogLevel.Warning, $"The append only file could not be written: {error.Message()}");
        }

        return 0;
    }

    /// <summary>Cuts a short write off the file. Returns how many of its bytes stay in the file.</summary>
    private int UndoShortWrite(int written, bool mayLog)
    {
        if (mayLog)
        {
            state.Log(
                LogLevel.Warning, $"Short write to the append only file: {written} of {state.Buffer.Length} bytes");
        }

        if (shortWriteStays)
        {
            return written;
        }

        var error = state.Host.Files.Truncate(state.File.Descriptor, state.File.CurrentSize);
        if (error == Errno.None)
        {
            GoBackToEnd();
            return 0;
        }

        if (mayLog)
        {
            state.Log(LogLevel.Warning,
                $"The short write stays in the append only file, ftruncate failed: {error.Message()}. Until the rest "
                + $"is written the file ends inside a command.");
        }

        return written;
    }

    private void GoBackToEnd()
    {
        var error = state.File.GoBackToEnd();
        state.WriteStatus.CheckSync(error, "The end of the append only file could not be found again");
    }

    /// <summary>The buffer is empty, but bytes of earlier turns still need an fsync.</summary>
    private bool UnsyncedBytesAreDue(bool syncing) =>
        state.File.FsyncOffset != state.File.CurrentSize && state.Config.Policy switch
        {
            FsyncPolicy.EverySecond => !syncing && NowSec > state.File.LastFsyncSec && !noFsyncWhenIdle,
            FsyncPolicy.Always => !ackedUnsyncedAfterRewrite,
            _ => false,
        };

    private void SyncByPolicy(bool syncing)
    {
        if (state.WriteStatus.FileUnsafe || (state.Config.NoFsyncOnRewrite && state.HasActiveChild))
        {
            Probes.Hit(state.WriteStatus.FileUnsafe ? Probe.UnsafeFileNotSynced : Probe.SyncLeftOutDuringRewrite);
            return;
        }

        if (state.Config.Policy == FsyncPolicy.Always)
        {
            SyncNow();
        }
        else if (state.Config.Policy == FsyncPolicy.EverySecond && NowSec > state.File.LastFsyncSec)
        {
            if (!syncing)
            {
                state.Fsync.Start(state.File.Descriptor);
                state.File.GivenToFsync();
                state.Progress.SyncBegins();
            }

            state.File.FsyncWasDue(NowSec);
        }
    }

    private void SyncNow()
    {
        var start = state.Intervals.NowMs;
        var error = state.Fsync.Now(state.File.Descriptor);
        state.Latency.Add(LatencyEvent.FsyncAlways, state.Intervals.NowMs - start);
        state.WriteStatus.CheckSync(error, "The fsync of the append only file failed");
        if (error == Errno.None)
        {
            state.Progress.SyncedNow(state.Fsync.IsAwaited);
        }

        state.File.GivenToFsync();
        state.File.FsyncWasDue(NowSec);
    }
}
