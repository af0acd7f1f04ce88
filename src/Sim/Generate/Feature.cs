using Sim.Machine.Random;

namespace Sim.Generate;

/// <summary>What a seed may be about, or not. Those up to <see cref="LargeValues"/> are what clients send.</summary>
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

    /// <summary>Clients that wait for keys.</summary>
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

    /// <summary>What is about keys of any type.</summary>
    Keyspace,

    /// <summary>Several databases.</summary>
    Databases,

    /// <summary>BGREWRITEAOF.</summary>
    Rewrites,

    /// <summary>MULTI and EXEC.</summary>
    Transactions,

    /// <summary>Several commands about one key, one after the other.</summary>
    Visits,

    /// <summary>Values of several pages.</summary>
    LargeValues,

    /// <summary>More than one client.</summary>
    ManyClients,

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

    /// <summary>The disk has little room until the healing.</summary>
    LittleRoom,

    /// <summary>After a failed sync the page cache gives up what the disk left clean.</summary>
    Evictions,

    /// <summary>The server's writes fail, or are short.</summary>
    WriteFaults,

    /// <summary>Syncs of the server and the background thread fail.</summary>
    SyncFaults,

    /// <summary>Calls that a rewriting child makes fail.</summary>
    ChildFaults,

    /// <summary>The server's other calls about files fail: to open, cut, rename, close.</summary>
    FileFaults,

    /// <summary>What is read at a start fails, is short, or has a wrong bit.</summary>
    ReadFaults,

    /// <summary>Pipes and forks fail.</summary>
    PipeFaults,

    /// <summary>A disk fills up in the middle of a write.</summary>
    FullDisk,

    /// <summary>A file system meets an error and is read-only from then on.</summary>
    ReadOnlyDisk,

    /// <summary>A SIGKILL between two steps ends the server: once, or several times.</summary>
    ServerKills,

    /// <summary>A SIGKILL inside a call ends the server.</summary>
    DeathsInCalls,

    /// <summary>A SIGKILL ends the child, or it gets few turns.</summary>
    ChildKills,

    /// <summary>The child ends, or hangs, inside a call.</summary>
    ChildLosses,

    /// <summary>A job of the background thread does not end.</summary>
    StuckJobs,

    /// <summary>The difference does not reach the child, or the server's answer, or late.</summary>
    BrokenPipes,

    /// <summary>Somebody sets the wall clock.</summary>
    ClockSteps,

    /// <summary>The machine stands still.</summary>
    Pauses,

    /// <summary>Other programs want the processor too.</summary>
    BusyMachine,
}

/// <summary>How often each is on: at two levels where it is rare, so that many seeds have nothing of its kind, and others have it again and again.</summary>
internal static class Features
{
    private static readonly Ratio Half = new(numerator: 1, denominator: 2);

    /// <summary>What it takes, besides its own odds, for a feature to be on; null when it takes nothing.</summary>
    public static string? Gate(this Feature feature) => feature switch
    {
        >= Feature.SlowSyncs and <= Feature.ReadOnlyDisk => "calls",
        >= Feature.DeathsInCalls and <= Feature.BrokenPipes => "processes",
        _ => null,
    };

    /// <summary>Half of the seeds have few kinds of data, each often enough for rare things about it to meet; the other half has most of them.</summary>
    public static Ratio OddsOfData(bool few) => new(numerator: few ? 1 : 3, denominator: 4);

    /// <summary>How often its gate is open, and how often it is on when that is so.</summary>
    public static Ratio Odds(this Feature feature) => feature switch
    {
        Feature.SyncFaults => new(numerator: 3, denominator: 4),
        Feature.FileFaults or Feature.BrokenPipes => new(numerator: 2, denominator: 3),
        _ when feature.Gate() is not null => Half,
        Feature.Rewrites => new(numerator: 3, denominator: 4),
        Feature.ManyClients or Feature.AutoRewrite or Feature.Visits => new(numerator: 2, denominator: 3),
        Feature.ServerKills or Feature.ClockSteps or Feature.LargeValues or Feature.NoFsyncOnRewrite => new(numerator: 1, denominator: 3),
        Feature.TornTailsRefused or Feature.Switches or Feature.Pauses => new(numerator: 1, denominator: 4),
        _ => Half,
    };
}
