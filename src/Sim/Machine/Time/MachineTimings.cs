using Sim.Machine.Random;
using Sim.Machine.Tracing;

namespace Sim.Machine.Time;

/// <summary>How long something takes: a base, and up to so much more by chance.</summary>
/// <param name="BaseUs">Microseconds that it always takes.</param>
/// <param name="JitterUs">Microseconds that it takes at most beyond that; every count from 0 to this one is as likely.</param>
public readonly record struct Latency(long BaseUs, long JitterUs)
{
    /// <summary>One duration in microseconds. Draws exactly once, unless there is nothing to draw.</summary>
    public long Draw(Prng stream) => JitterUs == 0 ? BaseUs : BaseUs + stream.Below(JitterUs + 1);
}

/// <summary>
/// How long each thing takes on the machine, in virtual time. The figures of <see cref="Default"/> are of the order
/// that a server with an SSD shows; what matters to a run is which of two things can happen first.
/// </summary>
public sealed record MachineTimings
{
    /// <summary>open(2), of a directory too.</summary>
    public Latency Open { get; init; }

    /// <summary>read(2) of a file.</summary>
    public Latency Read { get; init; }

    /// <summary>write(2) of a file, into the page cache.</summary>
    public Latency Write { get; init; }

    /// <summary>fsync(2) and fdatasync(2), whoever calls them.</summary>
    public Latency Sync { get; init; }

    /// <summary>ftruncate(2).</summary>
    public Latency Truncate { get; init; }

    /// <summary>rename(2), unlink(2), mkdir(2) and reading a directory.</summary>
    public Latency Names { get; init; }

    /// <summary>close(2), which may have to free a large file.</summary>
    public Latency Close { get; init; }

    /// <summary>pipe(2), and reads and writes of a pipe.</summary>
    public Latency Pipe { get; init; }

    /// <summary>fork(2).</summary>
    public Latency Fork { get; init; }

    /// <summary>kill(2) and the wait for the end of one's own child.</summary>
    public Latency Kill { get; init; }

    /// <summary>
    /// What a child takes from one yield to the next beside its system calls. At least a microsecond is taken, so
    /// that a child that waits in a loop cannot stop the time.
    /// </summary>
    public Latency ChildStep { get; init; }

    /// <summary>From the moment that a sleeping process or thread has something to do to the moment that it runs.</summary>
    public Latency Wake { get; init; }

    /// <summary>A machine with chance in every duration.</summary>
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

    /// <summary>The same, and who has something to do waits for the processor up to 50 ms.</summary>
    public static MachineTimings Busy { get; } = Default with { Wake = new(5, 50_000) };

    /// <summary>Everything takes no time: for boots in which only the result matters.</summary>
    public static MachineTimings Instant { get; } = new();

    /// <summary>How long a call of this kind takes.</summary>
    public Latency Of(SystemCall call) => call switch
    {
        SystemCall.Open or SystemCall.OpenDirectory => Open,
        SystemCall.Read => Read,
        SystemCall.Write => Write,
        SystemCall.Size or SystemCall.SeekEnd or SystemCall.Reap => default,
        SystemCall.Truncate => Truncate,
        SystemCall.Sync or SystemCall.SyncData => Sync,
        SystemCall.Close => Close,
        SystemCall.Rename or SystemCall.Unlink or SystemCall.MakeDirectory or SystemCall.List => Names,
        SystemCall.PipeCreate or SystemCall.PipeRead or SystemCall.PipeWrite => Pipe,
        SystemCall.Fork => Fork,
        SystemCall.Kill => Kill,
        _ => throw new ArgumentOutOfRangeException(nameof(call)),
    };
}
