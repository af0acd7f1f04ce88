using System.Buffers.Binary;
using System.Numerics;
using Sim.Chance;

namespace Sim.Disk;

/// <summary>A 64-bit hash of bytes, the same on every machine; four lanes wide, because whole disk images go through it.</summary>
internal static class ContentHash
{
    private const ulong Multiplier = 0x9FB21C651E98DF25UL;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var length = (ulong)bytes.Length;
        ulong a = 0x243F6A8885A308D3UL, b = 0x13198A2E03707344UL, c = 0xA4093822299F31D0UL, d = 0x082EFA98EC4E6C89UL;
        while (bytes.Length >= 32)
        {
            a = Step(a, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            b = Step(b, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
            c = Step(c, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
            d = Step(d, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
            bytes = bytes[32..];
        }

        while (bytes.Length >= 8)
        {
            a = Step(a, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        ulong rest = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            rest |= (ulong)bytes[i] << (8 * i);
        }

        return Combine(Combine(Combine(Combine(Step(a, rest), b), c), d), length);
    }

    public static ulong Of(string text) => Seed.HashOf(text);

    /// <summary>Order matters: (x, y) and (y, x) give different results.</summary>
    public static ulong Combine(ulong left, ulong right) => Seed.Mix((left * Multiplier) ^ BitOperations.RotateLeft(right, 32));

    /// <summary>
    /// Both halves of a whole product: each bit of the word reaches bits on both sides of it. (Its lower half alone lets the highest bits
    /// pass unchanged, and a bit that rots here was then the same as another one that rots a step later.)
    /// </summary>
    private static ulong Step(ulong lane, ulong word)
    {
        var high = Math.BigMul(lane ^ word, Multiplier, out var low);
        return high ^ BitOperations.RotateLeft(low, 29);
    }
}
