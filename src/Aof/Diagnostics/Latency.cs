namespace Aof.Diagnostics;

/// <summary>What is timed, as Redis's latency monitor names it.</summary>
public enum LatencyEvent
{
    /// <summary>aof-write: any write to the log.</summary>
    Write,

    /// <summary>aof-write-pending-fsync: a write while the background thread was syncing.</summary>
    WritePendingFsync,

    /// <summary>aof-write-active-child: a write while a child was rewriting.</summary>
    WriteActiveChild,

    /// <summary>aof-write-alone: a write while neither was going on.</summary>
    WriteAlone,

    /// <summary>aof-fsync-always: fsync before the replies leave.</summary>
    FsyncAlways,

    /// <summary>aof-fstat: asking for the size of the log.</summary>
    Stat,

    /// <summary>aof-rename: putting the rewritten log in its place.</summary>
    Rename,

    /// <summary>aof-rewrite-diff-write: appending the rest of the difference to the rewritten log.</summary>
    RewriteDiffWrite,
}

/// <summary>What was measured of one event.</summary>
/// <param name="Count">How often it happened.</param>
/// <param name="LastMs">How long it took the last time, in milliseconds.</param>
/// <param name="MaxMs">The longest, in milliseconds.</param>
public readonly record struct LatencySample(long Count, long LastMs, long MaxMs);

/// <summary>How long the calls to the disk took, by event. Redis keeps those above a threshold; here all count.</summary>
public sealed class Latency
{
    private readonly LatencySample[] samples = new LatencySample[8];

    /// <summary>What was measured of an event.</summary>
    public LatencySample this[LatencyEvent kind] => samples[(int)kind];

    /// <summary>The event's name in Redis.</summary>
    public static string NameOf(LatencyEvent kind) => kind switch
    {
        LatencyEvent.Write => "aof-write",
        LatencyEvent.WritePendingFsync => "aof-write-pending-fsync",
        LatencyEvent.WriteActiveChild => "aof-write-active-child",
        LatencyEvent.WriteAlone => "aof-write-alone",
        LatencyEvent.FsyncAlways => "aof-fsync-always",
        LatencyEvent.Stat => "aof-fstat",
        LatencyEvent.Rename => "aof-rename",
        LatencyEvent.RewriteDiffWrite => "aof-rewrite-diff-write",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    internal void Add(LatencyEvent kind, long ms)
    {
        var before = samples[(int)kind];
        samples[(int)kind] = new LatencySample(before.Count + 1, ms, Math.Max(before.MaxMs, ms));
    }
}
