using Aof.Data.Execution;
using Aof.Data.Primitives;
using Sim.Os;

namespace Aof;

/// <summary>
/// The event loop of a server (aeMain() of Redis, with beforeSleep() at its end). One turn has six steps:
/// <list type="number">
/// <item>child events: <see cref="BeginTurn"/> serves the pipes of a rewrite;</item>
/// <item>commands: the caller executes what has arrived, with <see cref="AofServer.Execute"/>;</item>
/// <item>cron, when it is due;</item>
/// <item>timeouts: a blocked client whose timeout is over gets its reply;</item>
/// <item>the flush, and the replies to clients that waited for an fsync: <see cref="EndTurn"/> ends with it;</item>
/// <item>replies: only now may the caller send them.</item>
/// </list>
/// All times are microseconds of the host's monotonic clock.
/// </summary>
public sealed class EventLoop
{
    /// <summary>Ten crons a second (hz 10 of Redis).</summary>
    private const long CronIntervalUs = 100_000;

    private long nextCronUs;

    /// <summary>The loop of a server that has just started.</summary>
    public EventLoop(AofServer server)
    {
        Server = server;
        nextCronUs = NowUs + CronIntervalUs;
    }

    /// <summary>The server.</summary>
    public AofServer Server { get; }

    /// <summary>When the next turn must begin without a command: for cron, or for a timeout.</summary>
    public long WakeAtUs => Math.Min(nextCronUs, WaitEndUs ?? long.MaxValue);

    /// <summary>When the first timeout of a blocked client ends; null when no client waits with a timeout.</summary>
    public long? WaitEndUs => Server.NextWaitEndMs is { } endMs ? Server.Intervals.MonotonicUs(endMs) : null;

    private long NowUs => Server.Intervals.MonotonicNowUs;

    /// <summary>A turn without commands.</summary>
    /// <returns>Whether cron ran.</returns>
    public bool Turn()
    {
        BeginTurn();
        return EndTurn();
    }

    /// <summary>A turn with one command.</summary>
    public void Turn(Session session, Bytes[] argv)
    {
        BeginTurn();
        Server.Execute(session, argv);
        _ = EndTurn();
    }

    /// <summary>Step 1.</summary>
    public void BeginTurn() => Server.ServeChild();

    /// <summary>Steps 3 to 5.</summary>
    /// <returns>Whether cron ran.</returns>
    /// <exception cref="ProcessExit">The turn's writes are not durable; its replies must not leave.</exception>
    public bool EndTurn()
    {
        var cronIsDue = NowUs >= nextCronUs;
        if (cronIsDue)
        {
            Server.Cron();
            nextCronUs = NowUs + CronIntervalUs;
        }

        Server.EndWaits();
        Server.Flush();
        return cronIsDue;
    }
}
