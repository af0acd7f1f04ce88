using System.Buffers.Text;

namespace Sim.Run;

/// <summary>Finds the end of a reply (RESP2): status, error, integer, bulk string or array.</summary>
public static class ReplyReader
{
    /// <summary>The length in bytes of the first reply; 0 when the bytes do not begin with a whole reply.</summary>
    public static int LengthOfFirst(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 1)
        {
            return 0;
        }

        var line = end + 2;
        switch (bytes[0])
        {
            case (byte)'+' or (byte)'-':
                return line;
            case (byte)':':
                return IsNumber(bytes[1..end], out _) ? line : 0;
            case (byte)'$' when IsNumber(bytes[1..end], out var length) && length < bytes.Length:
                return length < 0 ? line : bytes[line..].Length >= length + 2 ? line + (int)length + 2 : 0;
            case (byte)'*' when IsNumber(bytes[1..end], out var count):
                return LengthOfArray(bytes, line, count);
            default:
                return 0;
        }
    }

    private static int LengthOfArray(ReadOnlySpan<byte> bytes, int at, long count)
    {
        for (; count > 0; count--)
        {
            if (LengthOfFirst(bytes[at..]) is not (> 0 and var element))
            {
                return 0;
            }

            at += element;
        }

        return at;
    }

    private static bool IsNumber(ReadOnlySpan<byte> digits, out long number) =>
        Utf8Parser.TryParse(digits, out number, out var used) && used == digits.Length;
}
