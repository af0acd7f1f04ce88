using Aof.Os;

namespace Aof.Data;

/// <summary>One execution of one command: its arguments and everything it may touch.</summary>
public sealed class Call
{
    internal Call(Dataset data, IChance chance, IServerControl server)
    {
        Data = data;
        Chance = chance;
        Server = server;
    }

    /// <summary>The dataset.</summary>
    public Dataset Data { get; }

    /// <summary>Random numbers.</summary>
    public IChance Chance { get; }

    /// <summary>The server, for commands about it.</summary>
    public IServerControl Server { get; }

    /// <summary>Who calls.</summary>
    public Session Session { get; internal set; } = null!;

    /// <summary>Name and arguments.</summary>
    public Bytes[] Args { get; internal set; } = [];

    /// <summary>The time, in milliseconds since 1970: read once, when the command began.</summary>
    public long NowMs { get; internal set; }

    /// <summary>True while the log is replayed: nothing expires, nothing is logged.</summary>
    public bool Loading { get; internal set; }

    /// <summary>Where the answer goes.</summary>
    public Reply Reply { get; internal set; } = Reply.Nowhere;

    /// <summary>The database the client is in.</summary>
    public Database Database => Data[Session.Database];

    /// <summary>Logs this command instead of the one that was called. More than one: they are bracketed by MULTI and EXEC, unless they already are.</summary>
    public void Log(params Bytes[] argv) => throw new NotSupportedException();

    /// <summary>Logs nothing, whatever the command changes.</summary>
    public void DoNotLog() => throw new NotSupportedException();
}
