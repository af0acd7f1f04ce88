
namespace Sim.Machine.CrashTesting;

/// <summary>The clock of a program. Each look at it is counted like a call, so that waiting in a loop ends.</summary>
internal sealed class ProcessClock(SimulatedMachine machine) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => machine.Clock.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => machine.Clock.LocalTimeZone;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        machine.Step();
        return machine.Clock.GetUtcNow();
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        machine.Step();
        return machine.Clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.Clock.CreateTimer(callback, state, dueTime, period);
}
