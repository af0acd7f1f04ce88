using System.Buffers.Binary;
using Aof.Data.Primitives;

namespace Aof.Rdb.Packed;

/// <summary>
/// A small set of numbers (intset.c of Redis): bytes per number (2, 4 or 8), count, and the numbers in ascending order.
/// </summary>
internal static class Intset
{
    private const int HeadSize = 8;

    /// <summary>Adds the numbers to a list, as text. Returns null, or a description of the damage.</summary>
    public static string? Unpack(ReadOnlySpan<byte> blob, List<Bytes> into)
    {
        if (blob.Length < HeadSize)
        {
            return "an intset without a head";
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(blob);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(blob[4..]);
        if (size is not (2 or 4 or 8) || HeadSize + ((long)size * count) != blob.Length)
        {
            return "an intset with a wrong length";
        }

        var previous = 0L;
        for (var i = 0; i < (int)count; i++)
        {
            var number = LittleEndian.Signed(blob.Slice(HeadSize + (i * (int)size), (int)size));
            if (i > 0 && number <= previous)
            {
                return "an intset whose numbers are not ascending";
            }

            into.Add(Bytes.Of(number));
            previous = number;
        }

        return null;
    }

    /// <summary>Packs numbers in ascending order. The widest number decides the bytes per number.</summary>
    public static byte[] Pack(ReadOnlySpan<long> numbers)
    {
        var size = 2;
        foreach (var number in numbers)
        {
            while (!LittleEndian.Holds(size, number))
            {
                size *= 2;
            }
        }

        var blob = new byte[HeadSize + (size * numbers.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(blob, size);
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(4), numbers.Length);
        for (var i = 0; i < numbers.Length; i++)
        {
            LittleEndian.Write(blob.AsSpan(HeadSize + (i * size), size), numbers[i]);
        }

        return blob;
    }
}
