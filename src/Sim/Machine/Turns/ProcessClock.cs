
namespace Sim.Machine.Turns;

/// <summary>The clock of a program. Each look at it is counted like a call, so that waiting in a loop ends.</summary>
internal class ProcessClock(VirtualProcess process) : TimeProvider
{
    /// <summary>The process of the program.</summary>
    public VirtualProcess Process { get; } = process;

    /// <summary>The machine on which it runs.</summary>
    public SimulatedMachine Machine => Process.Machine;

    /// <inheritdoc/>
    public override long TimestampFrequency => Machine.Clock.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => Machine.Clock.LocalTimeZone;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        Look();
        return Machine.Clock.GetUtcNow();
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        Look();
        return Machine.Clock.GetTimestamp();
    }

    /// <summary>Not supported: a timer would run on its own thread. An asynchronous program has timers.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("timers need a program that is asynchronous: ICrashTestedAsync");

    private void Look()
    {
        Machine.Threads.Check("a look at the clock");
        Machine.Step();
    }
}
