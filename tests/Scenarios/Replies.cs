using System.Globalization;
using System.Text;

namespace Tests.Scenarios;

/// <summary>Replies told in words: "OK", "(nil)", "-MISCONF ...", "3", "a", "[a, b]".</summary>
internal static class Replies
{
    public static string[] Told(ReadOnlySpan<byte> resp)
    {
        var text = Encoding.Latin1.GetString(resp);
        var told = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            told.Add(One(text, ref at));
        }

        return [.. told];
    }

    private static string One(string text, ref int at)
    {
        var end = text.IndexOf("\r\n", at, StringComparison.Ordinal);
        var (type, line) = (text[at], text[(at + 1)..end]);
        at = end + 2;
        switch (type)
        {
            case '$' or '*' when line == "-1":
                return "(nil)";
            case '$':
                var length = int.Parse(line, CultureInfo.InvariantCulture);
                at += length + 2;
                return text.Substring(at - length - 2, length);
            case '*':
                var items = new List<string>();
                for (var count = int.Parse(line, CultureInfo.InvariantCulture); count > 0; count--)
                {
                    items.Add(One(text, ref at));
                }

                return $"[{string.Join(", ", items)}]";
            case '-':
                return "-" + line;
            default:
                return line;
        }
    }
}
