namespace Sim.Os;

/// <summary>
/// What intervals are measured by: since the last fsync, until a child must have its answer. It counts from an arbitrary
/// moment, and setting the wall clock does not move it. Deadlines of keys are wall-clock times and do not come through here.
/// </summary>
/// <param name="clock">The host's clock.</param>
/// <param name="intervalsByWallClock">Whether it is the wall clock (a known defect of Redis).</param>
public sealed class IntervalClock(TimeProvider clock, bool intervalsByWallClock)
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>Microseconds.</summary>
    public long NowUs => intervalsByWallClock ? clock.NowUs() : MonotonicNowUs;

    /// <summary>Whole milliseconds.</summary>
    public long NowMs => NowUs / 1000;

    /// <summary>Whole seconds.</summary>
    public long NowSeconds => NowUs / MicrosecondsPerSecond;

    /// <summary>Microseconds of the monotonic clock, with the defect too: the event loop sleeps by it.</summary>
    public long MonotonicNowUs => Monotonic(clock.GetTimestamp(), clock.TimestampFrequency);

    /// <summary>
    /// A time on this clock, as a time on the monotonic clock; null when it is further away than either clock counts.
    /// With the defect the answer holds until the wall clock is set.
    /// </summary>
    /// <param name="ms">Milliseconds of this clock.</param>
    /// <returns>Microseconds.</returns>
    public long? MonotonicUs(long ms) => ms >= long.MaxValue / 1000 ? null : (ms * 1000) - AheadUs();

    /// <summary>The same kind of clock on another host: a child's.</summary>
    public IntervalClock On(TimeProvider other) => new(other, intervalsByWallClock);

    /// <summary>How far this clock is ahead of the monotonic one. The first of the two reads may take time, the second does not.</summary>
    private long AheadUs() => intervalsByWallClock ? clock.NowUs() - MonotonicNowUs : 0;

    private static long Monotonic(long ticks, long perSecond) =>
        (ticks / perSecond * MicrosecondsPerSecond) + (ticks % perSecond * MicrosecondsPerSecond / perSecond);
}
