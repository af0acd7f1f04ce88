using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.KnownDefects;

namespace Aof.State;

/// <summary>When the log is synced (appendfsync).</summary>
public enum FsyncPolicy
{
    /// <summary>Before the replies of a turn leave.</summary>
    Always,

    /// <summary>Once a second, in the background.</summary>
    EverySecond,

    /// <summary>When the operating system likes to.</summary>
    No,
}

/// <summary>The settings of the AOF. Names in CONFIG GET and SET, and the defaults, are those of Redis 6.0.5.</summary>
public sealed record AofConfig
{
    /// <summary>appendfilename: the log's name, in the server's directory.</summary>
    public string FileName { get; init; } = "appendonly.aof";

    /// <summary>appendonly. (Redis's own default is no; here it is what the whole thing is about.)</summary>
    public bool AppendOnly { get; init; } = true;

    /// <summary>appendfsync.</summary>
    public FsyncPolicy Policy { get; init; } = FsyncPolicy.EverySecond;

    /// <summary>no-appendfsync-on-rewrite: no fsync of the log while a child writes.</summary>
    public bool NoFsyncOnRewrite { get; init; }

    /// <summary>auto-aof-rewrite-percentage: growth over the size after the last rewrite that starts the next; 0: never.</summary>
    public int AutoRewritePercentage { get; init; } = 100;

    /// <summary>auto-aof-rewrite-min-size, in bytes: a log not larger than this is never rewritten by itself.</summary>
    public long AutoRewriteMinSize { get; init; } = 64L * 1024 * 1024;

    /// <summary>aof-load-truncated: a log that ends inside a command is cut there; otherwise the server refuses to start.</summary>
    public bool LoadTruncated { get; init; } = true;

    /// <summary>aof-rewrite-incremental-fsync: the child syncs every 32 MB, so that the last fsync is not a long one.</summary>
    public bool RewriteIncrementalFsync { get; init; } = true;

    /// <summary>aof-use-rdb-preamble: a rewritten log begins with the dataset as an RDB file. (Redis's own default is yes.)</summary>
    public bool UseRdbPreamble { get; init; }

    /// <summary>databases.</summary>
    public int Databases { get; init; } = 16;

    /// <summary>How many keys past their deadline are deleted in one cron at most.</summary>
    public int ExpireKeysPerCron { get; init; } = 20;

    /// <summary>The commands that the server knows; by default no module's (loadmodule). They do not change while it runs.</summary>
    public CommandTable Commands { get; init; } = RedisCommands.Table;

    /// <summary>The defects that are switched on; none of them by default.</summary>
    public Defects Defects { get; init; }

    /// <summary>Whether a log that ends inside a command is cut there: what the version makes of <see cref="LoadTruncated"/>.</summary>
    public bool CutsTornTail => LoadTruncated && !Defects.Has(Defect.TornTailRefused);
}
