using Aof.Data;
using Aof.Diagnostics;
using Aof.Format;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.State;

/// <summary>What the three flows share (the aof_ fields of struct redisServer). Everything that changes is named here.</summary>
internal sealed class AofState
{
    public AofState(Host host, AofConfig config)
    {
        Host = host with { Files = new UninterruptedFiles(host.Files) };
        Config = config;
        Defects = config.Defects;
        Intervals = new IntervalClock(Host.Clock, config.Defects.Has(Defect.IntervalsByWallClock));
        Data = new Dataset(config.Databases);
        Fsync = new Fsync(Host, Defects);
        File = new AofFile(Host, Defects, Latency, Intervals);
        WriteStatus = new WriteStatus(this);
        RewriteBuffer = new RewriteBuffer(host.Log);
    }

    public Host Host { get; }

    /// <summary>The settings as CONFIG SET left them.</summary>
    public AofConfig Config { get; set; }

    /// <summary>The defects that are switched on; they do not change while the server runs.</summary>
    public Defects Defects { get; }

    public IntervalClock Intervals { get; }

    public Dataset Data { get; }

    public Fsync Fsync { get; }

    /// <summary>The log on the disk.</summary>
    public AofFile File { get; }

    /// <summary>What has been executed and not yet written (server.aof_buf).</summary>
    public ByteBuffer Buffer { get; } = new();

    /// <summary>What has been executed since the fork and not yet sent to the child (server.aof_rewrite_buf_blocks).</summary>
    public RewriteBuffer RewriteBuffer { get; }

    /// <summary>aof_last_write_status.</summary>
    public WriteStatus WriteStatus { get; }

    public Latency Latency { get; } = new();

    public AofMode Mode { get; set; }

    /// <summary>The rewriting child's process id, -1 when there is none.</summary>
    public int ChildPid { get; set; } = -1;

    public bool HasActiveChild => ChildPid != -1;

    public bool RewriteScheduled { get; set; }

    /// <summary>When the child was forked, in seconds of <see cref="Intervals"/>.</summary>
    public long RewriteStartedSec { get; set; } = -1;

    /// <summary>How long the last rewrite took, in seconds; -1 before any.</summary>
    public long LastRewriteSec { get; set; } = -1;

    public bool LastRewriteOk { get; set; } = true;

    public long DelayedFsyncs { get; set; }

    public void Log(LogLevel level, string message) => Host.Log.Write(level, message);

    /// <summary>exit(1): the server would break a promise if it went on.</summary>
    public ProcessExit Exit(string reason)
    {
        Log(LogLevel.Warning, reason);
        return new ProcessExit(1, reason);
    }
}
