namespace Sim.Os;

/// <summary>
/// A clock for intervals, such as the time since the last fsync. It counts from an arbitrary start, and a change of the
/// wall clock does not affect it. Deadlines of keys are wall-clock times and do not use it.
/// </summary>
/// <param name="clock">The host's clock.</param>
/// <param name="intervalsByWallClock">True to use the wall clock instead (a known defect of Redis).</param>
public sealed class IntervalClock(TimeProvider clock, bool intervalsByWallClock)
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>The time in microseconds.</summary>
    public long NowUs => intervalsByWallClock ? clock.NowUs() : MonotonicNowUs;

    /// <summary>The time in whole milliseconds.</summary>
    public long NowMs => NowUs / 1000;

    /// <summary>The time in whole seconds.</summary>
    public long NowSeconds => NowUs / MicrosecondsPerSecond;

    /// <summary>The monotonic clock in microseconds, also with the defect. The event loop sleeps by it.</summary>
    public long MonotonicNowUs => Monotonic(clock.GetTimestamp(), clock.TimestampFrequency);

    /// <summary>
    /// Converts a time of this clock to the monotonic clock; null when it is too large for microseconds. With the
    /// defect the result is valid until the wall clock is set.
    /// </summary>
    /// <param name="ms">A time of this clock, in milliseconds.</param>
    /// <returns>The time of the monotonic clock, in microseconds.</returns>
    public long? MonotonicUs(long ms) => ms >= long.MaxValue / 1000 ? null : (ms * 1000) - AheadUs();

    /// <summary>The same kind of clock on another host, such as a child's.</summary>
    public IntervalClock On(TimeProvider other) => new(other, intervalsByWallClock);

    /// <summary>
    /// This clock minus the monotonic one, in microseconds. The first of the two reads may take time, the second does
    /// not.
    /// </summary>
    private long AheadUs() => intervalsByWallClock ? clock.NowUs() - MonotonicNowUs : 0;

    private static long Monotonic(long ticks, long perSecond) =>
        (ticks / perSecond * MicrosecondsPerSecond) + (ticks % perSecond * MicrosecondsPerSecond / perSecond);
}
