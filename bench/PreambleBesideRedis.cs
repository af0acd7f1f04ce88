using Aof;
using Aof.State;

namespace Bench;

/// <summary>
/// The load of a log that begins with a million keys as an RDB preamble, beside a real redis-server that loads the same
/// file.
/// </summary>
internal sealed class PreambleBesideRedis : BesideRedis
{
    private const int Keys = 1_000_000;

    public override string Name => "preamble-beside-redis";

    protected override string What => "load of a preamble of 1,000,000 keys, beside redis";

    protected override void WriteLog()
    {
        RecordedLog.WriteKeys(Log, Keys);
        using var machine = OpenHost();
        var loop = new EventLoop(
            AofServer.Start(machine.Host, new AofConfig { AutoRewritePercentage = 0, UseRdbPreamble = true }));
        RewriteBesideRedis.RunChild(machine, loop);
        RewriteBesideRedis.Finish(loop);
        _ = loop.Server.Shutdown();
    }

    protected override double OursSeconds() => LoadSeconds(result => result.Keys == Keys);

    protected override double BesideSeconds() => RedisServer.LoadSeconds(Log);
}
