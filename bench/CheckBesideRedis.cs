using Aof.Load;
using Sim.Machine.Process;
using Sim.Os.Posix;

namespace Bench;

/// <summary>
/// The check of a log of a million commands, from a real file, beside redis-check-aof on the same file. Its start as a
/// process, some milliseconds, counts.
/// </summary>
internal sealed class CheckBesideRedis : SideBySide
{
    private const int Commands = 1_000_000;
    private const int Keys = 20_000;

    private string directory = "";

    public override string Name => "check-beside-redis";

    public override string? Missing => RedisServer.CheckerMissing;

    protected override string What => "check of a log of 1,000,000 commands, beside redis";

    protected override Wanted Wanted => Wanted.NotAbove(1);

    protected override long Length => new FileInfo(Log).Length;

    private string Log => Path.Combine(directory, "appendonly.aof");

    protected override void SetUp()
    {
        directory = Directory.CreateTempSubdirectory("bench-check-").FullName;
        RecordedLog.Write(Log, Commands, Keys);
    }

    protected override void TearDown() => Directory.Delete(directory, recursive: true);

    protected override double OursSeconds()
    {
        using var machine = PosixHost.Create(directory, SilentLog.Instance);
        AofCheckResult? result = null;
        var seconds = Time(() => result = AofCheck.Check(machine.Host.Files, "appendonly.aof").Value);
        return result is { Error: null } && result.OkUpTo == Length
            ? seconds
            : throw new InvalidOperationException($"The log was not found sound: {result}");
    }

    protected override double BesideSeconds() => RedisServer.CheckSeconds(Log);
}
