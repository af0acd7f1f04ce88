using Sim.Machine.Random;

namespace Sim.Generate;

/// <summary>
/// The features that a seed may have. Those up to <see cref="LargeValues"/> are about the commands of clients.
/// </summary>
public enum Feature
{
    /// <summary>Strings.</summary>
    Strings,

    /// <summary>Bits and bit fields.</summary>
    Bits,

    /// <summary>HyperLogLogs.</summary>
    Counts,

    /// <summary>Geo.</summary>
    Places,

    /// <summary>Lists.</summary>
    Lists,

    /// <summary>Clients that block on keys.</summary>
    Waits,

    /// <summary>Hashes.</summary>
    Hashes,

    /// <summary>Sets.</summary>
    Sets,

    /// <summary>Sorted sets.</summary>
    SortedSets,

    /// <summary>Streams.</summary>
    Streams,

    /// <summary>Deadlines.</summary>
    Deadlines,

    /// <summary>Commands for keys of any type.</summary>
    Keyspace,

    /// <summary>Several databases.</summary>
    Databases,

    /// <summary>BGREWRITEAOF.</summary>
    Rewrites,

    /// <summary>MULTI and EXEC.</summary>
    Transactions,

    /// <summary>Several commands to one key, one after the other.</summary>
    Visits,

    /// <summary>Commands with many members, around the limits of encodings and nodes.</summary>
    ManyItems,

    /// <summary>Values of several pages.</summary>
    LargeValues,

    /// <summary>More than one client.</summary>
    ManyClients,

    /// <summary>Clients send several commands before they wait for replies.</summary>
    Pipelines,

    /// <summary>Clients disconnect and connect again.</summary>
    Disconnects,

    /// <summary>CONFIG SET of the other settings, and CONFIG GET.</summary>
    Settings,

    /// <summary>Pipes have one or two pages, and a child reads them in pieces.</summary>
    SmallPipes,

    /// <summary>The sizes at which a rewrite does something else are small.</summary>
    SmallThresholds,

    /// <summary>CONFIG SET appendonly.</summary>
    Switches,

    /// <summary>no-appendfsync-on-rewrite.</summary>
    NoFsyncOnRewrite,

    /// <summary>auto-aof-rewrite-percentage is not 0.</summary>
    AutoRewrite,

    /// <summary>aof-load-truncated no.</summary>
    TornTailsRefused,

    /// <summary>aof-rewrite-incremental-fsync.</summary>
    IncrementalFsync,

    /// <summary>aof-use-rdb-preamble.</summary>
    Preamble,

    /// <summary>An fsync may take three seconds.</summary>
    SlowSyncs,

    /// <summary>The disk has little room until the healing phase.</summary>
    LittleRoom,

    /// <summary>After a failed sync, the page cache evicts the pages that the disk marked clean.</summary>
    Evictions,

    /// <summary>The server's writes fail, or are short.</summary>
    WriteFaults,

    /// <summary>Syncs of the server and the background thread fail.</summary>
    SyncFaults,

    /// <summary>Calls that a rewriting child makes fail.</summary>
    ChildFaults,

    /// <summary>The server's other file calls fail: open, truncate, rename, close.</summary>
    FileFaults,

    /// <summary>A read at a start fails, is short, or returns a wrong bit.</summary>
    ReadFaults,

    /// <summary>Pipes and forks fail; of a log of several files, the calls that only such a log needs.</summary>
    PipeFaults,

    /// <summary>The disk becomes full in the middle of a write.</summary>
    FullDisk,

    /// <summary>The file system meets an error and becomes read-only, or its journal aborts.</summary>
    ReadOnlyDisk,

    /// <summary>A SIGKILL between two steps ends the server: once, or several times.</summary>
    ServerKills,

    /// <summary>SHUTDOWN or SIGTERM ends the server in order.</summary>
    OrderlyEnds,

    /// <summary>A SIGKILL inside a call ends the server.</summary>
    DeathsInCalls,

    /// <summary>A SIGKILL ends the child, or the child gets few turns.</summary>
    ChildKills,

    /// <summary>The child ends, or hangs, inside a call.</summary>
    ChildLosses,

    /// <summary>A job of the background thread hangs.</summary>
    StuckJobs,

    /// <summary>The diff, or the server's answer, does not reach the child, or is late.</summary>
    BrokenPipes,

    /// <summary>The wall clock is set.</summary>
    ClockSteps,

    /// <summary>The machine stands still.</summary>
    Pauses,

    /// <summary>Other programs compete for the processor.</summary>
    BusyMachine,

    /// <summary>The log has several files, as that of Redis 7.</summary>
    SeveralFiles,

    /// <summary>Clients wait for an fsync with WAITAOF, where the server knows it.</summary>
    SyncWaits,

    /// <summary>aof-timestamp-enabled, where the log has several files.</summary>
    Timestamps,

    /// <summary>The first server starts without a log, and CONFIG SET switches it on.</summary>
    StartsOff,

    /// <summary>A log of several files is that of a newer server: Redis 7.4 to 8.6, or Valkey 9.</summary>
    NewerServers,
}

/// <summary>
/// How often each feature is on. Rare features have a gate as well: many seeds have none of its group, and others have
/// it often.
/// </summary>
internal static class Features
{
    private static readonly Ratio Half = new(numerator: 1, denominator: 2);

    /// <summary>The name of the feature's gate, which must be open as well; null when it has none.</summary>
    public static string? Gate(this Feature feature) => feature switch
    {
        >= Feature.SlowSyncs and <= Feature.ReadOnlyDisk => "calls",
        >= Feature.DeathsInCalls and <= Feature.BrokenPipes => "processes",
        _ => null,
    };

    /// <summary>
    /// The odds of a kind of data. Half of the seeds have few kinds, often enough for rare cases to meet; the others
    /// have most kinds.
    /// </summary>
    public static Ratio OddsOfData(bool few) => new(numerator: few ? 1 : 3, denominator: 4);

    /// <summary>The odds that the feature is on, given that its gate is open.</summary>
    public static Ratio Odds(this Feature feature) => feature switch
    {
        Feature.SyncFaults => new(numerator: 3, denominator: 4),
        Feature.FileFaults or Feature.BrokenPipes => new(numerator: 2, denominator: 3),
        _ when feature.Gate() is not null => Half,
        Feature.Rewrites => new(numerator: 3, denominator: 4),
        Feature.ManyClients or Feature.AutoRewrite or Feature.Visits or Feature.NewerServers =>
            new(numerator: 2, denominator: 3),
        Feature.ServerKills or Feature.ClockSteps or Feature.LargeValues or Feature.NoFsyncOnRewrite
            or Feature.SmallThresholds or Feature.SeveralFiles or Feature.Timestamps =>
            new(numerator: 1, denominator: 3),
        Feature.TornTailsRefused or Feature.Switches or Feature.Pauses or Feature.OrderlyEnds or Feature.Pipelines
            or Feature.Disconnects or Feature.Settings or Feature.SmallPipes or Feature.ManyItems
            or Feature.StartsOff =>
            new(numerator: 1, denominator: 4),
        _ => Half,
    };
}
