using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.Data.Execution;

/// <summary>One execution of a command: its arguments and all that it may use. The object is reused.</summary>
public sealed partial class Call
{
    private readonly List<Bytes[]> instead = [];
    private readonly bool insideExec;

    internal Call(Executor executor, IRandom chance, IServerControl server, bool insideExec)
    {
        this.insideExec = insideExec;
        Executor = executor;
        Random = chance;
        Server = server;
    }

    /// <summary>The dataset.</summary>
    public Dataset Data => Executor.Data;

    /// <summary>Random numbers.</summary>
    public IRandom Random { get; }

    /// <summary>The server, for commands about it.</summary>
    public IServerControl Server { get; }

    /// <summary>The client.</summary>
    public Session Session { get; private set; } = null!;

    /// <summary>The command.</summary>
    public Command Command { get; private set; } = null!;

    /// <summary>Name and arguments.</summary>
    public Bytes[] Args { get; private set; } = [];

    /// <summary>The time when the command or its EXEC began, in milliseconds since 1970.</summary>
    public long NowMs => Executor.NowMs;

    /// <summary>True while the log is replayed: nothing expires and nothing is logged.</summary>
    public bool Loading => Executor.Loading;

    /// <summary>The reply.</summary>
    public Reply Reply { get; private set; } = Reply.Nowhere;

    /// <summary>The client's database.</summary>
    public Database Database => Data[Session.Database];

    internal Executor Executor { get; }

    /// <summary>The command behaves as in Redis 7, not as in 6.0.5.</summary>
    internal bool Is7 => Executor.Is7;

    /// <summary>The command behaves as in Redis 7.2 and later.</summary>
    internal bool Is72 => Data.Dialect >= Dialect.Redis72;

    /// <summary>
    /// Replies a floating point number as a bulk string: with 17 digits, since 7.2 with as few as possible.
    /// </summary>
    internal void ReplyDouble(double value)
    {
        if (!Reply.IsSilent)
        {
            Reply.Bulk(Bytes.Of(
                Is72 ? DoubleText.FormatNumber(value) : DoubleText.Format17(value)));
        }
    }

    /// <summary>Commands to log instead of the one that was called; empty: log that one.</summary>
    internal IReadOnlyList<Bytes[]> Instead => instead;

    /// <summary>When the command is logged.</summary>
    internal Logging Logging { get; private set; }

    /// <summary>
    /// Logs this command instead of the one that was called. MULTI and EXEC enclose several, unless they are in a
    /// transaction already.
    /// </summary>
    public void Log(params Bytes[] argv) => instead.Add(argv);

    /// <summary>Logs nothing, even after a change.</summary>
    public void DoNotLog() => Logging = Logging.Never;

    /// <summary>Logs the command even without a change.</summary>
    internal void LogAnyway() => Logging = Logging.Always;

    /// <summary>MULTI and EXEC do not enclose the commands of <see cref="Instead"/>.</summary>
    internal bool Unbracketed { get; set; }

    /// <summary>
    /// Turns the call into another command, for its execution and for the log (replaceClientCommandVector()).
    /// </summary>
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

    /// <summary>
    /// The value of a key in the client's database, or null. An expired key is deleted first, and the deletion is
    /// logged.
    /// </summary>
    public Value? Find(Bytes key)
    {
        Expire(key);
        return Database.TryGet(key, out var value) ? value : null;
    }

    /// <summary>
    /// Like <see cref="Find(Bytes)"/>, for one type. False, after an error reply, when the key holds another type.
    /// </summary>
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
    /// Deletes an expired key and logs that. A command with several keys calls this for all of them before its first
    /// change, because the log has the deletion before the command.
    /// </summary>
    internal void Expire(Bytes key) => Expire(Session.Database, key);

    internal void Expire(int database, Bytes key)
    {
        if (!Loading && Data.Peek(database) is { ExpiringCount: > 0 } keys && IsPast(keys.Deadline(key)))
        {
            Executor.DeleteExpired(database, key);
        }
    }

    /// <summary>
    /// A command finds such a key expired (keyIsExpired()). A negative deadline, which is a time that overflowed, is
    /// none here; the cycle ends such a key.
    /// </summary>
    internal bool IsPast(long? deadline) => deadline >= 0 && deadline < NowMs;

    /// <summary>
    /// The value for writing: the one that was found or, when a snapshot shares it, a copy that replaces it.
    /// </summary>
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
    /// The same for a command that may leave the key as it was. Until 6.0 some are logged even then: SETBIT, LTRIM,
    /// BITOP and the set algebra of commands that store.
    /// </summary>
    internal void ChangedIf(bool changes, Bytes key)
    {
        if (changes || !Is7)
        {
            Changed(key);
        }
    }

    /// <summary>
    /// Blocks the client until a value of one of the keys serves it, or without keys until an fsync does; no reply is
    /// sent now. Inside EXEC and while loading it returns false: the command then replies as if its timeout were over.
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

    /// <summary>Reads an integer argument; false, after an error reply, when it is not one.</summary>
    public bool Integer(Bytes argument, out long value)
    {
        var valid = IsInteger(argument, out value);
        if (!valid)
        {
            Reply.Error(Errors.NotAnInteger);
        }

        return valid;
    }

    /// <summary>Reads an integer that must not be negative, with the error of Redis 7.</summary>
    internal bool NotNegative(Bytes argument, out long value)
    {
        var valid = IsInteger(argument, out value) && value >= 0;
        if (!valid)
        {
            Reply.Error("ERR value is out of range, must be positive");
        }

        return valid;
    }

    /// <summary>Whether a text is an integer; no error reply.</summary>
    internal bool IsInteger(Bytes text, out long value) => Executor.IntegersByStrtoll
        ? NumberSyntax.TryStrtoll(text.Span, out value)
        : NumberSyntax.TryInteger(text.Span, out value);
}

/// <summary>When a command is logged.</summary>
internal enum Logging
{
    /// <summary>After a change.</summary>
    WhenChanged,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
