namespace Aof.Data.Commands.Strings;

/// <summary>What BITFIELD does with a number that the field cannot hold.</summary>
internal enum Overflow
{
    /// <summary>The low bits are kept.</summary>
    Wrap,

    /// <summary>The nearest number that the field can hold.</summary>
    Saturate,

    /// <summary>Nothing.</summary>
    Fail,
}

/// <summary>
/// An integer inside a string: where it begins, counted in bits from the highest of the first byte, how wide it is (1 to
/// 64; unsigned up to 63), and whether it has a sign. What is wrong with i64 in Redis 6.0.5 is kept, for logs were written
/// with it: it shifts by 64 bits, which an x86-64 processor takes for none (redis/redis#7417, mended in later versions).
/// </summary>
internal readonly record struct BitField(long Offset, int Width, bool Signed)
{
    /// <summary>How long a string must be to hold all of it.</summary>
    public int Bytes => (int)((Offset + Width - 1) >> 3) + 1;

    private bool ShiftsTooFar => Signed && Width == 64;

    /// <summary>The number; bits behind the end of the string are zeros. As i64 every negative number is read as -1.</summary>
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

    /// <summary>Writes the low bits of a number; the string is long enough.</summary>
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
    /// The number that SET is given, as Redis takes it: an unsigned field takes a negative one for a huge one, and so does a
    /// signed one where the largest number of the field less this one overflows.
    /// </summary>
    public Int128 Given(long number) =>
        Signed && (Width == 64 || number >= (1L << (Width - 1)) - 1 - long.MaxValue) ? number : unchecked((ulong)number);

    /// <summary>
    /// What is stored for a number that may be too large or too small; null when nothing is (checkSignedBitfieldOverflow() and
    /// its unsigned brother). An i64 that wraps becomes -1 or 0.
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

    /// <summary>The low bits as a number.</summary>
    private long Cut(ulong bits)
    {
        var unused = 64 - Width;
        return Signed ? (long)(bits << unused) >> unused : (long)((bits << unused) >> unused);
    }
}
