using System.Diagnostics.CodeAnalysis;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Execution;

/// <summary>
/// The clients that wait for a key to get a value, or for an fsync (blocked.c of Redis). A wait for a key retries its
/// command when one of its keys is ready. Keys are served in the order in which they became ready; clients of a key in
/// the order in which they began to wait. A wait without keys is for an fsync.
/// </summary>
internal sealed class BlockedClients(Dataset data)
{
    /// <summary>Never enumerated.</summary>
    private readonly Dictionary<WatchedKey, Waiters> byKey = [];

    /// <summary>All waits, by timeout.</summary>
    private readonly SortedSet<BlockedClient> waits = new(
        Comparer<BlockedClient>.Create(static (a, b) => (a.EndsMs, a.Number).CompareTo((b.EndsMs, b.Number))));

    private readonly Queue<WatchedKey> ready = new();
    private long number;

    /// <summary>When the first timeout ends, in milliseconds of the interval clock; null: none.</summary>
    public long? NextEndMs => waits.Min is { EndsMs: < long.MaxValue } first ? first.EndsMs + 1 : null;

    /// <summary>The waits for an fsync.</summary>
    public IReadOnlyList<BlockedClient> ForSync =>
        waits.Count == 0 ? [] : [.. waits.Where(static wait => wait.IsForSync)];

    /// <summary>Begins a wait (blockForKeys()).</summary>
    public void Add(Session session, Command command, Bytes[] args, Bytes[] keys, WaitKind kind)
    {
        var wait = new BlockedClient(++number, session, command, args, keys, kind);
        _ = waits.Add(wait);
        session.Wait = wait;
        data.KeyAdded = Signal;
        foreach (var key in keys)
        {
            var at = new WatchedKey(session.Database, key);
            if (!byKey.TryGetValue(at, out var waiters))
            {
                byKey[at] = waiters = new Waiters();
            }

            // A key that is named twice counts once.
            if (!waiters.Waits.Contains(wait))
            {
                waiters.Waits.Add(wait);
            }
        }
    }

    /// <summary>Ends a wait (unblockClient()).</summary>
    public void End(BlockedClient wait)
    {
        _ = waits.Remove(wait);
        wait.Session.Wait = null;
        data.KeyAdded = waits.Count > 0 ? Signal : null;
        foreach (var key in wait.Keys)
        {
            var at = new WatchedKey(wait.Session.Database, key);
            if (byKey.TryGetValue(at, out var waiters) && waiters.Waits.Remove(wait) && waiters.Waits.Count == 0)
            {
                _ = byKey.Remove(at);
            }
        }
    }

    /// <summary>A key got a value (signalKeyAsReady()); ready if a client waits for it.</summary>
    public void Signal(Database database, Bytes key) => Signal(new WatchedKey(data.IndexOf(database), key));

    /// <summary>A database has new content: its keys that clients wait for are ready.</summary>
    public void SignalAll(int database)
    {
        foreach (var wait in waits)
        {
            foreach (var key in wait.Keys)
            {
                if (wait.Session.Database == database && data.Peek(database) is { } keys && keys.TryGet(key, out _))
                {
                    Signal(new WatchedKey(database, key));
                }
            }
        }
    }

    /// <summary>Takes the key that became ready first, with the clients that wait for it now.</summary>
    public bool TryTakeReady(out WatchedKey key, [NotNullWhen(true)] out IReadOnlyList<BlockedClient>? clients)
    {
        while (ready.TryDequeue(out key))
        {
            if (byKey.TryGetValue(key, out var waiters))
            {
                waiters.Signalled = false;
                clients = [.. waiters.Waits];
                return true;
            }
        }

        clients = null;
        return false;
    }

    /// <summary>The wait whose timeout ended first before this time.</summary>
    public bool TryFirstOver(long nowMs, [NotNullWhen(true)] out BlockedClient? over)
    {
        over = waits.Min;
        return over is not null && over.EndsMs < nowMs;
    }

    /// <summary>Adds a key to the ready ones, if a client waits for it.</summary>
    public void Signal(WatchedKey key)
    {
        if (byKey.TryGetValue(key, out var waiters) && !waiters.Signalled)
        {
            waiters.Signalled = true;
            ready.Enqueue(key);
        }
    }

    private sealed class Waiters
    {
        public List<BlockedClient> Waits { get; } = [];

        /// <summary>The key is in the list of ready keys.</summary>
        public bool Signalled { get; set; }
    }
}

/// <summary>How a command waits.</summary>
/// <param name="For">The type of value that can serve it, where it waits for keys.</param>
/// <param name="EndsMs">Its timeout ends after this time, in milliseconds of the interval clock;
/// <see cref="long.MaxValue"/>: never.</param>
/// <param name="TryServe">Retries with one key that holds such a value; the call has the command's arguments. True when
/// the client got a reply, even an error.</param>
internal sealed record WaitKind(ValueKind For, long EndsMs, Func<Call, Bytes, bool> TryServe)
{
    /// <summary>Replies when the timeout is over.</summary>
    public Action<Call> TimedOut { get; init; } = static call => call.Reply.NullArray();
}

/// <summary>A client that waits.</summary>
internal sealed class BlockedClient(
    long number, Session session, Command command, Bytes[] args, Bytes[] keys, WaitKind kind)
{
    /// <summary>How many waits began before it: their order.</summary>
    public long Number => number;

    /// <summary>The client.</summary>
    public Session Session => session;

    /// <summary>The command that is retried.</summary>
    public Command Command => command;

    /// <summary>Its name and arguments.</summary>
    public Bytes[] Args => args;

    /// <summary>The keys that it waits for, in the client's database.</summary>
    public Bytes[] Keys => keys;

    /// <summary>It waits for an fsync.</summary>
    public bool IsForSync => keys.Length == 0;

    /// <summary>When its timeout ends.</summary>
    public long EndsMs => kind.EndsMs;

    /// <summary>The type of value that can serve it.</summary>
    public ValueKind For => kind.For;

    /// <summary>Replies when the timeout is over.</summary>
    public void TimedOut(Call call) => kind.TimedOut(call);

    /// <summary>Retries.</summary>
    public bool TryServe(Call call, Bytes key) => kind.TryServe(call, key);
}
