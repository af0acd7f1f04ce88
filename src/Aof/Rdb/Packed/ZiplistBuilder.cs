using System.Buffers.Binary;
using Aof.Data.Primitives;

namespace Aof.Rdb.Packed;

/// <summary>
/// Writes ziplists as Redis 6.0.5 does when it only appends (see <see cref="Ziplist"/>). One object writes many.
/// </summary>
internal sealed class ZiplistBuilder
{
    /// <summary>A longer text is never stored as a number (zipTryEncoding() of Redis).</summary>
    private const int MaxNumberLength = 31;

    /// <summary>A larger array is not reused.</summary>
    private const int KeptRoom = 64 * 1024;

    /// <summary>From this length on, the next entry stores the length in five bytes.</summary>
    private const int FirstLongLength = 254;

    private byte[] bytes = new byte[256];
    private int length = Ziplist.HeadSize;
    private int last = Ziplist.HeadSize;
    private int count;

    /// <summary>Bytes so far, including the end mark.</summary>
    public int Length => length + 1;

    /// <summary>Begins an empty list.</summary>
    public void Clear()
    {
        bytes = bytes.Length > KeptRoom ? new byte[256] : bytes;
        (length, last, count) = (Ziplist.HeadSize, Ziplist.HeadSize, 0);
    }

    /// <summary>Appends a text; one that is a number is stored as a number.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        var previous = length - last;
        Reserve(11 + text.Length);
        last = length;
        Previous(previous);
        if (text.Length <= MaxNumberLength && NumberSyntax.TryInteger(text, out var number))
        {
            Number(number);
        }
        else
        {
            Text(text);
        }

        count++;
    }

    /// <summary>The list; valid until the next change.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), last);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)Math.Min(count, Ziplist.UnknownCount));
        bytes[length] = Ziplist.EndMark;
        return bytes.AsSpan(0, Length);
    }

    private void Previous(int size)
    {
        if (size < FirstLongLength)
        {
            bytes[length++] = (byte)size;
            return;
        }

        bytes[length++] = Ziplist.LongPrevious;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(length), size);
        length += 4;
    }

    private void Number(long number)
    {
        var (kind, size) = number switch
        {
            >= 0 and <= Ziplist.MaxInside - Ziplist.MinInside => ((byte)(Ziplist.MinInside + number), 0),
            _ when LittleEndian.Holds(1, number) => (Ziplist.Int8, 1),
            _ when LittleEndian.Holds(2, number) => (Ziplist.Int16, 2),
            _ when LittleEndian.Holds(3, number) => (Ziplist.Int24, 3),
            _ when LittleEndian.Holds(4, number) => (Ziplist.Int32, 4),
            _ => (Ziplist.Int64, 8),
        };
        bytes[length++] = kind;
        LittleEndian.Write(bytes.AsSpan(length, size), number);
        length += size;
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        if (text.Length < 0x40)
        {
            bytes[length++] = (byte)text.Length;
        }
        else if (text.Length < 0x4000)
        {
            bytes[length++] = (byte)(0x40 | (text.Length >> 8));
            bytes[length++] = (byte)text.Length;
        }
        else
        {
            bytes[length++] = 0x80;
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(length), text.Length);
            length += 4;
        }

        text.CopyTo(bytes.AsSpan(length));
        length += text.Length;
    }

    private void Reserve(int more)
    {
        if (bytes.Length - length - 1 < more)
        {
            Array.Resize(ref bytes, Math.Max(length + more + 1, bytes.Length * 2));
        }
    }
}
