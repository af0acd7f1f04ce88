namespace Sim.Machine.Time;

/// <summary>
/// The machine's two clocks. The monotonic one stands still unless the <see cref="Scheduler"/> moves it, and never goes
/// back; everything that happens on the machine is timed by it. The wall clock goes with it, until somebody sets it.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    /// <summary>2023-11-14 22:13:20 UTC, in microseconds since 1970: the moment at which a machine is usually switched on.</summary>
    public const long UsualStartUs = 1_700_000_000_000_000;

    /// <summary>A clock that shows a moment.</summary>
    /// <param name="startUs">Microseconds since 1970.</param>
    public VirtualClock(long startUs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startUs);
        NowUs = startUs;
    }

    /// <summary>The monotonic clock, in microseconds; since 1970, as long as nobody has set the wall clock.</summary>
    public long NowUs { get; private set; }

    /// <summary>How far the wall clock is ahead of the monotonic one, in microseconds; negative when it is behind.</summary>
    public long WallAheadUs { get; private set; }

    /// <summary>The wall clock, in microseconds since 1970.</summary>
    public long WallUs => NowUs + WallAheadUs;

    /// <summary>How long, in microseconds, whoever looks at the wall clock now had just lost the processor; null when nobody ever does. What became due meanwhile is overdue.</summary>
    internal Func<long>? LostUs { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        NowUs += LostUs?.Invoke() ?? 0;
        return DateTimeOffset.UnixEpoch.AddTicks(WallUs * TimeSpan.TicksPerMicrosecond);
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => NowUs;

    /// <summary>Not to be had: a timer would fire on a thread of its own. Events are posted to the <see cref="Scheduler"/>.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("The virtual clock has no timers; post an event to the scheduler.");

    /// <summary>Sets the wall clock forward, or back when the microseconds are negative; not before 1970.</summary>
    internal void Step(long us) => WallAheadUs = Math.Max(-NowUs, WallAheadUs + us);

    /// <summary>Moves the clock to a moment, unless it is there or past it already.</summary>
    internal void MoveTo(long us) => NowUs = Math.Max(NowUs, us);
}
