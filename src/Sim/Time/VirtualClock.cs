namespace Sim.Time;

/// <summary>
/// The machine's clock, both the wall clock and the monotonic one. It stands still unless the <see cref="Scheduler"/>
/// moves it, and it never goes back.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    /// <summary>A clock that shows a moment.</summary>
    /// <param name="startUs">Microseconds since 1970.</param>
    public VirtualClock(long startUs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startUs);
        NowUs = startUs;
    }

    /// <summary>Microseconds since 1970.</summary>
    public long NowUs { get; private set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(NowUs * TimeSpan.TicksPerMicrosecond);

    /// <inheritdoc/>
    public override long GetTimestamp() => NowUs;

    /// <summary>Not to be had: a timer would fire on a thread of its own. Events are posted to the <see cref="Scheduler"/>.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("The virtual clock has no timers; post an event to the scheduler.");

    /// <summary>Moves the clock to a moment, unless it is there or past it already.</summary>
    internal void MoveTo(long us) => NowUs = Math.Max(NowUs, us);
}
