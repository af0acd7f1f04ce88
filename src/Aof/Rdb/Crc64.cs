using System.Buffers.Binary;

namespace Aof.Rdb;

/// <summary>
/// The checksum of RDB files and DUMP payloads: 64 bits, the polynomial that David Jones found good for this
/// (0xad93d23594c935a9), bits reflected, beginning with zero and without a last inversion.
/// "123456789" gives 0xe9c6d914c4b8d9ca.
/// </summary>
public static class Crc64
{
    /// <summary>The polynomial with its bits in reverse order.</summary>
    private const ulong Reflected = 0x95ac9329ac4bc9b5;

    /// <summary>Bytes that one turn takes: each has a table of its own, so they do not wait for one another.</summary>
    private const int Stride = 16;

    private static readonly ulong[] Tables = Build();

    /// <summary>The checksum of what gave <paramref name="checksum"/> (0 for nothing) and then <paramref name="more"/>.</summary>
    public static ulong Append(ulong checksum, ReadOnlySpan<byte> more)
    {
        ReadOnlySpan<ulong> tables = Tables;
        while (more.Length >= Stride)
        {
            var low = checksum ^ BinaryPrimitives.ReadUInt64LittleEndian(more);
            var high = BinaryPrimitives.ReadUInt64LittleEndian(more[8..]);
            checksum = Word(tables[2048..], low) ^ Word(tables, high);
            more = more[Stride..];
        }

        foreach (var b in more)
        {
            checksum = tables[(byte)(checksum ^ b)] ^ (checksum >> 8);
        }

        return checksum;
    }

    /// <summary>Eight bytes through eight tables; the first byte has the longest way to the end.</summary>
    private static ulong Word(ReadOnlySpan<ulong> tables, ulong word)
    {
        tables = tables[..2048];
        return tables[1792 + (byte)word]
            ^ tables[1536 + (byte)(word >> 8)]
            ^ tables[1280 + (byte)(word >> 16)]
            ^ tables[1024 + (byte)(word >> 24)]
            ^ tables[768 + (byte)(word >> 32)]
            ^ tables[512 + (byte)(word >> 40)]
            ^ tables[256 + (byte)(word >> 48)]
            ^ tables[(int)(word >> 56)];
    }

    /// <summary>Table n, of 256 each, is what a byte does to the checksum when n more bytes of zero follow it.</summary>
    private static ulong[] Build()
    {
        var tables = new ulong[Stride * 256];
        for (var i = 0; i < 256; i++)
        {
            var value = (ulong)i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) == 0 ? 0 : Reflected);
            }

            tables[i] = value;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            var before = tables[i - 256];
            tables[i] = (before >> 8) ^ tables[(byte)before];
        }

        return tables;
    }
}
