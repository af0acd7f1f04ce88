using System.Diagnostics.CodeAnalysis;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Execution;

/// <summary>
/// The clients that wait for a key to get a value (blocked.c of Redis). A wait is a command that is tried again when one
/// of its keys has become able to serve it. Keys are served in the order in which they became ready, the clients of a key
/// in the order in which they began to wait.
/// </summary>
internal sealed class BlockedClients(Dataset data)
{
    /// <summary>For look-up only.</summary>
    private readonly Dictionary<WatchedKey, Waiters> byKey = [];

    /// <summary>All of them; the one that ends first comes first.</summary>
    private readonly SortedSet<BlockedClient> waits = new(Comparer<BlockedClient>.Create(static (a, b) => (a.EndsMs, a.Number).CompareTo((b.EndsMs, b.Number))));

    private readonly Queue<WatchedKey> ready = new();
    private long number;

    /// <summary>When the first wait ends by itself: from this time on, in milliseconds of the clock of intervals. Null: none does.</summary>
    public long? NextEndMs => waits.Min is { EndsMs: < long.MaxValue } first ? first.EndsMs + 1 : null;

    /// <summary>The client waits from now on (blockForKeys()).</summary>
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

            // A key that is named twice is waited for once.
            if (!waiters.Waits.Contains(wait))
            {
                waiters.Waits.Add(wait);
            }
        }
    }

    /// <summary>The client waits no longer, for whatever reason (unblockClient()).</summary>
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

    /// <summary>A key got a value that somebody may wait for (signalKeyAsReady()).</summary>
    public void Signal(Database database, Bytes key) => Signal(new WatchedKey(data.IndexOf(database), key));

    /// <summary>Another content has come to be under a database's number: what it has and somebody waits for is ready.</summary>
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

    /// <summary>Takes the key that became ready first, with those who wait for it by now.</summary>
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

    /// <summary>The wait that ended first before this moment.</summary>
    public bool TryFirstOver(long nowMs, [NotNullWhen(true)] out BlockedClient? over)
    {
        over = waits.Min;
        return over is not null && over.EndsMs < nowMs;
    }

    /// <summary>A key is ready.</summary>
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

        /// <summary>The key is among those that are ready.</summary>
        public bool Signalled { get; set; }
    }
}

/// <summary>How a command waits.</summary>
/// <param name="For">The type of value that can serve it.</param>
/// <param name="EndsMs">When it gives up: after this time, in milliseconds of the clock of intervals; <see cref="long.MaxValue"/> is never.</param>
/// <param name="TryServe">Tries again, with one key that holds such a value; the call has the arguments of the command. True when the client was answered, be it with an error.</param>
internal sealed record WaitKind(ValueKind For, long EndsMs, Func<Call, Bytes, bool> TryServe);

/// <summary>A client that waits.</summary>
internal sealed class BlockedClient(long number, Session session, Command command, Bytes[] args, Bytes[] keys, WaitKind kind)
{
    /// <summary>How many had waited before it: their order.</summary>
    public long Number => number;

    /// <summary>Who waits.</summary>
    public Session Session => session;

    /// <summary>The command that is tried again.</summary>
    public Command Command => command;

    /// <summary>Its name and arguments.</summary>
    public Bytes[] Args => args;

    /// <summary>The keys that it waits for, in the client's database.</summary>
    public Bytes[] Keys => keys;

    /// <summary>When it gives up.</summary>
    public long EndsMs => kind.EndsMs;

    /// <summary>The type of value that can serve it.</summary>
    public ValueKind For => kind.For;

    /// <summary>Tries again.</summary>
    public bool TryServe(Call call, Bytes key) => kind.TryServe(call, key);
}
