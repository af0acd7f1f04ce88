using Aof.Data.Primitives;

namespace Aof.Data.Execution;

/// <summary>A client's side of the conversation: where its replies go, which database it is in, what it has queued.</summary>
public sealed class Session
{
    private List<QueuedCommand>? queue;
    private List<WatchedKey>? watched;

    /// <summary>A client in database 0, outside a transaction.</summary>
    public Session(Reply output) => Output = output;

    /// <summary>Where its replies go.</summary>
    public Reply Output { get; }

    /// <summary>The database that SELECT chose.</summary>
    public int Database { get; set; }

    /// <summary>True between MULTI and EXEC or DISCARD.</summary>
    public bool InTransaction { get; private set; }

    /// <summary>Number of commands that wait for EXEC.</summary>
    public int QueuedCount => queue?.Count ?? 0;

    /// <summary>True while it waits for a key: until it has an answer it sends nothing more.</summary>
    public bool Blocked => Wait is not null;

    /// <summary>What it waits for; null when it does not.</summary>
    internal BlockedClient? Wait { get; set; }

    /// <summary>A command was refused while queueing: EXEC will run nothing (CLIENT_DIRTY_EXEC).</summary>
    internal bool Flawed { get; set; }

    /// <summary>A watched key was changed: EXEC will run nothing (CLIENT_DIRTY_CAS).</summary>
    internal bool Outdated { get; private set; }

    internal bool Watches => watched is not null;

    /// <summary>Whether a command that writes is queued.</summary>
    public bool HasQueuedWrite => queue is not null && queue.Exists(static queued => queued.Command.Flags.HasFlag(CommandFlags.Write));

    internal void Begin() => InTransaction = true;

    /// <summary>Queues a command. The array is copied: whoever reads commands may use his again.</summary>
    internal void Enqueue(Command command, Bytes[] argv) =>
        (queue ??= []).Add(new QueuedCommand(command, argv.AsSpan().ToArray()));

    /// <summary>Ends the transaction and hands over what was queued. What was watched is watched no longer.</summary>
    internal IReadOnlyList<QueuedCommand> End()
    {
        IReadOnlyList<QueuedCommand> queued = queue is null ? [] : queue;
        queue = null;
        InTransaction = false;
        Flawed = false;
        Unwatch();
        return queued;
    }

    internal void Watch(WatchedKey key)
    {
        watched ??= [];
        if (!watched.Contains(key))
        {
            watched.Add(key);
        }
    }

    internal void Unwatch()
    {
        watched = null;
        Outdated = false;
    }

    /// <summary>A key was changed.</summary>
    internal void Touch(int database, Bytes key) =>
        Outdated |= watched is not null && watched.Contains(new WatchedKey(database, key));

    /// <summary>All that a database has is going.</summary>
    internal void Touch(int database, Database? going) => Outdated |= watched is not null && going is not null
        && watched.Exists(one => one.Database == database && going.TryGet(one.Key, out _));
}

/// <summary>A command that waits for EXEC.</summary>
internal readonly record struct QueuedCommand(Command Command, Bytes[] Args);

/// <summary>A key that somebody watches or waits for.</summary>
internal readonly record struct WatchedKey(int Database, Bytes Key);
