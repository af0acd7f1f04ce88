using Aof.Data.Primitives;

namespace Aof.Data.Execution;

/// <summary>The server, for commands about it. Commands about the dataset do not use it.</summary>
public interface IServerControl
{
    /// <summary>Null when writes are accepted, otherwise their error without "-" and CRLF, such as MISCONF.</summary>
    string? RefuseWrites();

    /// <summary>BGREWRITEAOF: starts, schedules or refuses a rewrite, and replies.</summary>
    void BackgroundRewrite(Reply reply);

    /// <summary>SHUTDOWN: ends the server in order, or replies why not; <c>call.Args[0]</c> is "SHUTDOWN".</summary>
    void Shutdown(Call call);

    /// <summary>CONFIG GET and SET; <c>call.Args[0]</c> is "CONFIG".</summary>
    void Config(Call call);

    /// <summary>INFO; <c>call.Args[0]</c> is "INFO".</summary>
    void Info(Call call);

    /// <summary>
    /// Whether the first records of the log (<see cref="IWriteLog.Records"/>) are on the disk for certain; null: the
    /// AOF is off.
    /// </summary>
    bool? IsSynced(long records) => null;

    /// <summary>A reply promises a write: it may leave only after the log is written.</summary>
    /// <param name="session">The client. The reply ends where its output ends now.</param>
    /// <param name="start">Where the reply begins in the client's output.</param>
    /// <param name="waited">Whether the client was blocked, and another client's command served it.</param>
    void Promised(Session session, int start, bool waited);
}

/// <summary>Receives executed writes for the log (propagate() of Redis).</summary>
public interface IWriteLog
{
    /// <summary>How many records were fed, without those that only enclose a transaction.</summary>
    long Records => 0;

    /// <summary>
    /// Logs one command that changed the dataset, or MULTI and EXEC around several. The log translates deadlines.
    /// </summary>
    /// <param name="command">The table's row of <paramref name="argv"/>.</param>
    /// <param name="database">The database it ran in.</param>
    /// <param name="nowMs">The command's clock reading, in milliseconds since 1970; deadlines in the dataset were
    /// computed from it.</param>
    /// <param name="argv">Name and arguments. The callee copies what it keeps.</param>
    /// <returns>False when no log is written.</returns>
    bool Feed(Command command, int database, long nowMs, ReadOnlySpan<Bytes> argv);
}
