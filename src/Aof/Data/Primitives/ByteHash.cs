using System.Buffers.Binary;

namespace Aof.Data.Primitives;

/// <summary>
/// A 64-bit hash of bytes, built like wyhash: a 64 x 64 to 128 bit multiplication folds 16 bytes per step. Words are
/// little-endian on every machine, so tries have the same order everywhere.
/// </summary>
internal static class ByteHash
{
    // Odd constants with half their bits set. They must never change: fingerprints depend on them.
    private const ulong First = 0x9E3779B97F4A7C15;
    private const ulong Second = 0xD6E8FEB86659FD93;
    private const ulong Third = 0xA0761D6478BD642F;

    public static ulong Of(ReadOnlySpan<byte> s)
    {
        var length = (ulong)s.Length;
        var state = First;
        while (s.Length > 16)
        {
            state = Mix(Word(s) ^ Second, Word(s[8..]) ^ state);
            s = s[16..];
        }

        var (low, high) = Tail(s);
        return Mix(Third ^ length, Mix(low ^ Second, high ^ state));
    }

    /// <summary>
    /// Folds two words into one. The factors are added, so that a factor of zero does not erase the other.
    /// </summary>
    public static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low ^ a ^ b;
    }

    /// <summary>Mixes one more word into a running hash whose order matters.</summary>
    public static ulong Chain(ulong state, ulong word) => Mix(state ^ Second, word ^ First) + Third;

    /// <summary>
    /// The last 0 to 16 bytes as two words. Together with the length they are unique for short strings.
    /// </summary>
    private static (ulong Low, ulong High) Tail(ReadOnlySpan<byte> s) => s.Length switch
    {
        >= 8 => (Word(s), Word(s[^8..])),
        >= 4 => (BinaryPrimitives.ReadUInt32LittleEndian(s), BinaryPrimitives.ReadUInt32LittleEndian(s[^4..])),
        > 0 => (((ulong)s[0] << 16) | ((ulong)s[s.Length >> 1] << 8) | s[^1], 0),
        _ => (0, 0),
    };

    private static ulong Word(ReadOnlySpan<byte> s) => BinaryPrimitives.ReadUInt64LittleEndian(s);
}
