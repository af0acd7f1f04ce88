using Aof.Data.Execution;
using Aof.Diagnostics;
using Sim.Os;

namespace Aof.State;

/// <summary>The state of the AOF (server.aof_state).</summary>
public enum AofMode
{
    /// <summary>The log is not written.</summary>
    Off,

    /// <summary>The log is written.</summary>
    On,

    /// <summary>The AOF was switched on; the log is written once a first rewrite has succeeded.</summary>
    WaitRewrite,
}

/// <summary>The AOF values of INFO persistence in Redis 6.0.5, as they are now.</summary>
public sealed class AofStatus
{
    private readonly AofState state;
    private readonly Executor executor;

    internal AofStatus(AofState state, Executor executor) => (this.state, this.executor) = (state, executor);

    /// <summary>aof_enabled: not <see cref="AofMode.Off"/>.</summary>
    public AofMode Mode => state.Mode;

    /// <summary>loading.</summary>
    public bool Loading => executor.Loading;

    /// <summary>aof_rewrite_in_progress.</summary>
    public bool RewriteInProgress => state.HasActiveChild;

    /// <summary>The process id of the rewriting child; -1 when there is none.</summary>
    public int ChildPid => state.ChildPid;

    /// <summary>aof_rewrite_scheduled, and aof_pending_rewrite.</summary>
    public bool RewriteScheduled => state.RewriteScheduled;

    /// <summary>aof_last_rewrite_time_sec; -1 before any rewrite.</summary>
    public long LastRewriteTimeSec => state.LastRewriteSec;

    /// <summary>aof_current_rewrite_time_sec; -1 when none runs.</summary>
    public long CurrentRewriteTimeSec =>
        state.HasActiveChild ? state.Intervals.NowSeconds - state.RewriteStartedSec : -1;

    /// <summary>aof_last_bgrewrite_status.</summary>
    public bool LastRewriteOk => state.LastRewriteOk;

    /// <summary>aof_last_write_status.</summary>
    public bool LastWriteOk => state.WriteStatus.Ok;

    /// <summary>Why the last write failed (aof_last_write_errno); MISCONF names it.</summary>
    public Errno LastWriteErrno => state.WriteStatus.LastErrno;

    /// <summary>
    /// True after a failed fsync, until a rewrite replaces the log: the log on the disk is unreliable.
    /// </summary>
    public bool FileUnsafe => state.WriteStatus.FileUnsafe;

    /// <summary>aof_current_size: the size of the log, in bytes.</summary>
    public long CurrentSize => state.File.TotalSize;

    /// <summary>The size of the file that is written: the log, or its last increment. In bytes.</summary>
    public long FileSize => state.File.CurrentSize;

    /// <summary>The name of that file, from the server's directory; empty while there was none.</summary>
    public string FileName => state.File.Name;

    /// <summary>aof_base_size: the size after the last start or rewrite, in bytes.</summary>
    public long BaseSize => state.File.BaseSize;

    /// <summary>aof_buffer_length, in bytes: all that was executed and is not handed to write(2).</summary>
    public int BufferLength => state.Buffer.Length + state.HeldBack;

    /// <summary>aof_rewrite_buffer_length, in bytes.</summary>
    public long RewriteBufferLength => state.RewriteBuffer.Length;

    /// <summary>aof_pending_bio_fsync.</summary>
    public int PendingBackgroundSyncs => state.Host.Background.Pending(BackgroundJob.Sync);

    /// <summary>Jobs that the background thread runs or has queued: fsyncs and closes.</summary>
    public int PendingBackgroundJobs => PendingBackgroundSyncs + state.Host.Background.Pending(BackgroundJob.Close);

    /// <summary>aof_delayed_fsync: how many writes did not wait any longer for the background fsync.</summary>
    public long DelayedFsyncs => state.DelayedFsyncs;

    /// <summary>Durations of the calls to the disk.</summary>
    public Latency Latency => state.Latency;

    /// <summary>The AOF lines of INFO persistence, with CRLF.</summary>
    public string Info()
    {
        var always = Invariant($"""
            # Persistence
            loading:{Bit(Loading)}
            aof_enabled:{Bit(Mode != AofMode.Off)}
            aof_rewrite_in_progress:{Bit(RewriteInProgress)}
            aof_rewrite_scheduled:{Bit(RewriteScheduled)}
            aof_last_rewrite_time_sec:{LastRewriteTimeSec}
            aof_current_rewrite_time_sec:{CurrentRewriteTimeSec}
            aof_last_bgrewrite_status:{(LastRewriteOk ? "ok" : "err")}
            aof_last_write_status:{(LastWriteOk ? "ok" : "err")}
            aof_last_cow_size:0

            """);
        var whenOn = Mode == AofMode.Off ? "" : Invariant($"""
            aof_current_size:{CurrentSize}
            aof_base_size:{BaseSize}
            aof_pending_rewrite:{Bit(RewriteScheduled)}
            aof_buffer_length:{BufferLength}
            aof_rewrite_buffer_length:{RewriteBufferLength}
            aof_pending_bio_fsync:{PendingBackgroundSyncs}
            aof_delayed_fsync:{DelayedFsyncs}

            """);
        return (always + whenOn).ReplaceLineEndings("\r\n");
    }

    private static char Bit(bool value) => value ? '1' : '0';
}
