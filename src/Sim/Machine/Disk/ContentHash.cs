using System.IO.Hashing;
using System.Numerics;
using Sim.Machine.Random;

namespace Sim.Machine.Disk;

/// <summary>A 64-bit hash of bytes, equal on every machine. It is fast, because whole disk images are hashed.</summary>
internal static class ContentHash
{
    private const ulong Multiplier = 0x9FB21C651E98DF25UL;

    public static ulong Of(ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes);

    public static ulong Of(string text) => Seed.HashOf(text);

    /// <summary>Combines two hashes; (x, y) and (y, x) give different results.</summary>
    public static ulong Combine(ulong left, ulong right) =>
        Seed.Mix((left * Multiplier) ^ BitOperations.RotateLeft(right, 32));
}
