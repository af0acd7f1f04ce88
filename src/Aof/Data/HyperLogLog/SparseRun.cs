namespace Aof.Data.HyperLogLog;

/// <summary>
/// One opcode of the sparse form, for adjacent registers with one value (n and v are stored minus one):
/// - ZERO, 00nnnnnn: 1 to 64 registers of 0;
/// - XZERO, 01nnnnnn nnnnnnnn: 1 to 16384 registers of 0;
/// - VAL, 1vvvvvnn: 1 to 4 registers of 1 to 32.
/// </summary>
internal readonly record struct SparseRun(int Value, int Length, int Size)
{
    /// <summary>The largest value of VAL.</summary>
    public const int MaxValue = 32;

    /// <summary>The largest number of registers of VAL.</summary>
    public const int MaxValueLength = 4;

    private const int MaxZeroLength = 64;

    /// <summary>
    /// The opcode at an offset. A missing second byte counts as zero, the byte behind a string in Redis's memory.
    /// </summary>
    public static SparseRun At(ReadOnlySpan<byte> bytes, int at)
    {
        var first = bytes[at];
        return (first >> 6) switch
        {
            0 => new SparseRun(0, (first & 0x3f) + 1, 1),
            1 => new SparseRun(0, (((first & 0x3f) << 8) | (at + 1 < bytes.Length ? bytes[at + 1] : 0)) + 1, 2),
            _ => new SparseRun(((first >> 2) & 0x1f) + 1, (first & 3) + 1, 1),
        };
    }

    /// <summary>Writes the shortest opcode; returns its size, 0 for no registers.</summary>
    public static int Write(Span<byte> to, int value, int length)
    {
        switch (length)
        {
            case 0:
                return 0;
            case > MaxZeroLength when value == 0:
                to[0] = (byte)(0x40 | ((length - 1) >> 8));
                to[1] = (byte)(length - 1);
                return 2;
            default:
                to[0] = (byte)(value == 0 ? length - 1 : 0x80 | ((value - 1) << 2) | (length - 1));
                return 1;
        }
    }
}
