using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sim.Kernel.Histories;

/// <summary>
/// Bytes in short: each run of one byte is its letter and its length, such as a100z5000. The letter z is a zero byte,
/// "empty" is no byte, and ? is a byte that no history writes.
/// </summary>
public static class ContentText
{
    private const string Empty = "empty";

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="FormatException">The text is not in this notation.</exception>
    public static byte[] Parse(string text)
    {
        if (text == Empty)
        {
            return [];
        }

        var bytes = new ArrayBufferWriter<byte>();
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end == at + 1 || !char.IsAsciiLetter(text[at]))
            {
                throw new FormatException($"'{text}' is not a content such as a100z5000");
            }

            var count = int.Parse(text.AsSpan(at + 1, end - at - 1), CultureInfo.InvariantCulture);
            bytes.GetSpan(count)[..count].Fill(text[at] == 'z' ? (byte)0 : (byte)text[at]);
            bytes.Advance(count);
            at = end;
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The text of some bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var at = 0; at < bytes.Length;)
        {
            var letter = Letter(bytes[at]);
            var end = at + 1;
            while (end < bytes.Length && Letter(bytes[end]) == letter)
            {
                end++;
            }

            _ = text.Append(CultureInfo.InvariantCulture, $"{letter}{end - at}");
            at = end;
        }

        return text.Length == 0 ? Empty : text.ToString();
    }

    private static char Letter(byte value) =>
        value == 0 ? 'z' : char.IsAsciiLetter((char)value) ? (char)value : '?';
}
