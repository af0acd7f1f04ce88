namespace Aof.Data;

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
}

/// <summary>Where executed writes go to be logged (propagate() of Redis).</summary>
public interface IWriteLog
{
    /// <summary>Logs one command that changed the dataset (or MULTI and EXEC around several), as it is to be replayed but for the translation of deadlines.</summary>
    /// <param name="command">The row of the table that <paramref name="argv"/> names.</param>
    /// <param name="database">The database it ran in.</param>
    /// <param name="argv">Name and arguments. The callee copies what it keeps.</param>
    void Feed(Command command, int database, ReadOnlySpan<Bytes> argv);
}
