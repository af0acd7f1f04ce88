using System.Globalization;
using Aof.Data;
using Aof.Data.Primitives;
using BenchmarkDotNet.Attributes;

namespace Bench;

/// <summary>
/// The cost of a fork for the server: the snapshot, and the first write after it, which copies a path of the tree.
/// </summary>
[MemoryDiagnoser]
public class ForkBenchmarks
{
    private readonly Bytes[] set = [Bytes.Of("SET"), Bytes.Of("key:500"), Bytes.Of("another value")];
    private UnloggedExecutor server = null!;

    [Params(1_000, 1_000_000)]
    public int Keys { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        server = new UnloggedExecutor();
        for (var index = 0; index < Keys; index++)
        {
            server.Execute(
                Bytes.Of("SET"), Bytes.Of("key:" + index.ToString(CultureInfo.InvariantCulture)), Bytes.Of(index));
        }
    }

    [Benchmark(Description = "snapshot")]
    public Dataset Snapshot() => server.Data.Snapshot();

    [Benchmark(Description = "a write")]
    public void Write() => server.Execute(set);

    [Benchmark(Description = "snapshot, and a write behind it")]
    public Dataset SnapshotAndWrite()
    {
        var snapshot = server.Data.Snapshot();
        server.Execute(set);
        return snapshot;
    }
}
