using Aof.Data.Primitives;

namespace Aof.Data.Execution;

/// <summary>A client's state: its output, database, queued commands and watches.</summary>
public sealed class Session
{
    private List<QueuedCommand>? queue;
    private List<WatchedKey>? watched;

    /// <summary>A client in database 0, outside a transaction.</summary>
    public Session(Reply output) => Output = output;

    /// <summary>Receives its replies.</summary>
    public Reply Output { get; }

    /// <summary>The database that SELECT chose.</summary>
    public int Database { get; set; }

    /// <summary>The name that CLIENT SETNAME gave; empty: none.</summary>
    internal Bytes Name { get; set; }

    /// <summary>The number that CLIENT ID tells; 0: nothing has asked for it yet.</summary>
    internal long Id { get; set; }

    /// <summary>How many records the log had after the client's last command that was logged (woff of Redis).</summary>
    internal long LoggedUpTo { get; set; }

    /// <summary>True between MULTI and EXEC or DISCARD.</summary>
    public bool InTransaction { get; private set; }

    /// <summary>Number of queued commands.</summary>
    public int QueuedCount => queue?.Count ?? 0;

    internal IReadOnlyList<QueuedCommand> Queue => queue is null ? [] : queue;

    /// <summary>True while it waits for a key, or for an fsync. It sends nothing until it has a reply.</summary>
    public bool Blocked => Wait is not null;

    /// <summary>Its wait; null: none.</summary>
    internal BlockedClient? Wait { get; set; }

    /// <summary>A command was refused while queueing: EXEC will run nothing (CLIENT_DIRTY_EXEC).</summary>
    internal bool Flawed { get; set; }

    /// <summary>A watched key was changed: EXEC will run nothing (CLIENT_DIRTY_CAS).</summary>
    internal bool Outdated { get; private set; }

    /// <summary>True while it watches keys.</summary>
    public bool Watches => watched is not null;

    /// <summary>Whether a command that writes is queued.</summary>
    public bool HasQueuedWrite =>
        queue is not null && queue.Exists(static queued => queued.Command.Flags.HasFlag(CommandFlags.Write));

    internal void Begin() => InTransaction = true;

    /// <summary>Queues a command. The array is copied: the reader of commands reuses it.</summary>
    internal void Enqueue(Command command, Bytes[] argv) =>
        (queue ??= []).Add(new QueuedCommand(command, argv.AsSpan().ToArray()));

    /// <summary>Ends the transaction and its watches.</summary>
    internal void End()
    {
        queue = null;
        InTransaction = false;
        Flawed = false;
        Unwatch();
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

    /// <summary>Marks the session outdated if it watches this key.</summary>
    internal void Touch(int database, Bytes key) =>
        Outdated |= watched is not null && watched.Contains(new WatchedKey(database, key));

    /// <summary>
    /// Marks the session outdated if it watches an existing key of this database, whose content goes.
    /// </summary>
    internal void Touch(int database, Database? going) => Outdated |= watched is not null && going is not null
        && watched.Exists(one => one.Database == database && going.TryGet(one.Key, out _));
}

/// <summary>A queued command.</summary>
internal readonly record struct QueuedCommand(Command Command, Bytes[] Args);

/// <summary>A key that clients watch or wait for.</summary>
internal readonly record struct WatchedKey(int Database, Bytes Key);
