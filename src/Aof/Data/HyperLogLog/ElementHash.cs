using System.Buffers.Binary;
using System.Numerics;

namespace Aof.Data.HyperLogLog;

/// <summary>The register of an element and its value there. Strings store the result: it must never change.</summary>
internal static class ElementHash
{
    private const ulong Multiplier = 0xc6a4a7935bd1e995;
    private const ulong Seed = 0xadc83b19;

    /// <summary>
    /// The low 14 bits of the hash are the register; its value is the number of zeros above them, plus one
    /// (hllPatLen()).
    /// </summary>
    public static (int Register, int Count) Of(ReadOnlySpan<byte> element)
    {
        var hash = Murmur64A(element);
        var zeros = BitOperations.TrailingZeroCount((hash | (1UL << 63)) >> Sketch.IndexBits);
        return ((int)(hash & (Sketch.Registers - 1)), zeros + 1);
    }

    /// <summary>MurmurHash64A of Austin Appleby.</summary>
    private static ulong Murmur64A(ReadOnlySpan<byte> s)
    {
        var hash = Seed ^ unchecked((ulong)s.Length * Multiplier);
        for (; s.Length >= 8; s = s[8..])
        {
            var word = unchecked(BinaryPrimitives.ReadUInt64LittleEndian(s) * Multiplier);
            hash = unchecked((hash ^ ((word ^ (word >> 47)) * Multiplier)) * Multiplier);
        }

        if (!s.IsEmpty)
        {
            Span<byte> tail = stackalloc byte[8];
            tail.Clear();
            s.CopyTo(tail);
            hash = unchecked((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(tail)) * Multiplier);
        }

        hash = unchecked((hash ^ (hash >> 47)) * Multiplier);
        return hash ^ (hash >> 47);
    }
}
