using System.Buffers.Binary;
using Aof.Data.Primitives;

namespace Aof.Rdb.Packed;

/// <summary>
/// A sequence of strings and numbers (ziplist.c of Redis 2.4 to 6.2):
/// - a header of ten bytes: total bytes, offset of the last entry, count;
/// - entries: length of the previous entry, own kind and length, content;
/// - 0xff.
/// Redundant fields must agree.
/// </summary>
internal static class Ziplist
{
    /// <summary>Bytes of the header.</summary>
    public const int HeadSize = 10;

    /// <summary>The count when the real one does not fit into 16 bits.</summary>
    public const int UnknownCount = ushort.MaxValue;

    /// <summary>The previous entry's length does not fit into a byte: four more bytes follow.</summary>
    public const byte LongPrevious = 254;

    /// <summary>The last byte.</summary>
    public const byte EndMark = 255;

    /// <summary>The first byte of a number, by its size. That byte holds a number from 0 to 12 itself.</summary>
    public const byte Int8 = 0xfe, Int16 = 0xc0, Int24 = 0xf0, Int32 = 0xd0, Int64 = 0xe0, MinInside =
        0xf1, MaxInside = 0xfd;

    /// <summary>Adds the entries to a list. Returns null, or a description of the damage.</summary>
    public static string? Unpack(ReadOnlySpan<byte> blob, List<Bytes> into)
    {
        if (blob.Length <= HeadSize || BinaryPrimitives.ReadUInt32LittleEndian(blob) != (uint)blob.Length
            || blob[^1] != EndMark)
        {
            return "a ziplist with a wrong length";
        }

        var tail = BinaryPrimitives.ReadUInt32LittleEndian(blob[4..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(blob[8..]);
        var (at, last, found) = (HeadSize, HeadSize, 0);
        for (; at < blob.Length - 1; found++)
        {
            var length = Entry(blob[at..^1], at - last, out var item);
            if (length == 0)
            {
                return Invariant($"a ziplist with a malformed entry at its byte {at}");
            }

            into.Add(item);
            (last, at) = (at, at + length);
        }

        return tail == (uint)last && (count == found || count == UnknownCount)
            ? null
            : "a ziplist with a wrong header";
    }

    /// <summary>Size of the entry; 0: malformed.</summary>
    private static int Entry(ReadOnlySpan<byte> rest, int previous, out Bytes item)
    {
        item = default;
        var head = rest[0] == LongPrevious ? 5 : 1;
        if (rest.Length <= head || rest[0] == EndMark)
        {
            return 0;
        }

        var claimed = head == 1 ? rest[0] : BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]);
        var length = claimed == (uint)previous ? Content(rest[head..], out item) : 0;
        return length == 0 ? 0 : head + length;
    }

    /// <summary>Size of kind, length and content; 0: malformed.</summary>
    private static int Content(ReadOnlySpan<byte> rest, out Bytes item)
    {
        item = default;
        var kind = rest[0];
        if (kind >= 0xc0)
        {
            return Number(kind, rest[1..], out item);
        }

        var head = kind < 0x40 ? 1 : kind < 0x80 ? 2 : 5;
        if (rest.Length < head)
        {
            return 0;
        }

        var length = head switch
        {
            1 => kind & 0x3fu,
            2 => ((kind & 0x3fu) << 8) | rest[1],
            _ => BinaryPrimitives.ReadUInt32BigEndian(rest[1..]),
        };
        if (length > (uint)(rest.Length - head) || kind > 0x80)
        {
            return 0;
        }

        item = Bytes.Copy(rest.Slice(head, (int)length));
        return head + (int)length;
    }

    private static int Number(byte kind, ReadOnlySpan<byte> rest, out Bytes item)
    {
        item = default;
        var size = kind switch
        {
            >= MinInside and <= MaxInside => 0,
            Int8 => 1,
            Int16 => 2,
            Int24 => 3,
            Int32 => 4,
            Int64 => 8,
            _ => -1,
        };
        if (size < 0 || rest.Length < size)
        {
            return 0;
        }

        item = Bytes.Of(size == 0 ? kind - MinInside : LittleEndian.Signed(rest[..size]));
        return 1 + size;
    }
}
