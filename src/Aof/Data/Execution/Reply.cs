using System.Buffers.Text;
using System.Text;
using Aof.Data.Primitives;

namespace Aof.Data.Execution;

/// <summary>
/// Replies to a client in RESP (version 2), in a buffer that is reused. <see cref="Nowhere"/> discards everything;
/// <see cref="OnlyErrors"/> is for the loader's client, which needs no reply.
/// </summary>
public sealed class Reply
{
    private readonly bool silent;
    private readonly Action<string>? onError;
    private byte[] buffer = [];

    /// <summary>An empty reply.</summary>
    public Reply()
    {
    }

    private Reply(Action<string>? onError) => (silent, this.onError) = (true, onError);

    /// <summary>Discards everything.</summary>
    public static Reply Nowhere { get; } = new(onError: null);

    /// <summary>Discards everything but the texts of errors.</summary>
    public static Reply OnlyErrors(Action<string> onError) => new(onError);

    /// <summary>It discards everything, or everything but errors.</summary>
    public bool IsSilent => silent;

    /// <summary>Bytes collected.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; valid until the next change.</summary>
    public ReadOnlySpan<byte> Span => buffer.AsSpan(0, Length);

    /// <summary>Removes everything, keeps the buffer.</summary>
    public void Clear() => Length = 0;

    /// <summary>Removes everything behind the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
    }

    /// <summary>Appends bytes in RESP.</summary>
    public void Raw(ReadOnlySpan<byte> resp)
    {
        if (silent)
        {
            return;
        }

        resp.CopyTo(Room(resp.Length));
        Length += resp.Length;
    }

    /// <summary>+OK.</summary>
    public void Ok() => Raw("+OK\r\n"u8);

    /// <summary>A simple string.</summary>
    public void Status(string status) => Line((byte)'+', status);

    /// <summary>An error with its code ("ERR no such key"), without the leading dash.</summary>
    public void Error(string withoutDash)
    {
        onError?.Invoke(withoutDash);
        Line((byte)'-', withoutDash);
    }

    /// <summary>An integer.</summary>
    public void Integer(long value) => Prefixed((byte)':', value);

    /// <summary>A bulk string.</summary>
    public void Bulk(Bytes value) => Bulk(value.Span);

    /// <summary>A bulk string.</summary>
    public void Bulk(ReadOnlySpan<byte> value)
    {
        if (silent)
        {
            return;
        }

        Prefixed((byte)'$', value.Length);
        Raw(value);
        Raw("\r\n"u8);
    }

    /// <summary>The null bulk string.</summary>
    public void NullBulk() => Raw("$-1\r\n"u8);

    /// <summary>The null array, as for an aborted transaction.</summary>
    public void NullArray() => Raw("*-1\r\n"u8);

    /// <summary>The head of an array; its elements follow.</summary>
    public void Array(int count) => Prefixed((byte)'*', count);

    private void Prefixed(byte kind, long value)
    {
        if (silent)
        {
            return;
        }

        var room = Room(23);
        room[0] = kind;
        _ = Utf8Formatter.TryFormat(value, room[1..], out var digits);
        room[digits + 1] = (byte)'\r';
        room[digits + 2] = (byte)'\n';
        Length += digits + 3;
    }

    private void Line(byte kind, string text)
    {
        if (silent)
        {
            return;
        }

        var room = Room(text.Length + 3);
        room[0] = kind;
        var written = Encoding.Latin1.GetBytes(text, room[1..]);
        room[written + 1] = (byte)'\r';
        room[written + 2] = (byte)'\n';
        Length += written + 3;
    }

    private Span<byte> Room(int size)
    {
        if (buffer.Length - Length < size)
        {
            System.Array.Resize(ref buffer, Math.Max(Length + size, Math.Max(64, buffer.Length * 2)));
        }

        return buffer.AsSpan(Length);
    }
}
