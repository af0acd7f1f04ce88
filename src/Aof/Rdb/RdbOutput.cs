using System.Buffers;
using System.Buffers.Binary;
using Aof.Data.Primitives;
using Aof.Format;

namespace Aof.Rdb;

/// <summary>Writes the elements of an RDB file like Redis 6.0.5: lengths, and strings in their shortest form.</summary>
internal static class RdbOutput
{
    /// <summary>One byte.</summary>
    public static void Byte(ByteBuffer output, byte value)
    {
        output.Room(1)[0] = value;
        output.Grow(1);
    }

    /// <summary>Eight bytes, little-endian.</summary>
    public static void UInt64(ByteBuffer output, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output.Room(8), value);
        output.Grow(8);
    }

    /// <summary>A length or a count, not negative.</summary>
    public static void Length(ByteBuffer output, int value) => Length(output, (ulong)value);

    /// <summary>A number in the format of lengths: 6 bits, 14 bits, 4 bytes or 8 bytes, big-endian.</summary>
    public static void Length(ByteBuffer output, ulong value)
    {
        var room = output.Room(9);
        switch (value)
        {
            case < 0x40:
                room[0] = (byte)value;
                output.Grow(1);
                break;
            case < 0x4000:
                BinaryPrimitives.WriteUInt16BigEndian(room, (ushort)(0x4000 | value));
                output.Grow(2);
                break;
            case <= uint.MaxValue:
                room[0] = 0x80;
                BinaryPrimitives.WriteUInt32BigEndian(room[1..], (uint)value);
                output.Grow(5);
                break;
            default:
                room[0] = 0x81;
                BinaryPrimitives.WriteUInt64BigEndian(room[1..], value);
                output.Grow(9);
                break;
        }
    }

    /// <summary>
    /// A string in one of three forms:
    /// - a number of one, two or four bytes, if it is one;
    /// - packed, if that saves four bytes;
    /// - unchanged.
    /// </summary>
    public static void String(ByteBuffer output, ReadOnlySpan<byte> text)
    {
        if (text.Length <= RdbString.MaxNumberLength && NumberSyntax.TryInteger(text, out var number)
            && number == (int)number)
        {
            Number(output, (int)number);
        }
        else if (text.Length <= RdbString.WorthPacking || !Packed(output, text))
        {
            Length(output, text.Length);
            output.Append(text);
        }
    }

    private static void Number(ByteBuffer output, int number)
    {
        var room = output.Room(5);
        var size = number == (sbyte)number ? 1 : number == (short)number ? 2 : 4;
        room[0] = (byte)(0xc0 | (size == 1 ? RdbString.Int8 : size == 2 ? RdbString.Int16 : RdbString.Int32));
        BinaryPrimitives.WriteInt32LittleEndian(room[1..], number);
        output.Grow(1 + size);
    }

    private static bool Packed(ByteBuffer output, ReadOnlySpan<byte> text)
    {
        const int MinSaving = 4;
        var room = ArrayPool<byte>.Shared.Rent(text.Length - MinSaving);
        var isPacked = Lzf.TryPack(text, room.AsSpan(0, text.Length - MinSaving), out var size);
        if (isPacked)
        {
            Byte(output, 0xc0 | RdbString.Lzf);
            Length(output, size);
            Length(output, text.Length);
            output.Append(room.AsSpan(0, size));
        }

        ArrayPool<byte>.Shared.Return(room);
        return isPacked;
    }
}
