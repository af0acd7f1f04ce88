using Aof.Data.Primitives;

namespace Bench;

/// <summary>
/// The deterministic hash of a key, beside the runtime's comparison of two equal keys. Every look-up needs that
/// comparison, which reads twice the bytes with vector instructions.
/// </summary>
internal sealed class HashBesideEquality : SideBySide
{
    private const int Keys = 4096;
    private const int Passes = 100;

    private readonly Bytes[] keys = [.. Enumerable.Range(0, Keys).Select(
        index => Bytes.Of($"user:{index:D12}:session"))];
    private readonly byte[][] copies = [.. Enumerable.Range(0, Keys).Select(
        index => Bytes.Of($"user:{index:D12}:session").Span.ToArray())];

    private ulong sink;

    public override string Name => "hash-beside-equality";

    protected override string What => "hash of a key beside the comparison of two";

    protected override double OursSeconds() => Time(() =>
    {
        for (var pass = 0; pass < Passes; pass++)
        {
            foreach (var key in keys)
            {
                sink ^= key.Hash;
            }
        }
    });

    protected override double BesideSeconds() => Time(() =>
    {
        for (var pass = 0; pass < Passes; pass++)
        {
            for (var index = 0; index < Keys; index++)
            {
                sink += keys[index].Span.SequenceEqual(copies[index]) ? 1UL : 0UL;
            }
        }
    });
}
