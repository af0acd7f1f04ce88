namespace Aof.Diagnostics;

/// <summary>The timed events, by the names of Redis's latency monitor.</summary>
public enum LatencyEvent
{
    /// <summary>aof-write: any write to the log.</summary>
    Write,

    /// <summary>aof-write-pending-fsync: a write while the background thread was syncing.</summary>
    WritePendingFsync,

    /// <summary>aof-write-active-child: a write while a child was rewriting.</summary>
    WriteActiveChild,

    /// <summary>aof-write-alone: a write while neither was running.</summary>
    WriteAlone,

    /// <summary>aof-fsync-always: fsync before the replies leave.</summary>
    FsyncAlways,

    /// <summary>aof-fstat: asking for the size of the log.</summary>
    Stat,

    /// <summary>aof-rename: renaming the rewritten log.</summary>
    Rename,

    /// <summary>aof-rewrite-diff-write: appending the rest of the diff to the rewritten log.</summary>
    RewriteDiffWrite,
}

/// <summary>The measurements of one event.</summary>
/// <param name="Count">The number of measurements.</param>
/// <param name="LastMs">The last duration, in milliseconds.</param>
/// <param name="MaxMs">The longest duration, in milliseconds.</param>
public readonly record struct LatencySample(long Count, long LastMs, long MaxMs);

/// <summary>
/// Durations of the calls to the disk, by event. Redis keeps those above a threshold; this class keeps all.
/// </summary>
public sealed class Latency
{
    private readonly LatencySample[] samples = new LatencySample[8];

    /// <summary>The measurements of an event.</summary>
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
