using Aof;
using Aof.Data;
using Aof.Load;
using Aof.State;
using Sim.Machine.Process;
using Sim.Os.Posix;

namespace Bench;

/// <summary>
/// The loading of a log that begins with a million keys as an RDB file, from a real file, beside a real redis-server
/// that loads the same bytes.
/// </summary>
internal sealed class PreambleBesideRedis : SideBySide
{
    private const int Keys = 1_000_000;

    private string directory = "";

    public override string Name => "preamble-beside-redis";

    public override string? Missing => RedisServer.Missing;

    protected override string What => "load of a preamble of 1,000,000 keys, beside redis";

    protected override Wanted Wanted => Wanted.NotAbove(1);

    protected override long Length => new FileInfo(Log).Length;

    private string Log => Path.Combine(directory, "appendonly.aof");

    protected override void SetUp()
    {
        directory = Directory.CreateTempSubdirectory("bench-preamble-").FullName;
        RecordedLog.WriteKeys(Log, Keys);
        using var machine = PosixHost.Create(directory, SilentLog.Instance);
        var loop = new EventLoop(
            AofServer.Start(machine.Host, new AofConfig { AutoRewritePercentage = 0, UseRdbPreamble = true }));
        RewriteBesideRedis.RunChild(machine, loop);
        RewriteBesideRedis.Finish(loop);
        _ = loop.Server.Shutdown();
    }

    protected override void TearDown() => Directory.Delete(directory, recursive: true);

    protected override double OursSeconds()
    {
        using var machine = PosixHost.Create(directory, SilentLog.Instance);
        var dataset = new Dataset();
        LoadResult? result = null;
        var seconds = Time(() => result = Loader.Read(machine.Host, "appendonly.aof", dataset));
        return result is { Outcome: LoadOutcome.Loaded, Keys: Keys }
            ? seconds
            : throw new InvalidOperationException($"The log was not loaded: {result}");
    }

    protected override double BesideSeconds() => RedisServer.LoadSeconds(Log);
}
