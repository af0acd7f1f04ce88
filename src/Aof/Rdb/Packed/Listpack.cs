using System.Buffers.Binary;
using Aof.Data.Primitives;

namespace Aof.Rdb.Packed;

/// <summary>
/// A sequence of strings and numbers (listpack.c of Redis 5.0 and later; 7.0 uses it for small values):
/// - a header of six bytes: total bytes and count;
/// - entries: kind, content, and the length of both, readable backwards;
/// - 0xff.
/// Redundant fields must agree.
/// </summary>
internal static class Listpack
{
    /// <summary>Bytes of the header.</summary>
    public const int HeadSize = 6;

    /// <summary>The count when the real one does not fit into 16 bits.</summary>
    public const int UnknownCount = ushort.MaxValue;

    /// <summary>The last byte.</summary>
    public const byte EndMark = 255;

    /// <summary>Adds the entries to a list. Returns null, or a description of the damage.</summary>
    public static string? Unpack(ReadOnlySpan<byte> blob, List<Bytes> into)
    {
        if (blob.Length <= HeadSize || BinaryPrimitives.ReadUInt32LittleEndian(blob) != (uint)blob.Length
            || blob[^1] != EndMark)
        {
            return "a listpack with a wrong length";
        }

        var count = BinaryPrimitives.ReadUInt16LittleEndian(blob[4..]);
        var (at, found) = (HeadSize, 0);
        for (; at < blob.Length - 1; found++)
        {
            var length = Entry(blob[at..^1], out var item);
            if (length == 0)
            {
                return Invariant($"a listpack with a malformed entry at its byte {at}");
            }

            into.Add(item);
            at += length;
        }

        return count == found || count == UnknownCount
            ? null
            : "a listpack with a wrong number of entries";
    }

    /// <summary>Size of the entry with its trailing length; 0: malformed.</summary>
    private static int Entry(ReadOnlySpan<byte> rest, out Bytes item)
    {
        var length = Content(rest, out item);
        return length > 0 && EndsWithLength(rest[length..], length) ? length + LengthSize(length) : 0;
    }

    private static int Content(ReadOnlySpan<byte> rest, out Bytes item) => rest[0] switch
    {
        < 0x80 => Number(rest[0], 1, out item),
        < 0xc0 => Text(rest, 1, rest[0] & 0x3fu, out item),
        < 0xe0 => Thirteen(rest, out item),
        < 0xf0 => Text(rest, 2, rest.Length < 2 ? uint.MaxValue : ((rest[0] & 0xfu) << 8) | rest[1], out item),
        0xf0 => Text(
            rest, 5, rest.Length < 5 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]), out item),
        0xf1 => Wide(rest, 2, out item),
        0xf2 => Wide(rest, 3, out item),
        0xf3 => Wide(rest, 4, out item),
        0xf4 => Wide(rest, 8, out item),
        _ => Number(0, 0, out item),
    };

    private static int Text(ReadOnlySpan<byte> rest, int head, uint length, out Bytes item)
    {
        var isHere = rest.Length >= head && length <= (uint)(rest.Length - head);
        item = isHere ? Bytes.Copy(rest.Slice(head, (int)length)) : default;
        return isHere ? head + (int)length : 0;
    }

    /// <summary>A signed number of 13 bits.</summary>
    private static int Thirteen(ReadOnlySpan<byte> rest, out Bytes item) => rest.Length < 2
        ? Number(0, 0, out item)
        : Number(((((rest[0] & 0x1f) << 8) | rest[1]) << 19) >> 19, 2, out item);

    private static int Wide(ReadOnlySpan<byte> rest, int size, out Bytes item) => rest.Length <= size
        ? Number(0, 0, out item)
        : Number(LittleEndian.Signed(rest.Slice(1, size)), 1 + size, out item);

    private static int Number(long value, int length, out Bytes item)
    {
        item = length == 0 ? default : Bytes.Of(value);
        return length;
    }

    /// <summary>Bytes of the trailing length. As in Redis, some lengths take one byte more than necessary.</summary>
    private static int LengthSize(int length) => length switch
    {
        < 128 => 1,
        < 16383 => 2,
        < 2097151 => 3,
        < 268435455 => 4,
        _ => 5,
    };

    private static bool EndsWithLength(ReadOnlySpan<byte> rest, int length)
    {
        Span<byte> expected = stackalloc byte[5];
        WriteLength(expected, length, out var size);
        return rest.StartsWith(expected[..size]);
    }

    /// <summary>
    /// Writes a trailing length: seven bits per byte, lowest bits last. All bytes but the first have their upper bit
    /// set.
    /// </summary>
    public static void WriteLength(Span<byte> room, int length, out int size)
    {
        size = LengthSize(length);
        for (var i = size - 1; i >= 0; i--)
        {
            room[i] = (byte)((length & 0x7f) | (i > 0 ? 0x80 : 0));
            length >>= 7;
        }
    }
}
