namespace Aof.Rdb.Packed;

/// <summary>Whole numbers of one to eight bytes, the lowest byte first.</summary>
internal static class LittleEndian
{
    /// <summary>With a sign: the uppermost bit counts for all those above it.</summary>
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

    /// <summary>The lowest bytes of a number, as many as there is room for.</summary>
    public static void Write(Span<byte> room, long value)
    {
        for (var i = 0; i < room.Length; i++)
        {
            room[i] = unchecked((byte)(value >> (8 * i)));
        }
    }

    /// <summary>True when so many bytes hold the number with its sign.</summary>
    public static bool Holds(int size, long value)
    {
        var unused = 64 - (8 * size);
        return unchecked(value << unused) >> unused == value;
    }
}
