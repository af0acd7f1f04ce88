using Aof.Data.Primitives;

namespace Aof.Data.Execution;

/// <summary>What commands about the server need from it; commands about the dataset do not use it.</summary>
public interface IServerControl
{
    /// <summary>Null when writes are welcome, else the error (without "-" and CRLF) that they get, such as MISCONF.</summary>
    string? RefuseWrites();

    /// <summary>BGREWRITEAOF: starts, schedules or refuses, and answers.</summary>
    void BackgroundRewrite(Reply reply);

    /// <summary>CONFIG GET and SET; <c>call.Args[0]</c> is "CONFIG".</summary>
    void Config(Call call);

    /// <summary>INFO; <c>call.Args[0]</c> is "INFO".</summary>
    void Info(Call call);

    /// <summary>A reply promises what the log has been fed: it may leave only when the log has been written.</summary>
    /// <param name="session">The client. The reply ends where its output ends now.</param>
    /// <param name="start">Where in the client's output the reply begins.</param>
    /// <param name="waited">Whether the client had waited for a key, and another client's command served it.</param>
    void Promised(Session session, int start, bool waited);
}

/// <summary>Where executed writes go to be logged (propagate() of Redis).</summary>
public interface IWriteLog
{
    /// <summary>Logs one command that changed the dataset (or MULTI and EXEC around several), as it is to be replayed but for the translation of deadlines.</summary>
    /// <param name="command">The row of the table that <paramref name="argv"/> names.</param>
    /// <param name="database">The database it ran in.</param>
    /// <param name="nowMs">The time that the command read, in milliseconds since 1970: deadlines in the dataset were computed from it.</param>
    /// <param name="argv">Name and arguments. The callee copies what it keeps.</param>
    /// <returns>False when there is no log at present.</returns>
    bool Feed(Command command, int database, long nowMs, ReadOnlySpan<Bytes> argv);
}
