namespace Aof.Rdb.Packed;

/// <summary>Integers of one to eight bytes, little-endian.</summary>
internal static class LittleEndian
{
    /// <summary>Reads a signed integer.</summary>
    public static long Signed(ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        var unused = 64 - (8 * bytes.Length);
        return unchecked((long)(value << unused)) >> unused;
    }

    /// <summary>Writes the lowest bytes of a number, as many as fit.</summary>
    public static void Write(Span<byte> room, long value)
    {
        for (var i = 0; i < room.Length; i++)
        {
            room[i] = unchecked((byte)(value >> (8 * i)));
        }
    }

    /// <summary>True when this many bytes hold the signed number.</summary>
    public static bool Holds(int size, long value)
    {
        var unused = 64 - (8 * size);
        return unchecked(value << unused) >> unused == value;
    }
}
