using Aof.Data.Primitives;
using Aof.Data.Values;
using Sim.Os;

namespace Aof.Data.Execution;

/// <summary>One execution of one command: its arguments and everything it may touch. The object is used again for the next one.</summary>
public sealed partial class Call
{
    private readonly List<Bytes[]> instead = [];
    private readonly bool insideExec;

    internal Call(Executor executor, IRandom chance, IServerControl server, bool insideExec)
    {
        this.insideExec = insideExec;
        Executor = executor;
        Chance = chance;
        Server = server;
    }

    /// <summary>The dataset.</summary>
    public Dataset Data => Executor.Data;

    /// <summary>Random numbers.</summary>
    public IRandom Chance { get; }

    /// <summary>The server, for commands about it.</summary>
    public IServerControl Server { get; }

    /// <summary>Who calls.</summary>
    public Session Session { get; private set; } = null!;

    /// <summary>What is called.</summary>
    public Command Command { get; private set; } = null!;

    /// <summary>Name and arguments.</summary>
    public Bytes[] Args { get; private set; } = [];

    /// <summary>The time, in milliseconds since 1970: read once, when the command (or the EXEC around it) began.</summary>
    public long NowMs => Executor.NowMs;

    /// <summary>True while the log is replayed: nothing expires, nothing is logged.</summary>
    public bool Loading => Executor.Loading;

    /// <summary>Where the answer goes.</summary>
    public Reply Reply { get; private set; } = Reply.Nowhere;

    /// <summary>The database the client is in.</summary>
    public Database Database => Data[Session.Database];

    internal Executor Executor { get; }

    /// <summary>What to log instead of the command that was called; empty when that is to be logged.</summary>
    internal IReadOnlyList<Bytes[]> Instead => instead;

    /// <summary>Whether the command may be logged, must be, or must not be.</summary>
    internal Logging Logging { get; private set; }

    /// <summary>Logs this command instead of the one that was called. More than one: they are bracketed by MULTI and EXEC, unless they already are.</summary>
    public void Log(params Bytes[] argv) => instead.Add(argv);

    /// <summary>Logs nothing, whatever the command changes.</summary>
    public void DoNotLog() => Logging = Logging.Never;

    /// <summary>Logs the command even if it has changed nothing.</summary>
    internal void LogAnyway() => Logging = Logging.Always;

    /// <summary>What is logged instead of the command is not bracketed by MULTI and EXEC.</summary>
    internal bool Unbracketed { get; set; }

    /// <summary>From here on the call is this other one, for the command that runs it and for the log (replaceClientCommandVector()).</summary>
    internal void Become(params Bytes[] argv)
    {
        Args = argv;
        Log(argv);
    }

    internal void Begin(Command command, Session session, Bytes[] args, Reply reply)
    {
        Command = command;
        Session = session;
        Args = args;
        Reply = reply;
        Logging = Logging.WhenChanged;
        Unbracketed = false;
        if (instead.Count > 0)
        {
            instead.Clear();
        }
    }

    /// <summary>The value of a key of the client's database, or null. A key past its deadline is deleted first, and the log is told.</summary>
    public Value? Find(Bytes key)
    {
        Expire(key);
        return Database.TryGet(key, out var value) ? value : null;
    }

    /// <summary>Like <see cref="Find(Bytes)"/>, of one type; false when the key holds another, and the client has been told.</summary>
    public bool Find<T>(Bytes key, out T? value)
        where T : Value
    {
        var found = Find(key);
        value = found as T;
        if (found is null || value is not null)
        {
            return true;
        }

        Reply.Error(Errors.WrongType);
        return false;
    }

    /// <summary>
    /// Deletes a key that is past its deadline, and logs that. A command with several keys does this for all of them
    /// before it changes the first: the log has the deletion before the command, so the dataset must too.
    /// </summary>
    internal void Expire(Bytes key) => Expire(Session.Database, key);

    internal void Expire(int database, Bytes key)
    {
        if (!Loading && Data.Peek(database) is { ExpiringCount: > 0 } keys && keys.Deadline(key) < NowMs)
        {
            Executor.DeleteExpired(database, key);
        }
    }

    /// <summary>The value to write to: the one found, or a copy of it in its place when a snapshot shares it.</summary>
    internal T Own<T>(Bytes key, T value)
        where T : Value
    {
        var database = Database;
        var owned = (T)value.OwnedBy(database.Owner);
        if (!ReferenceEquals(owned, value))
        {
            database.Replace(key, owned);
        }

        return owned;
    }

    /// <summary>A key was changed (signalModifiedKey(), server.dirty).</summary>
    public void Changed(Bytes key, long changes = 1)
    {
        Data.Dirty += changes;
        Executor.TouchWatched(Session.Database, key);
    }

    /// <summary>
    /// The client waits until a value of one of the keys serves it, and is not answered now. False, and nothing happens,
    /// inside EXEC and while a log is loaded: nobody can wait there, and the command answers as if the time were over.
    /// </summary>
    internal bool TryBlock(ReadOnlySpan<Bytes> keys, WaitKind kind)
    {
        var possible = !insideExec && !Loading;
        if (possible)
        {
            Executor.Block(this, Command, keys, kind);
        }

        return possible;
    }

    /// <summary>An integer argument; false when it is none, and the client has been told.</summary>
    public bool Integer(Bytes argument, out long value)
    {
        var valid = NumberSyntax.TryInteger(argument.Span, out value);
        if (!valid)
        {
            Reply.Error(Errors.NotAnInteger);
        }

        return valid;
    }
}

/// <summary>When a command is logged.</summary>
internal enum Logging
{
    /// <summary>When it has changed something.</summary>
    WhenChanged,

    /// <summary>In any case.</summary>
    Always,

    /// <summary>In no case.</summary>
    Never,
}
