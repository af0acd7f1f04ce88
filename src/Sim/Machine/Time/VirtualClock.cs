namespace Sim.Machine.Time;

/// <summary>
/// The two clocks of the machine. Only the <see cref="Scheduler"/> moves the monotonic clock, and never back; all
/// events use it. The wall clock moves with it, and can be set in addition.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    /// <summary>
    /// The usual start time of a machine: 2023-11-14 22:13:20 UTC, in microseconds since 1970.
    /// </summary>
    public const long UsualStartUs = 1_700_000_000_000_000;

    /// <summary>Two clocks that show the same time.</summary>
    /// <param name="startUs">Microseconds since 1970.</param>
    public VirtualClock(long startUs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startUs);
        NowUs = startUs;
    }

    /// <summary>The monotonic clock, in microseconds. It equals the wall clock until that one is set.</summary>
    public long NowUs { get; private set; }

    /// <summary>
    /// The wall clock minus the monotonic clock, in microseconds.
    /// </summary>
    public long WallAheadUs { get; private set; }

    /// <summary>The wall clock, in microseconds since 1970.</summary>
    public long WallUs => NowUs + WallAheadUs;

    /// <summary>
    /// Draws the delay of a wall-clock read for a simulated preemption, in microseconds; null for no preemption. Events
    /// that become due in the delay run late.
    /// </summary>
    internal Func<long>? DrawPreemptionUs { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        NowUs += DrawPreemptionUs?.Invoke() ?? 0;
        return DateTimeOffset.UnixEpoch.AddTicks(WallUs * TimeSpan.TicksPerMicrosecond);
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => NowUs;

    /// <summary>
    /// Not supported, because a timer would run on its own thread. Post an event to the <see cref="Scheduler"/>.
    /// </summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("The virtual clock has no timers; post an event to the scheduler.");

    /// <summary>Moves the wall clock forward, or back when negative, by microseconds; not before 1970.</summary>
    internal void Step(long us) => WallAheadUs = Math.Max(-NowUs, WallAheadUs + us);

    /// <summary>Moves both clocks forward to a time. It has no effect when they are past it.</summary>
    internal void MoveTo(long us) => NowUs = Math.Max(NowUs, us);
}
