using Sim.Machine.Random;

namespace Sim.Machine.Time;

/// <summary>
/// The one queue of everything that will happen on the machine. What is due first runs first. Among events that are
/// due at the same microsecond chance decides, drawn when the event is posted, and where even that ties, the order of posting; so whoever
/// needs an order posts the second event from the first. Running an event may post others, and may itself let time
/// pass: the server, inside a system call, runs what is due until the call returns.
/// </summary>
public sealed class Scheduler
{
    private readonly PriorityQueue<ScheduledEvent, (long DueUs, ulong Tie, long Sequence)> queue = new();
    private readonly VirtualClock clock;
    private readonly Prng ties;
    private long sequence;

    /// <summary>An empty queue that moves a clock.</summary>
    /// <param name="clock">The clock that only this scheduler moves.</param>
    /// <param name="ties">Decides among events that are due at once.</param>
    public Scheduler(VirtualClock clock, Prng ties)
    {
        this.clock = clock;
        this.ties = ties;
    }

    /// <summary>When the next event is due, in microseconds since 1970; null when none is waiting.</summary>
    public long? NextDueUs => DropCancelled() ? queue.Peek().DueUs : null;

    /// <summary>Queues an action. A moment that has passed means now.</summary>
    /// <param name="dueUs">Microseconds since 1970.</param>
    /// <param name="action">What happens then.</param>
    /// <returns>The event, which can be cancelled.</returns>
    public ScheduledEvent Post(long dueUs, Action action)
    {
        var posted = new ScheduledEvent(Math.Max(dueUs, clock.NowUs), action);
        queue.Enqueue(posted, (posted.DueUs, ties.Next(), sequence++));
        return posted;
    }

    /// <summary>Queues an action before whatever else is due at its moment. Nothing is drawn, so nothing else changes.</summary>
    internal void PostAhead(long dueUs, Action action) => queue.Enqueue(new ScheduledEvent(dueUs, action), (dueUs, 0, -1));

    /// <summary>Runs everything due until a moment, that moment included, and leaves the clock there.</summary>
    /// <param name="untilUs">Microseconds since 1970.</param>
    public void RunUntil(long untilUs)
    {
        while (RunNext(untilUs))
        {
        }
    }

    /// <summary>Runs the next event if it is due by then; otherwise moves the clock there and returns false.</summary>
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

    /// <summary>Takes cancelled events off the front; false when nothing is left.</summary>
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

/// <summary>Something that will happen at a known moment, unless it is cancelled.</summary>
public sealed class ScheduledEvent
{
    private readonly Action action;

    internal ScheduledEvent(long dueUs, Action action)
    {
        DueUs = dueUs;
        this.action = action;
    }

    /// <summary>When it is due: microseconds since 1970.</summary>
    public long DueUs { get; }

    /// <summary>True when it will not run any more.</summary>
    public bool Cancelled { get; private set; }

    /// <summary>Takes it back. Nothing happens when it has run already.</summary>
    public void Cancel() => Cancelled = true;

    internal void Run() => action();
}
