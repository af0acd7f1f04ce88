namespace Aof.Data;

/// <summary>A client's side of the conversation: where its replies go, which database it is in, what it has queued.</summary>
public sealed class Session
{
    private List<QueuedCommand>? queue;

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

    /// <summary>A command was refused while queueing: EXEC will run nothing (CLIENT_DIRTY_EXEC).</summary>
    internal bool Flawed { get; set; }

    /// <summary>The keys that WATCH named, with what they held; null when none is watched.</summary>
    internal List<WatchedKey>? Watched { get; set; }

    internal void Begin() => InTransaction = true;

    internal void Enqueue(Command command, Bytes[] argv) => (queue ??= []).Add(new QueuedCommand(command, argv));

    /// <summary>Ends the transaction and hands over what was queued.</summary>
    internal List<QueuedCommand>? End()
    {
        var queued = queue;
        queue = null;
        InTransaction = false;
        Flawed = false;
        Watched = null;
        return queued;
    }
}

/// <summary>A command that waits for EXEC.</summary>
internal readonly record struct QueuedCommand(Command Command, Bytes[] Args);

/// <summary>A watched key and the version that it had (0: it was not there).</summary>
internal readonly record struct WatchedKey(int Database, Bytes Key, Value? Value, long Version);
