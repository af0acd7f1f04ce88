using Aof.Data.Primitives;
using Aof.Diagnostics;
using Sim.Os;

namespace Aof.Data.Execution;

/// <content>Clients that wait for a key (blocked.c of Redis).</content>
public sealed partial class Executor
{
    private readonly BlockedClients blocked;

    /// <summary>When the next wait ends by itself: from this time on, in milliseconds of the clock of intervals, <see cref="EndWaits"/> ends it. Null: none does.</summary>
    public long? NextWaitEndMs => blocked.NextEndMs;

    /// <summary>What waits are timed by; the wall clock, as in Redis, where nothing else is given.</summary>
    internal IntervalClock Intervals { get; init; }

    /// <summary>Ends the waits whose time is over, with the nil array (handleBlockedClientsTimeout()).</summary>
    public void EndWaits()
    {
        while (blocked.TryFirstOver(Intervals.NowMs, out var over))
        {
            Probes.Hit(Probe.WaitOver);
            blocked.End(over);
            over.Session.Output.NullArray();
        }
    }

    /// <summary>A client has gone: what it watched is watched no longer, and it waits for nothing.</summary>
    public void Forget(Session session)
    {
        Unwatch(session);
        if (session.Wait is { } wait)
        {
            blocked.End(wait);
        }
    }

    /// <summary>The client of a call waits. The arguments are copied: whoever reads commands may use his array again.</summary>
    internal void Block(Call waiting, Command command, ReadOnlySpan<Bytes> keys, WaitKind kind) =>
        blocked.Add(waiting.Session, command, waiting.Args.AsSpan().ToArray(), keys.ToArray(), kind);

    /// <summary>A key that is there got more of what somebody may wait for: a list or a sorted set serves when it appears, a stream whenever it grows.</summary>
    internal void Ready(int database, Bytes key) => blocked.Signal(new WatchedKey(database, key));

    /// <summary>Exchanges the contents of two databases. Those who wait stay where they are (scanDatabaseForReadyLists()); those who watch are told only from 6.2 on.</summary>
    internal void Swap(int first, int second)
    {
        if (first != second)
        {
            Data.Swap(first, second);
            blocked.SignalAll(first);
            blocked.SignalAll(second);
        }
    }

    /// <summary>
    /// After a command, or a whole EXEC: serves those who waited for what it brought, until nobody can be served
    /// (handleClientsBlockedOnKeys()). To serve one may make another key ready. Each is a unit of its own: the log has
    /// the push, then the pop.
    /// </summary>
    private void ServeBlocked()
    {
        while (blocked.TryTakeReady(out var ready, out var clients))
        {
            foreach (var wait in clients)
            {
                Retry(wait, ready.Key);
            }
        }
    }

    private void Retry(BlockedClient wait, Bytes key)
    {
        var session = wait.Session;
        var start = session.Output.Length;
        dirtyBefore = Data.Dirty;
        call.Begin(wait.Command, session, wait.Args, session.Output);
        if (call.Find(key)?.Kind != wait.For || !wait.TryServe(call, key))
        {
            return;
        }

        Probes.Hit(Probe.WaitServed);
        blocked.End(wait);
        if (LogIfChanged(call, dirtyBefore))
        {
            server.Promised(session, start, waited: true);
        }
    }
}
