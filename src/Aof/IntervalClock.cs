using Aof.Os;

namespace Aof;

/// <summary>
/// What intervals are measured by: since the last fsync, until a child must have its answer. It counts from an arbitrary moment,
/// nobody sets it, and it never goes back; deadlines of keys are moments of the wall clock and do not come through here.
/// </summary>
/// <param name="clock">The host's clock.</param>
/// <param name="isWallClock">Whether it is the wall clock all the same, as in Redis 6.0.5 (see <see cref="Defect.IntervalsByWallClock"/>).</param>
internal sealed class IntervalClock(TimeProvider clock, bool isWallClock)
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>The clock that a server with these defects has.</summary>
    public IntervalClock(TimeProvider clock, Defects defects)
        : this(clock, defects.Has(Defect.IntervalsByWallClock))
    {
    }

    /// <summary>Microseconds.</summary>
    public long NowUs => isWallClock ? clock.NowUs() : Monotonic(clock.GetTimestamp(), clock.TimestampFrequency);

    /// <summary>Whole milliseconds.</summary>
    public long NowMs => NowUs / 1000;

    /// <summary>Whole seconds.</summary>
    public long NowSeconds => NowUs / MicrosecondsPerSecond;

    private static long Monotonic(long ticks, long perSecond) =>
        (ticks / perSecond * MicrosecondsPerSecond) + (ticks % perSecond * MicrosecondsPerSecond / perSecond);
}
