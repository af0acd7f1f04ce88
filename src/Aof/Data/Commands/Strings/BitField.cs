namespace Aof.Data.Commands.Strings;

/// <summary>BITFIELD's handling of a number that does not fit into the field.</summary>
internal enum Overflow
{
    /// <summary>Keep the low bits.</summary>
    Wrap,

    /// <summary>Store the nearest number that fits.</summary>
    Saturate,

    /// <summary>Store nothing.</summary>
    Fail,
}

/// <summary>
/// An integer in a string: its offset in bits from the highest bit of the first byte, its width (1 to 64; unsigned up
/// to 63), and its sign. It repeats an error of Redis 6.0.5 in i64, because logs depend on it: a shift by 64 bits,
/// which x86-64 ignores (redis/redis#7417, fixed in later versions).
/// </summary>
internal readonly record struct BitField(long Offset, int Width, bool Signed)
{
    /// <summary>The string length that holds the field, in bytes.</summary>
    public int Bytes => (int)((Offset + Width - 1) >> 3) + 1;

    private bool ShiftsTooFar => Signed && Width == 64;

    /// <summary>
    /// Reads the field; bits behind the string are zeros. As i64 every negative number is read as -1.
    /// </summary>
    public long Read(ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var bit = Offset; bit < Offset + Width; bit++)
        {
            var at = bit >> 3;
            value = (value << 1) | (at < bytes.Length ? ((uint)bytes[(int)at] >> (int)(7 - (bit & 7))) & 1 : 0);
        }

        return ShiftsTooFar ? Math.Max((long)value, -1) : Cut(value);
    }

    /// <summary>Writes the low bits of a number; the string must be long enough.</summary>
    public void Write(Span<byte> bytes, long value)
    {
        for (var i = 0; i < Width; i++)
        {
            var bit = Offset + Width - 1 - i;
            var mask = (byte)(0x80 >> (int)(bit & 7));
            ref var target = ref bytes[(int)(bit >> 3)];
            target = (byte)(((value >> i) & 1) == 0 ? target & ~mask : target | mask);
        }
    }

    /// <summary>
    /// The number of SET as Redis interprets it. A negative one is huge for an unsigned field, and for a signed one
    /// where the subtraction from the maximum overflows.
    /// </summary>
    public Int128 Given(long number) =>
        Signed && (Width == 64 || number >= (1L << (Width - 1)) - 1 - long.MaxValue)
        ? number
        : unchecked((ulong)number);

    /// <summary>
    /// The stored form of a number, or null for none (checkSignedBitfieldOverflow() and
    /// checkUnsignedBitfieldOverflow()). An i64 that wraps becomes -1 or 0.
    /// </summary>
    public long? Fit(Int128 value, Overflow overflow)
    {
        var most = (Int128.One << (Signed ? Width - 1 : Width)) - 1;
        var least = Signed ? -most - 1 : 0;
        return value >= least && value <= most ? (long)value : overflow switch
        {
            Overflow.Wrap => ShiftsTooFar ? unchecked((long)value) >> 63 : Cut(unchecked((ulong)value)),
            Overflow.Saturate => (long)(value > most ? most : least),
            _ => null,
        };
    }

    /// <summary>The low bits, as a number.</summary>
    private long Cut(ulong bits)
    {
        var unused = 64 - Width;
        return Signed ? (long)(bits << unused) >> unused : (long)((bits << unused) >> unused);
    }
}
