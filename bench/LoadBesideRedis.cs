using Aof.Data;
using Aof.Load;
using Sim.Machine.Process;
using Sim.Os.Posix;

namespace Bench;

/// <summary>
/// The loading of a log of a million commands, from a real file, beside a real redis-server that loads the same bytes.
/// </summary>
internal sealed class LoadBesideRedis : SideBySide
{
    private const int Commands = 1_000_000;
    private const int Keys = 20_000;

    private string directory = "";

    public override string Name => "load-beside-redis";

    public override string? Missing => RedisServer.Missing;

    protected override string What => "load of a log of 1,000,000 commands, beside redis";

    protected override Wanted Wanted => Wanted.NotAbove(1);

    protected override long Length => new FileInfo(Log).Length;

    private string Log => Path.Combine(directory, "appendonly.aof");

    protected override void SetUp()
    {
        directory = Directory.CreateTempSubdirectory("bench-load-").FullName;
        RecordedLog.Write(Log, Commands, Keys);
    }

    protected override void TearDown() => Directory.Delete(directory, recursive: true);

    protected override double OursSeconds()
    {
        using var machine = PosixHost.Create(directory, SilentLog.Instance);
        var dataset = new Dataset();
        LoadResult? result = null;
        var seconds = Time(() => result = Loader.Read(machine.Host, "appendonly.aof", dataset));
        return result is { Outcome: LoadOutcome.Loaded, Commands: Commands + 1 }
            ? seconds
            : throw new InvalidOperationException($"The log was not loaded: {result}");
    }

    protected override double BesideSeconds() => RedisServer.LoadSeconds(Log);
}
