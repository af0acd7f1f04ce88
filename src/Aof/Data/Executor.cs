using Aof.Os;

namespace Aof.Data;

/// <summary>Executes commands against a dataset and hands what they changed to the log (processCommand(), call() and multi.c of Redis).</summary>
public sealed class Executor
{
    /// <summary>An executor with no client yet.</summary>
    public Executor(Dataset data, TimeProvider clock, IChance chance, IWriteLog log, IServerControl server)
    {
        Data = data;
        _ = clock;
        _ = chance;
        _ = log;
        _ = server;
    }

    /// <summary>The dataset.</summary>
    public Dataset Data { get; }

    /// <summary>While true nothing expires and nothing is logged.</summary>
    public bool Loading { get; set; }

    /// <summary>The time that the command now running, or the last one, read, in milliseconds since 1970. Deadlines in the dataset were computed from it, and those in the log must be too.</summary>
    public long NowMs { get; }

    /// <summary>Called after each atomic unit that changed the dataset was logged: one command, one EXEC, one DEL of an expired key.</summary>
    public Action? UnitApplied { get; set; }

    /// <summary>Executes a client's command; the reply goes to the session's output.</summary>
    public void Execute(Session session, Bytes[] argv) => throw new NotSupportedException();

    /// <summary>Executes a command read from the log, without a reply; inside MULTI it is queued.</summary>
    public void Replay(Session session, Command command, Bytes[] argv) => throw new NotSupportedException();

    /// <summary>Deletes at most <paramref name="maxKeys"/> keys that are past their deadline, logging each as DEL; returns how many.</summary>
    public int ExpireCycle(int maxKeys) => throw new NotSupportedException();

    /// <summary>A client has gone: what it watched is watched no longer.</summary>
    public void Forget(Session session) => throw new NotSupportedException();
}
