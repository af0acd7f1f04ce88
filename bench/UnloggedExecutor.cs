using Aof.Data;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Sim.Os;

namespace Bench;

/// <summary>Executes commands on a dataset without a log, a server or random numbers.</summary>
internal sealed class UnloggedExecutor : IWriteLog, IServerControl, IRandom
{
    private readonly Session session = new(Reply.Nowhere);
    private readonly Executor executor;

    public UnloggedExecutor() =>
        executor = new Executor(Data, TimeProvider.System, this, this, this) { Commands = RedisCommands.Table };

    public Dataset Data { get; } = new();

    public void Execute(params Bytes[] argv) => executor.Execute(session, argv);

    public bool Feed(Command command, int database, long nowMs, ReadOnlySpan<Bytes> argv) => false;

    public void Promised(Session session, int start, bool waited)
    {
    }

    public string? RefuseWrites() => null;

    public void BackgroundRewrite(Reply reply)
    {
    }

    public void Shutdown(Call call)
    {
    }

    public void Config(Call call)
    {
    }

    public void Info(Call call)
    {
    }

    public ulong Next() => 0;
}
