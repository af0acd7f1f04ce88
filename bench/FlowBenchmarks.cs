using Aof.Data.Primitives;
using BenchmarkDotNet.Attributes;
using Sim.Machine.Disk;

namespace Bench;

/// <summary>
/// The three flows on a simulated machine. Its disk costs nothing, so only the subsystem's own work is measured.
/// </summary>
[MemoryDiagnoser]
public class FlowBenchmarks
{
    private const int Appends = 10_000;
    private const int Commands = 100_000;
    private const int Keys = 20_000;

    private readonly Bytes[][] sets = [.. Enumerable.Range(0, Appends).Select(
        index => new[] { Bytes.Of("SET"), Bytes.Of("key:" + (index % 100)), Bytes.Of("value:" + index) })];
    private readonly DiskImage log = DiskImage.Of(("appendonly.aof", RecordedLog.Bytes(Commands, Keys)));
    private SimulatedServer loaded = null!;

    /// <summary>67,000 keys of all types but lists.</summary>
    [GlobalSetup]
    public void Load() => loaded = new SimulatedServer(log);

    [Benchmark(Description = "append: one SET fed and written", OperationsPerInvoke = Appends)]
    public long Append()
    {
        var server = new SimulatedServer(DiskImage.Empty);
        foreach (var argv in sets)
        {
            server.Send(argv);
        }

        return server.Server.Status.CurrentSize;
    }

    [Benchmark(Description = "load: one command of 100,000", OperationsPerInvoke = Commands)]
    public long LoadAll() => new SimulatedServer(log).Server.Loaded.Commands;

    [Benchmark(Description = "rewrite: 67,000 keys")]
    public long Rewrite() => loaded.Rewrite();
}
