using Aof.Data;
using Aof.Diagnostics;
using Aof.Format;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.State;

/// <summary>
/// The state that appending, rewriting and loading share (the aof_ fields of struct redisServer). All mutable state is
/// named here.
/// </summary>
internal sealed class AofState
{
    public AofState(Host host, AofConfig config)
    {
        Host = host with { Files = new UninterruptedFiles(host.Files) };
        Config = config;
        Defects = config.Defects;
        Intervals = new IntervalClock(Host.Clock, config.Defects.Has(Defect.IntervalsByWallClock));
        Data = new Dataset(config.Databases, config.Dialect)
        {
            KeepsSignOfZero = !config.Defects.Has(Defect.SignOfZeroLost),
        };
        Fsync = new Fsync(Host, Defects);
        File = new AofFile(Host, Defects, Latency, Intervals);
        WriteStatus = new WriteStatus(this);
        RewriteBuffer = new RewriteBuffer(host.Log);
    }

    public Host Host { get; }

    /// <summary>The settings, with the changes of CONFIG SET.</summary>
    public AofConfig Config { get; set; }

    /// <summary>The defects that are switched on; they do not change while the server runs.</summary>
    public Defects Defects { get; }

    public IntervalClock Intervals { get; }

    public Dataset Data { get; }

    public Fsync Fsync { get; }

    /// <summary>The log file.</summary>
    public AofFile File { get; }

    /// <summary>Executed writes that are not yet in the file (server.aof_buf).</summary>
    public ByteBuffer Buffer { get; } = new();

    /// <summary>How much of what was executed is on the disk.</summary>
    public LogProgress Progress { get; } = new();

    /// <summary>
    /// Bytes that could not be written to a log that is unsafe, and are in the snapshot of the next base instead.
    /// </summary>
    public int HeldBack { get; set; }

    /// <summary>Writes since the fork that are not yet sent to the child (server.aof_rewrite_buf_blocks).</summary>
    public RewriteBuffer RewriteBuffer { get; }

    /// <summary>aof_last_write_status.</summary>
    public WriteStatus WriteStatus { get; }

    public Latency Latency { get; } = new();

    /// <summary>server.aof_state.</summary>
    public AofMode Mode { get; private set; }

    /// <summary>
    /// What is executed is written to <see cref="File"/>: to the log, or to an increment that becomes a part of it.
    /// </summary>
    public bool IsWritten => Mode == AofMode.On || (Mode == AofMode.WaitRewrite && File.IsTemporary);

    /// <summary>Process id of the rewriting child; -1: none.</summary>
    public int ChildPid { get; set; } = -1;

    public bool HasActiveChild => ChildPid != -1;

    /// <summary>The child takes what is executed, as the diff.</summary>
    public bool ChildTakesDiff { get; set; }

    public bool RewriteScheduled { get; set; }

    /// <summary>
    /// How many records the log has ever had, MULTI and EXEC among them (server.master_repl_offset of a server without
    /// replicas). The manifests of Redis 8.0 name it; the end of a log that was not closed in order is estimated.
    /// </summary>
    public long Offset { get; set; }

    /// <summary>The last second that was annotated in the log, since 1970; 0: none (aof_cur_timestamp).</summary>
    public long AnnotatedSec { get; set; }

    /// <summary>When the child was forked, in seconds of <see cref="Intervals"/>.</summary>
    public long RewriteStartedSec { get; set; } = -1;

    /// <summary>Duration of the last rewrite, in seconds; -1 before any.</summary>
    public long LastRewriteSec { get; set; } = -1;

    public bool LastRewriteOk { get; set; } = true;

    public long DelayedFsyncs { get; set; }

    /// <summary>The log is written from now on.</summary>
    public void SwitchOn() => Mode = AofMode.On;

    /// <summary>The AOF was switched on; the log is written once a first rewrite has succeeded.</summary>
    public void AwaitFirstRewrite() => Mode = AofMode.WaitRewrite;

    /// <summary>The log is no longer written.</summary>
    public void SwitchOff() => Mode = AofMode.Off;

    /// <summary>
    /// Whether the first records of the log are on the disk; null: there is no log. Without a base, and after a failed
    /// fsync, none is for certain.
    /// </summary>
    public bool? IsSynced(long records) => Mode == AofMode.Off
        ? null
        : Mode == AofMode.On && !WriteStatus.FileUnsafe && Progress.Synced >= records;

    public void Log(LogLevel level, string message) => Host.Log.Write(level, message);

    /// <summary>exit(1): continuing would break a durability promise.</summary>
    public ProcessExit Exit(string reason)
    {
        Log(LogLevel.Warning, reason);
        return new ProcessExit(1, reason);
    }
}
