namespace Bench;

/// <summary>The load of a log of a million commands, beside a real redis-server that loads the same file.</summary>
internal sealed class LoadBesideRedis : BesideRedis
{
    private const int Commands = 1_000_000;
    private const int Keys = 20_000;

    public override string Name => "load-beside-redis";

    protected override string What => "load of a log of 1,000,000 commands, beside redis";

    protected override void WriteLog() => RecordedLog.Write(Log, Commands, Keys);

    protected override double OursSeconds() => LoadSeconds(result => result.Commands == Commands + 1);

    protected override double BesideSeconds() => RedisServer.LoadSeconds(Log);
}
