using Aof.Load;

namespace Bench;

/// <summary>
/// The check of a log of a million commands, beside redis-check-aof on the same file. The start of its process, some
/// milliseconds, is included.
/// </summary>
internal sealed class CheckBesideRedis : BesideRedis
{
    private const int Commands = 1_000_000;
    private const int Keys = 20_000;

    public override string Name => "check-beside-redis";

    public override string? Missing => RedisServer.CheckerMissing;

    protected override string What => "check of a log of 1,000,000 commands, beside redis";

    protected override void WriteLog() => RecordedLog.Write(Log, Commands, Keys);

    protected override double OursSeconds()
    {
        using var machine = OpenHost();
        AofCheckResult? result = null;
        var seconds = Time(() => result = AofCheck.Check(machine.Host.Files, Path.GetFileName(Log)).Value);
        return result is { Error: null } && result.OkUpTo == Length
            ? seconds
            : throw new InvalidOperationException($"The log was not found sound: {result}");
    }

    protected override double BesideSeconds() => RedisServer.CheckSeconds(Log);
}
