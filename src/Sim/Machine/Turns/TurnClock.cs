using Sim.Machine.Time;

namespace Sim.Machine.Turns;

/// <summary>The clock of an asynchronous program. Its timers fire in virtual time, each as a turn of its own.</summary>
internal sealed class TurnClock(VirtualProcess process, SynchronizationContext turns) : ProcessClock(process)
{
    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Machine.Threads.Check("a timer");
        var timer = new TurnTimer(Machine, () => turns.Post(_ => callback(state), null));
        _ = timer.Change(dueTime, period);
        return timer;
    }

    private sealed class TurnTimer(SimulatedMachine machine, Action fire) : ITimer
    {
        private ScheduledEvent? next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            next?.Cancel();
            next = dueTime == Timeout.InfiniteTimeSpan ? null : Post(dueTime, period);
            return true;
        }

        public void Dispose() => next?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private ScheduledEvent Post(TimeSpan after, TimeSpan period) => machine.Scheduler.Post(
            machine.Clock.NowUs + (long)Math.Ceiling(after.TotalMicroseconds), () =>
            {
                next = period > TimeSpan.Zero ? Post(period, period) : null;
                fire();
            });
    }
}
