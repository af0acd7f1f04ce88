using Aof;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine.Process;
using Sim.Os.Posix;
using Tests.Scenarios.Peer;

namespace Bench;

/// <summary>
/// A rewrite on a real disk, from BGREWRITEAOF to the finished file, beside the same of a real redis-server that holds
/// the same dataset.
/// </summary>
/// <param name="preamble">Whether both write it as an RDB file, or as commands.</param>
internal sealed class RewriteBesideRedis(bool preamble) : SideBySide
{
    private const int Commands = 2_424_000;
    private const int Keys = 303_000;

    /// <summary>What such a log leaves, or a little more.</summary>
    private const int LeftKeys = 1_000_000;

    private string directory = "";
    private long length;
    private PosixHost machine = null!;
    private EventLoop loop = null!;
    private RedisProcess redis = null!;

    public override string Name => preamble ? "rewrite-preamble-beside-redis" : "rewrite-beside-redis";

    public override string? Missing => RedisServer.Missing;

    protected override string What => $"rewrite of 1,000,000 keys{(preamble ? " as RDB" : "")}, beside redis";

    protected override long Length => length;

    private string Log => Path.Combine(directory, "appendonly.aof");

    protected override void SetUp()
    {
        directory = Directory.CreateTempSubdirectory("bench-rewrite-").FullName;
        RecordedLog.Write(Log, Commands, Keys);
        redis = RedisServer.Start(Log, preamble);
        machine = PosixHost.Create(directory, SilentLog.Instance);
        loop = new EventLoop(
            AofServer.Start(machine.Host, new AofConfig { AutoRewritePercentage = 0, UseRdbPreamble = preamble }));
    }

    protected override void TearDown()
    {
        machine.Dispose();
        redis.Dispose();
        Directory.Delete(directory, recursive: true);
        loop = null!;
    }

    protected override double OursSeconds()
    {
        var seconds = Time(() => RunChild(machine, loop));
        Finish(loop);
        var server = loop.Server;
        length = new FileInfo(Log).Length;
        return server.Status.LastRewriteOk && server.Data[0].Count >= LeftKeys
            ? seconds
            : throw new InvalidOperationException(
            $"The log was not rewritten, or not with {LeftKeys} keys but with {server.Data[0].Count}.");
    }

    protected override double BesideSeconds() => RedisServer.RewriteSeconds(redis);

    /// <summary>BGREWRITEAOF, to the end of the child, up to where the other server's time is taken.</summary>
    internal static void RunChild(PosixHost machine, EventLoop loop)
    {
        loop.Turn(new Session(new Reply()), [Bytes.Of("BGREWRITEAOF")]);
        while (machine.Processes.AnyRunning)
        {
            machine.Processes.RunChildren(patienceMs: 1);
            _ = loop.Turn();
        }
    }

    /// <summary>The next cron takes over what the child has written.</summary>
    internal static void Finish(EventLoop loop)
    {
        while (loop.Server.Status.RewriteInProgress)
        {
            _ = loop.Turn();
        }
    }
}
