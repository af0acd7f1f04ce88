using System.Buffers.Text;
using Aof.Data.Primitives;

namespace Aof.Format;

/// <summary>
/// Writes commands in the format of the log: arrays of bulk strings (catAppendOnlyGenericCommand() of Redis).
/// </summary>
internal static class Resp
{
    /// <summary>A type byte, at most 20 digits, CRLF.</summary>
    private const int MaxHeadLength = 23;

    /// <summary>A whole command.</summary>
    public static void Command(ByteBuffer buffer, ReadOnlySpan<Bytes> argv)
    {
        Count(buffer, argv.Length);
        foreach (var arg in argv)
        {
            Bulk(buffer, arg.Span);
        }
    }

    /// <summary>The head of a command: the number of bulk strings.</summary>
    public static void Count(ByteBuffer buffer, int items) =>
        buffer.Grow(Head(buffer.Room(MaxHeadLength), (byte)'*', items));

    /// <summary>One bulk string.</summary>
    public static void Bulk(ByteBuffer buffer, ReadOnlySpan<byte> value)
    {
        var room = buffer.Room(MaxHeadLength + value.Length + 2);
        var head = Head(room, (byte)'$', value.Length);
        value.CopyTo(room[head..]);
        room[head + value.Length] = (byte)'\r';
        room[head + value.Length + 1] = (byte)'\n';
        buffer.Grow(head + value.Length + 2);
    }

    /// <summary>A number as a bulk string.</summary>
    public static void Bulk(ByteBuffer buffer, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(value, digits, out var written);
        Bulk(buffer, digits[..written]);
    }

    private static int Head(Span<byte> room, byte type, int value)
    {
        room[0] = type;
        _ = Utf8Formatter.TryFormat(value, room[1..], out var digits);
        room[digits + 1] = (byte)'\r';
        room[digits + 2] = (byte)'\n';
        return digits + 3;
    }
}
