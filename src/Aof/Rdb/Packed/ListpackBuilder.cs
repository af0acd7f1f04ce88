using System.Buffers.Binary;
using Aof.Data.Primitives;

namespace Aof.Rdb.Packed;

/// <summary>Writes listpacks as Redis 6.0.5 does (see <see cref="Listpack"/>). One object writes many.</summary>
internal sealed class ListpackBuilder
{
    /// <summary>A longer text is never stored as a number (lpEncodeGetType() of Redis).</summary>
    private const int MaxNumberLength = 20;

    private byte[] bytes = new byte[256];
    private int length = Listpack.HeadSize;
    private int count;

    /// <summary>Bytes of the list, with its end.</summary>
    public int Length => length + 1;

    /// <summary>Begins an empty list.</summary>
    public void Clear() => (length, count) = (Listpack.HeadSize, 0);

    /// <summary>Appends a text; one that is a number is stored as a number.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxNumberLength && NumberSyntax.TryInteger(text, out var number))
        {
            Add(number);
            return;
        }

        var start = Begin(text.Length);
        if (text.Length < 0x40)
        {
            bytes[length++] = (byte)(0x80 | text.Length);
        }
        else if (text.Length < 0x1000)
        {
            bytes[length++] = (byte)(0xe0 | (text.Length >> 8));
            bytes[length++] = (byte)text.Length;
        }
        else
        {
            bytes[length++] = 0xf0;
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(length), text.Length);
            length += 4;
        }

        text.CopyTo(bytes.AsSpan(length));
        length += text.Length;
        End(start);
    }

    /// <summary>Appends a number.</summary>
    public void Add(long number)
    {
        var start = Begin(8);
        switch (number)
        {
            case >= 0 and < 0x80:
                bytes[length++] = (byte)number;
                break;
            case >= -0x1000 and < 0x1000:
                bytes[length++] = (byte)(0xc0 | ((number >> 8) & 0x1f));
                bytes[length++] = (byte)number;
                break;
            default:
                var (kind, size) = LittleEndian.Holds(2, number) ? (0xf1, 2) : LittleEndian.Holds(3, number) ? (0xf2, 3)
                    : LittleEndian.Holds(4, number) ? (0xf3, 4) : (0xf4, 8);
                bytes[length++] = (byte)kind;
                LittleEndian.Write(bytes.AsSpan(length, size), number);
                length += size;
                break;
        }

        End(start);
    }

    /// <summary>The list; valid until the next change.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        bytes[length] = Listpack.EndMark;
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length + 1);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), (ushort)Math.Min(count, Listpack.UnknownCount));
        return bytes.AsSpan(0, length + 1);
    }

    private int Begin(int content)
    {
        // The header, the trailing length and the end mark.
        const int Around = 11;
        if (bytes.Length - length < content + Around)
        {
            Array.Resize(ref bytes, Math.Max(length + content + Around, bytes.Length * 2));
        }

        return length;
    }

    private void End(int start)
    {
        Listpack.WriteLength(bytes.AsSpan(length), length - start, out var size);
        length += size;
        count++;
    }
}
