using Sim.Machine.Random;

namespace Sim.Machine.Time;

/// <summary>
/// The queue of all future events of the machine. Events run in the order of their times. Those due at the same
/// microsecond run in random order, drawn when they are posted. To fix the order of two events, post the second one
/// from the first.
/// <para>An event may post others, and may let time pass: the server, inside a system call, runs the events that are
/// due until the call returns.</para>
/// </summary>
public sealed class Scheduler
{
    private readonly PriorityQueue<ScheduledEvent, (long DueUs, ulong Tie, long Sequence)> queue = new();
    private readonly VirtualClock clock;
    private readonly Prng ties;
    private long sequence;

    /// <summary>An empty queue that moves a clock.</summary>
    /// <param name="clock">The clock. Only this scheduler moves it.</param>
    /// <param name="ties">Decides the order of events that are due at the same time.</param>
    public Scheduler(VirtualClock clock, Prng ties)
    {
        this.clock = clock;
        this.ties = ties;
    }

    /// <summary>The time of the next event, in microseconds since 1970; null when there is none.</summary>
    public long? NextDueUs => DropCancelled() ? queue.Peek().DueUs : null;

    /// <summary>Queues an action. A time in the past means now.</summary>
    /// <param name="dueUs">Microseconds since 1970.</param>
    /// <param name="action">The action to run at that time.</param>
    /// <returns>The event, which can be cancelled.</returns>
    public ScheduledEvent Post(long dueUs, Action action)
    {
        var posted = new ScheduledEvent(Math.Max(dueUs, clock.NowUs), action);
        queue.Enqueue(posted, (posted.DueUs, ties.Next(), sequence++));
        return posted;
    }

    /// <summary>
    /// Queues an action before all others that are due at the same time. It draws nothing, so other events keep their
    /// order.
    /// </summary>
    internal void PostAhead(long dueUs, Action action) =>
        queue.Enqueue(new ScheduledEvent(dueUs, action), (dueUs, 0, -1));

    /// <summary>Runs all events due up to and including a time, and moves the clock there.</summary>
    /// <param name="untilUs">Microseconds since 1970.</param>
    public void RunUntil(long untilUs)
    {
        while (RunNext(untilUs))
        {
        }
    }

    /// <summary>
    /// Runs the next event and returns true when it is due by then. Otherwise moves the clock there and returns false.
    /// </summary>
    /// <param name="limitUs">Microseconds since 1970.</param>
    public bool RunNext(long limitUs)
    {
        if (!DropCancelled() || queue.Peek().DueUs > limitUs)
        {
            clock.MoveTo(limitUs);
            return false;
        }

        var next = queue.Dequeue();
        clock.MoveTo(next.DueUs);
        next.Run();
        return true;
    }

    /// <summary>Removes cancelled events from the front; false when the queue is empty.</summary>
    private bool DropCancelled()
    {
        while (queue.TryPeek(out var first, out _))
        {
            if (!first.Cancelled)
            {
                return true;
            }

            _ = queue.Dequeue();
        }

        return false;
    }
}

/// <summary>An action that runs at a given time, unless it is cancelled.</summary>
public sealed class ScheduledEvent
{
    private readonly Action action;

    internal ScheduledEvent(long dueUs, Action action)
    {
        DueUs = dueUs;
        this.action = action;
    }

    /// <summary>Its time, in microseconds since 1970.</summary>
    public long DueUs { get; }

    /// <summary>True after <see cref="Cancel"/>.</summary>
    public bool Cancelled { get; private set; }

    /// <summary>Cancels the event. It has no effect when the event has run.</summary>
    public void Cancel() => Cancelled = true;

    internal void Run() => action();
}
