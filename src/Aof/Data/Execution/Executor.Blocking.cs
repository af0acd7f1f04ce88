using Aof.Data.Primitives;
using Aof.Diagnostics;
using Sim.Os;

namespace Aof.Data.Execution;

/// <content>Clients that wait for a key, or for an fsync (blocked.c of Redis).</content>
public sealed partial class Executor
{
    private readonly BlockedClients blocked;

    /// <summary>
    /// When <see cref="EndWaits"/> ends the next wait, in milliseconds of the interval clock; null: no wait has a
    /// timeout.
    /// </summary>
    public long? NextWaitEndMs => blocked.NextEndMs;

    /// <summary>The clock of timeouts; the default is the wall clock, as in Redis.</summary>
    internal IntervalClock Intervals { get; init; }

    /// <summary>Ends the waits whose timeout is over (handleBlockedClientsTimeout()).</summary>
    public void EndWaits()
    {
        while (blocked.TryFirstOver(Intervals.NowMs, out var over))
        {
            Probes.Hit(over.IsForSync ? Probe.SyncWaitOver : Probe.WaitOver);
            blocked.End(over);
            call.Begin(over.Command, over.Session, over.Args, over.Session.Output);
            over.TimedOut(call);
        }
    }

    /// <summary>
    /// Answers the clients whose fsync has come, or will not come (processClientsWaitingReplicas()). Runs after the
    /// flush, so that a reply leaves in the turn that learned of the fsync.
    /// </summary>
    public void ServeSyncWaits()
    {
        foreach (var wait in blocked.ForSync)
        {
            call.Begin(wait.Command, wait.Session, wait.Args, wait.Session.Output);
            if (wait.TryServe(call, default))
            {
                Probes.Hit(Probe.SyncWaitServed);
                blocked.End(wait);
            }
        }
    }

    /// <summary>
    /// The records that must be on the disk before WAITAOF tells a client that its writes are. Inside EXEC those of
    /// the transaction count too.
    /// </summary>
    internal long RecordsOf(Session session) =>
        inTransaction && !waitOverlooksTransaction && log.Records > recordsBefore ? log.Records : session.LoggedUpTo;

    /// <summary>A client's command was executed, or its wait served: whether it was logged.</summary>
    private void NoteRecords(Session session, long before) =>
        session.LoggedUpTo = log.Records == before ? session.LoggedUpTo : log.Records;

    /// <summary>A client has disconnected: its watches and its wait end.</summary>
    public void Forget(Session session)
    {
        Unwatch(session);
        if (session.Wait is { } wait)
        {
            blocked.End(wait);
        }
    }

    /// <summary>
    /// Blocks the client of a call. The arguments are copied: the reader of commands reuses its array.
    /// </summary>
    internal void Block(Call waiting, Command command, ReadOnlySpan<Bytes> keys, WaitKind kind) =>
        blocked.Add(waiting.Session, command, waiting.Args.AsSpan().ToArray(), keys.ToArray(), kind);

    /// <summary>
    /// An existing key grew. A list or a sorted set serves when it appears, a stream whenever it grows.
    /// </summary>
    internal void Ready(int database, Bytes key) => blocked.Signal(new WatchedKey(database, key));

    /// <summary>
    /// Exchanges the contents of two databases. Blocked clients keep their database (scanDatabaseForReadyLists()).
    /// Watching clients notice it only from 6.2 on, if they watch a key that one of the two has.
    /// </summary>
    internal void Swap(int first, int second)
    {
        if (first != second)
        {
            foreach (var (watched, content) in (ReadOnlySpan<(int, int)>)
                [(first, first), (first, second), (second, first), (second, second)])
            {
                TouchAllWatched(watched, Is7 ? Data.Peek(content) : null);
            }

            Data.Swap(first, second);
            blocked.SignalAll(first);
            blocked.SignalAll(second);
        }
    }

    /// <summary>
    /// Runs after a command or an EXEC: serves blocked clients until none can be served (handleClientsBlockedOnKeys()).
    /// Serving one may make another key ready. Each is a unit of its own: the log has the push, then the pop.
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
        var (start, records) = (session.Output.Length, log.Records);
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

        NoteRecords(session, records);
    }
}
