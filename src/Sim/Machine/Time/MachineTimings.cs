using Sim.Machine.Random;
using Sim.Machine.Tracing;

namespace Sim.Machine.Time;

/// <summary>A duration: a base and a random jitter.</summary>
/// <param name="BaseUs">The shortest duration, in microseconds.</param>
/// <param name="JitterUs">The largest addition, in microseconds; uniformly distributed from 0.</param>
public readonly record struct Latency(long BaseUs, long JitterUs)
{
    /// <summary>Draws one duration, in microseconds. Draws nothing from the stream when there is no jitter.</summary>
    public long Draw(Prng stream) => JitterUs == 0 ? BaseUs : BaseUs + stream.Below(JitterUs + 1);
}

/// <summary>
/// The duration of each kind of call, in virtual time. <see cref="Default"/> has the order of magnitude of a server
/// with an SSD. The exact values do not matter to a run; they decide which of two events can come first.
/// </summary>
public sealed record MachineTimings
{
    /// <summary>open(2), also of a directory.</summary>
    public Latency Open { get; init; }

    /// <summary>read(2) of a file.</summary>
    public Latency Read { get; init; }

    /// <summary>write(2) of a file, into the page cache.</summary>
    public Latency Write { get; init; }

    /// <summary>fsync(2) and fdatasync(2), in all processes and threads.</summary>
    public Latency Sync { get; init; }

    /// <summary>ftruncate(2).</summary>
    public Latency Truncate { get; init; }

    /// <summary>rename(2), unlink(2), mkdir(2), rmdir(2), access(2), flock(2) and reading a directory.</summary>
    public Latency Names { get; init; }

    /// <summary>close(2), which may have to free a large file.</summary>
    public Latency Close { get; init; }

    /// <summary>pipe(2), and reads and writes of a pipe.</summary>
    public Latency Pipe { get; init; }

    /// <summary>fork(2).</summary>
    public Latency Fork { get; init; }

    /// <summary>kill(2), with the wait for the end of the caller's own child.</summary>
    public Latency Kill { get; init; }

    /// <summary>
    /// The time of a child between two yields, in addition to its system calls. It is at least 1 us, so that a child
    /// that polls in a loop cannot stop the time.
    /// </summary>
    public Latency ChildStep { get; init; }

    /// <summary>
    /// The time between the wake-up of a sleeping process or thread and its first step.
    /// </summary>
    public Latency Wake { get; init; }

    /// <summary>The usual timings, with jitter in every duration.</summary>
    public static MachineTimings Default { get; } = new()
    {
        Open = new(4, 12),
        Read = new(2, 10),
        Write = new(3, 20),
        Sync = new(300, 4_700),
        Truncate = new(5, 30),
        Names = new(6, 40),
        Close = new(1, 10),
        Pipe = new(1, 5),
        Fork = new(150, 600),
        Kill = new(5, 50),
        ChildStep = new(2, 30),
        Wake = new(5, 60),
    };

    /// <summary>As <see cref="Default"/>, but a runnable process waits up to 50 ms for the processor.</summary>
    public static MachineTimings Busy { get; } = Default with { Wake = new(5, 50_000) };

    /// <summary>All calls take no time: for starts in which only the result matters.</summary>
    public static MachineTimings Instant { get; } = new();

    /// <summary>The duration of a kind of call.</summary>
    public Latency Of(SystemCall call) => call switch
    {
        SystemCall.Open or SystemCall.OpenDirectory => Open,
        SystemCall.Read or SystemCall.ReadAt => Read,
        SystemCall.Write or SystemCall.WriteAt => Write,
        SystemCall.Size or SystemCall.Seek or SystemCall.SeekEnd or SystemCall.Reap => default,
        SystemCall.Truncate or SystemCall.Allocate => Truncate,
        SystemCall.Sync or SystemCall.SyncData => Sync,
        SystemCall.Close => Close,
        SystemCall.Rename or SystemCall.Unlink or SystemCall.MakeDirectory or SystemCall.RemoveDirectory
            or SystemCall.List or SystemCall.Exists or SystemCall.Lock => Names,
        SystemCall.PipeCreate or SystemCall.PipeRead or SystemCall.PipeWrite => Pipe,
        SystemCall.Fork => Fork,
        SystemCall.Kill => Kill,
        _ => throw new ArgumentOutOfRangeException(nameof(call)),
    };
}
