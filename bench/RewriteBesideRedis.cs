using Aof;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Os.Posix;
using Tests.Scenarios.Peer;

namespace Bench;

/// <summary>
/// A rewrite on a real disk, from BGREWRITEAOF to the finished file, beside a real redis-server with the same dataset.
/// </summary>
/// <param name="preamble">True when both write an RDB preamble, false when both write commands.</param>
internal sealed class RewriteBesideRedis(bool preamble) : BesideRedis
{
    private const int Commands = 2_424_000;
    private const int Keys = 303_000;

    /// <summary>The smallest number of keys after such a log.</summary>
    private const int LeftKeys = 1_000_000;

    private long length;
    private PosixHost machine = null!;
    private EventLoop loop = null!;
    private RedisProcess redis = null!;

    public override string Name => preamble ? "rewrite-preamble-beside-redis" : "rewrite-beside-redis";

    protected override Wanted Wanted => Wanted.Nothing;

    protected override string What => $"rewrite of 1,000,000 keys{(preamble ? " as RDB" : "")}, beside redis";

    protected override long Length => length;

    protected override void WriteLog() => RecordedLog.Write(Log, Commands, Keys);

    protected override void SetUp()
    {
        base.SetUp();
        redis = RedisServer.Start(Log, preamble);
        machine = OpenHost();
        loop = new EventLoop(
            AofServer.Start(machine.Host, new AofConfig { AutoRewritePercentage = 0, UseRdbPreamble = preamble }));
    }

    protected override void TearDown()
    {
        machine.Dispose();
        redis.Dispose();
        base.TearDown();
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

    /// <summary>Runs BGREWRITEAOF to the end of the child. The time of the real server ends at the same step.</summary>
    internal static void RunChild(PosixHost machine, EventLoop loop)
    {
        loop.Turn(new Session(new Reply()), [Bytes.Of("BGREWRITEAOF")]);
        while (machine.Processes.AnyRunning)
        {
            machine.Processes.RunChildren(patienceMs: 1);
            _ = loop.Turn();
        }
    }

    /// <summary>Runs turns until the cron has put the new log in place.</summary>
    internal static void Finish(EventLoop loop)
    {
        while (loop.Server.Status.RewriteInProgress)
        {
            _ = loop.Turn();
        }
    }
}
