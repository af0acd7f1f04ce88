using System.Globalization;
using System.Text;

namespace Sim.Audit.Traces;

/// <summary>The strings of strace: between quotes, with the escapes of C, in hexadecimal or octal.</summary>
internal static class TraceStrings
{
    private const string PieceName = "iov_base=";
    private const int MostOctals = 3, OctalBits = 3, HexDigits = 2;

    /// <summary>The place of the quote that ends a string; the end of the text when none does.</summary>
    public static int EndOf(string text, int quote)
    {
        for (var at = quote + 1; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                return at;
            }

            at += text[at] == '\\' ? 1 : 0;
        }

        return text.Length;
    }

    /// <summary>The bytes of a string; null for what is none, or was cut.</summary>
    public static byte[]? Bytes(string argument)
    {
        if (!argument.StartsWith('"') || EndOf(argument, 0) != argument.Length - 1)
        {
            return null;
        }

        var bytes = new List<byte>(argument.Length);
        for (var at = 1; at < argument.Length - 1;)
        {
            bytes.AddRange(argument[at] == '\\'
                ? [Escaped(argument, ref at)]
                : Encoding.UTF8.GetBytes([argument[at++]]));
        }

        return [.. bytes];
    }

    /// <summary>A path; null for what is none.</summary>
    public static string? Text(string argument) => Bytes(argument) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The bytes of all pieces of a list, such as that of writev(2); null when one was cut.</summary>
    public static byte[]? Pieces(string argument)
    {
        var all = new List<byte>();
        for (var at = argument.IndexOf(PieceName, StringComparison.Ordinal); at >= 0;
            at = argument.IndexOf(PieceName, at, StringComparison.Ordinal))
        {
            at += PieceName.Length;
            if (at < argument.Length && argument[at] == '"')
            {
                var end = Math.Min(EndOf(argument, at), argument.Length - 1);
                if (argument[(end + 1)..].StartsWith("...", StringComparison.Ordinal)
                    || Bytes(argument[at..(end + 1)]) is not { } bytes)
                {
                    return null;
                }

                all.AddRange(bytes);
                at = end;
            }
        }

        return [.. all];
    }

    /// <summary>The number of a byte behind a backslash.</summary>
    private static byte Escaped(string text, ref int at)
    {
        var letter = text[at + 1];
        at += 2;
        if (letter is >= '0' and <= '7')
        {
            var value = 0;
            at--;
            for (var left = MostOctals; left > 0 && text[at] is >= '0' and <= '7'; left--)
            {
                value = (value << OctalBits) + text[at++] - '0';
            }

            return (byte)value;
        }

        if (letter == 'x')
        {
            var hex = text[at..Math.Min(at + HexDigits, text.Length)];
            at += HexDigits;
            return byte.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                ? value
                : (byte)'?';
        }

        return letter switch
        {
            'n' => (byte)'\n',
            'r' => (byte)'\r',
            't' => (byte)'\t',
            'v' => (byte)'\v',
            'f' => (byte)'\f',
            _ => (byte)letter,
        };
    }
}
