using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Format;
using Aof.KnownDefects;

namespace Aof.State;

/// <summary>The settings of the AOF. Names in CONFIG GET and SET, and the defaults, are those of Redis 6.0.5.</summary>
public sealed record AofConfig
{
    /// <summary>Whose commands, replies, records and forms of values the server has.</summary>
    public Dialect Dialect { get; init; }

    /// <summary>Which files make the log.</summary>
    public LogLayout Layout => Dialect.Layout();

    /// <summary>
    /// appendfilename: the log's name, in the server's directory. Names of parts begin with it.
    /// </summary>
    public string FileName { get; init; } = "appendonly.aof";

    /// <summary>appenddirname of 7.0: the directory of the parts, in the server's directory.</summary>
    public string DirectoryName { get; init; } = "appendonlydir";

    /// <summary>appendonly. The default is yes, unlike Redis's: this project is about the AOF.</summary>
    public bool AppendOnly { get; init; } = true;

    /// <summary>appendfsync.</summary>
    public FsyncPolicy Policy { get; init; } = FsyncPolicy.EverySecond;

    /// <summary>no-appendfsync-on-rewrite: no fsync of the log while a child writes.</summary>
    public bool NoFsyncOnRewrite { get; init; }

    /// <summary>
    /// auto-aof-rewrite-percentage: the growth since the last rewrite that starts the next, in percent; 0: never.
    /// </summary>
    public int AutoRewritePercentage { get; init; } = 100;

    /// <summary>auto-aof-rewrite-min-size, in bytes: a log up to this size is never rewritten automatically.</summary>
    public long AutoRewriteMinSize { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// aof-load-truncated: cut a log that ends inside a command; otherwise the server refuses to start.
    /// </summary>
    public bool LoadTruncated { get; init; } = true;

    /// <summary>
    /// aof-load-corrupt-tail-max-size of 8.4, in bytes: damage is cut off like a torn end where less than this stands
    /// behind the last whole command; 0: never, the default. Versions before have no such setting.
    /// </summary>
    public long LoadCorruptTailMaxSize { get; init; }

    /// <summary>aof-rewrite-incremental-fsync: the child syncs every 32 MB, so that its last fsync is short.</summary>
    public bool RewriteIncrementalFsync { get; init; } = true;

    /// <summary>
    /// aof-use-rdb-preamble: a rewritten log begins with the dataset as an RDB file. Redis's default is yes.
    /// </summary>
    public bool UseRdbPreamble { get; init; }

    /// <summary>
    /// aof-timestamp-enabled of 7.0: a line says in which second the commands behind it were executed, for a cut of the
    /// log at a time.
    /// </summary>
    public bool Timestamps { get; init; }

    /// <summary>databases.</summary>
    public int Databases { get; init; } = 16;

    /// <summary>The most expired keys that one cron deletes (ACTIVE_EXPIRE_CYCLE_KEYS_PER_LOOP of Redis).</summary>
    public int ExpireKeysPerCron { get; init; } = 20;

    /// <summary>Sizes at which a rewrite does something else.</summary>
    public Thresholds Thresholds { get; init; } = Thresholds.Default;

    /// <summary>
    /// The commands that the server knows. They do not change while it runs. The default are those of the dialect,
    /// without any module's (loadmodule).
    /// </summary>
    public CommandTable Commands
    {
        get => field ?? RedisCommands.Of(Dialect);
        init;
    }

    /// <summary>The defects that are switched on; none by default.</summary>
    public Defects Defects { get; init; }

    /// <summary>Whether damage in front of this many last bytes of a log is cut off.</summary>
    public bool CutsCorruptTail(long size) => Dialect.MayCutCorruptTail() && size < LoadCorruptTailMaxSize;

    /// <summary>Whether this version cuts a log that ends inside a command: see <see cref="LoadTruncated"/>.</summary>
    public bool CutsTornTail => LoadTruncated && !Defects.Has(Defect.TornTailRefused);
}
