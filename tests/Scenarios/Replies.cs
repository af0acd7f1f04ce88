using System.Globalization;
using System.Text;
using Aof.Data.Execution;

namespace Tests.Scenarios;

/// <summary>Replies as words: "OK", "(nil)", "-MISCONF ...", "3", "a", "[a, b]".</summary>
internal static class Replies
{
    /// <summary>The replies that a client has got since the last call.</summary>
    public static string Taken(Session client)
    {
        var replies = string.Join(' ', Of(client.Output.Span));
        client.Output.Clear();
        return replies;
    }

    public static string[] Of(ReadOnlySpan<byte> resp)
    {
        var text = Encoding.Latin1.GetString(resp);
        var replies = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            replies.Add(One(text, ref at));
        }

        return [.. replies];
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
