using Aof.Data.Execution;
using Aof.Data.Primitives;
using BenchmarkDotNet.Attributes;

namespace Bench;

/// <summary>Replies to a client. A reused buffer allocates nothing.</summary>
[MemoryDiagnoser]
public class ReplyBenchmarks
{
    private readonly Reply reply = new();
    private readonly Bytes value = Bytes.Of("a value of ordinary length, as a cache would hold");

    [Benchmark(Description = "100 bulk strings and 100 numbers")]
    public int Mixed()
    {
        reply.Clear();
        for (var index = 0; index < 100; index++)
        {
            reply.Bulk(value);
            reply.Integer(index);
        }

        return reply.Length;
    }
}
