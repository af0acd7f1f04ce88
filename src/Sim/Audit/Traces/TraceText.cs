using System.Globalization;

namespace Sim.Audit.Traces;

/// <summary>
/// What <c>strace -f -ttt</c> wrote to a file: a thread, a time and a call on each line. A call that another thread
/// interrupts is on two lines. One call is stopped at a time, so the order of the lines is that of what happened.
/// </summary>
internal sealed class TraceText
{
    private const string Unfinished = "<unfinished ...>", Resumed = " resumed>";

    /// <summary>In seconds: microseconds of it still fit.</summary>
    private const decimal LatestTime = 1_000_000_000_000;

    private readonly List<TracedEvent> events = [];
    private readonly SortedDictionary<int, (TracedCall Call, string Text)> open = [];
    private decimal? start;

    private TraceText()
    {
    }

    /// <summary>The beginnings and ends of the calls, in order.</summary>
    public IReadOnlyList<TracedEvent> Events => events;

    /// <summary>Why the text cannot be read, with the line; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads a text.</summary>
    public static TraceText Read(IEnumerable<string> lines)
    {
        var read = new TraceText();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (read.Add(line, number) is { } problem)
            {
                read.Problem = Invariant($"line {number}: {problem}");
                break;
            }
        }

        return read;
    }

    private string? Add(string line, int number)
    {
        // Without -f there is no thread.
        var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        var hasThread = int.TryParse(words.ElementAtOrDefault(0), NumberStyles.None, CultureInfo.InvariantCulture,
            out var thread);
        words = hasThread ? words : line.Split(' ', 2);
        if (words.Length < 2
            || !decimal.TryParse(words[^2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var time)
            || time > LatestTime)
        {
            return "no line of strace -f -ttt -o FILE";
        }

        start ??= time;
        var atUs = (long)Math.Max(0, (time - start.Value) * 1_000_000);
        return words[^1] switch
        {
            ['+' or '-', ..] => null,
            ['<', '.', '.', '.', ..] => Resume(thread, words[^1], atUs),
            _ => Begin(new(thread, words[^1].Split('(')[0], number), words[^1], atUs),
        };
    }

    private string? Begin(TracedCall call, string text, long atUs)
    {
        var arguments = text[Math.Min(text.Length, call.Name.Length + 1)..];
        if (arguments.Length == 0)
        {
            return "no call";
        }

        events.Add(new TracedEvent(call, Begins: true, atUs));
        if (arguments.EndsWith(Unfinished, StringComparison.Ordinal))
        {
            var half = arguments[..^Unfinished.Length].TrimEnd(' ');
            call.Arguments = Split(half, out _);
            return open.TryAdd(call.Thread, (call, half)) ? null : "the thread is in another call";
        }

        return End(call, arguments, atUs);
    }

    private string? Resume(int thread, string text, long atUs)
    {
        var at = text.IndexOf(Resumed, StringComparison.Ordinal);
        return at >= 0 && open.Remove(thread, out var half)
            ? End(half.Call, half.Text + text[(at + Resumed.Length)..], atUs)
            : "a call goes on that never began";
    }

    private string? End(TracedCall call, string text, long atUs)
    {
        call.Arguments = Split(text, out var end);
        var words = text[end..].TrimStart(' ', ')').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["=", var result, ..])
        {
            return "a call without a result";
        }

        // A question mark: it never returned.
        if (result != "?")
        {
            var isHex = result.StartsWith("0x", StringComparison.Ordinal);
            if (!long.TryParse(isHex ? result[2..] : result, isHex ? NumberStyles.AllowHexSpecifier
                : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            {
                return $"a result that is no number: {result}";
            }

            (call.Result, call.Error) = (value, value == -1 && words.Length > 2 ? words[2] : "");
            events.Add(new TracedEvent(call, Begins: false, atUs));
        }

        return null;
    }

    /// <summary>Splits at the commas that are in no string, list or structure.</summary>
    private static List<string> Split(string text, out int end)
    {
        var (parts, depth, start) = (new List<string>(), 0, 0);
        for (end = 0; end < text.Length; end++)
        {
            switch (text[end])
            {
                case '"':
                    end = TraceStrings.EndOf(text, end);
                    break;
                case '[' or '{' or '(':
                    depth++;
                    break;
                case ')' when depth == 0:
                    parts.Add(text[start..end].Trim());
                    end++;
                    return parts;
                case ']' or '}' or ')':
                    depth--;
                    break;
                case ',' when depth == 0:
                    parts.Add(text[start..end].Trim());
                    start = end + 1;
                    break;
                default:
                    break;
            }
        }

        end = text.Length;
        parts.Add(text[Math.Min(start, end)..].Trim());
        return parts;
    }
}
