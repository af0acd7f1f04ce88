using System.Buffers;
using System.Globalization;
using System.Text;

namespace Aof.MultiPart;

/// <summary>
/// The words of a line (sdssplitargs() and sdscatrepr() of Redis). In double quotes a word may contain blanks and
/// escapes, in single quotes blanks and \'. One character is one byte.
/// </summary>
internal static class ManifestWords
{
    /// <summary>A line names a file, its number and its type.</summary>
    private const int UsualWords = 6;

    /// <summary>What ends a word, or begins a quoted part of it.</summary>
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\"'");

    /// <summary>Splits a line at blanks; null when a quote is not closed, or when a word goes on behind it.</summary>
    public static List<string>? Split(ReadOnlySpan<char> line)
    {
        var words = new List<string>(UsualWords);
        for (var at = 0; at < line.Length; at++)
        {
            if (IsSpace(line[at]))
            {
                continue;
            }

            if (Word(line, ref at) is not { } word)
            {
                return null;
            }

            words.Add(word);
        }

        return words;
    }

    /// <summary>A word as <see cref="Split"/> reads it: in quotes where it needs them.</summary>
    /// <remarks>Redis 7.0 does not quote a single quote, and cannot read what it has written then.</remarks>
    public static string Quoted(string word)
    {
        if (word.Length > 0 && word.All(static letter => letter is > ' ' and <= '~' and not ('\\' or '"' or '\'')))
        {
            return word;
        }

        var quoted = new StringBuilder("\"");
        foreach (var letter in word)
        {
            _ = letter switch
            {
                '\\' or '"' => quoted.Append('\\').Append(letter),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\a' => quoted.Append("\\a"),
                '\b' => quoted.Append("\\b"),
                >= ' ' and <= '~' => quoted.Append(letter),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}"),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>isspace() of C.</summary>
    private static bool IsSpace(char letter) => letter is ' ' or (>= '\t' and <= '\r');

    /// <summary>Reads a word; a vertical tab or a form feed inside it is a part of it.</summary>
    private static string? Word(ReadOnlySpan<char> line, ref int at)
    {
        var rest = line[at..];
        var length = rest.IndexOfAny(Ends);
        var plain = length < 0 ? rest : rest[..length];
        at += plain.Length;
        if (length < 0 || rest[length] is not ('"' or '\''))
        {
            return plain.ToString();
        }

        var word = new StringBuilder().Append(plain);
        return InQuotes(line, ref at, word) && (at + 1 == line.Length || IsSpace(line[at + 1]))
            ? word.ToString()
            : null;
    }

    /// <summary>Reads from a quote to its end; false when it has none.</summary>
    private static bool InQuotes(ReadOnlySpan<char> line, ref int at, StringBuilder word)
    {
        var quote = line[at];
        for (at++; at < line.Length; at++)
        {
            if (line[at] == quote)
            {
                return true;
            }

            var isEscape = line[at] == '\\' && at + 1 < line.Length && (quote == '"' || line[at + 1] == quote);
            if (isEscape && quote == '"' && at + 3 < line.Length && line[at + 1] == 'x'
                && IsHex(line.Slice(at + 2, 2), out var code))
            {
                _ = word.Append(code);
                at += 3;
            }
            else
            {
                _ = word.Append(isEscape ? Escaped(line[++at]) : line[at]);
            }
        }

        return false;
    }

    private static bool IsHex(ReadOnlySpan<char> digits, out char code)
    {
        var isHex = byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        code = (char)value;
        return isHex;
    }

    private static char Escaped(char letter) => letter switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'a' => '\a',
        'b' => '\b',
        _ => letter,
    };
}
