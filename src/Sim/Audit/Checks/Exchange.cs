using System.Text;
using Sim.Audit.Records;
using Sim.Run;

namespace Sim.Audit.Checks;

/// <summary>A request that came on an accepted connection, and the reply to it.</summary>
/// <param name="channel">The connection.</param>
/// <param name="asked">When the request had come.</param>
internal sealed class Exchange(int channel, SaidBytes asked)
{
    private const int LongestWords = 60;

    private readonly List<byte> request = [];

    public int Channel => channel;

    public SaidBytes Asked => asked;

    /// <summary>When the reply had left; null when none did.</summary>
    public SaidBytes? Replied { get; private set; }

    /// <summary>True when the reply is an error of Redis: then the request has done nothing.</summary>
    public bool IsRefused { get; private set; }

    public ReadOnlyMemory<byte> Request => request.ToArray();

    /// <summary>The request, one character a byte.</summary>
    public string Text => Encoding.Latin1.GetString([.. request]);

    /// <summary>The words of a request of Redis, shortened.</summary>
    public string Words
    {
        get
        {
            var lines = Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            var text = string.Join(' ', lines.Where(line => lines.Length == 1 || line[0] is not ('*' or '$')));
            return text.Length > LongestWords ? text[..LongestWords] + "..." : text;
        }
    }

    /// <summary>Requests in Redis's protocol, in the order in which they came.</summary>
    public static IReadOnlyList<Exchange> OfRedis(IReadOnlyList<SaidBytes> said)
    {
        var (all, open) = (new List<Exchange>(), new SortedDictionary<int, Talk>());
        foreach (var part in said.Where(part => part.Channel > RecordEntry.LastOwnChannel))
        {
            _ = open.TryAdd(part.Channel, new Talk());
            var talk = open[part.Channel];
            var bytes = part.IsHeard ? talk.Heard : talk.Said;
            bytes.AddRange(part.Data.Span);
            while (LengthOfFirst(bytes.ToArray(), part.IsHeard) is > 0 and var length)
            {
                if (part.IsHeard)
                {
                    all.Add(new Exchange(part.Channel, part));
                    all[^1].request.AddRange(bytes[..length]);
                    talk.Open.Enqueue(all[^1]);
                }
                else if (talk.Open.TryDequeue(out var asked))
                {
                    (asked.Replied, asked.IsRefused) = (part, bytes[0] == '-');
                }

                bytes.RemoveRange(0, length);
            }
        }

        return all;
    }

    /// <summary>Requests in any protocol: all that comes on a connection up to the next reply is one.</summary>
    public static IReadOnlyList<Exchange> OfAny(IReadOnlyList<SaidBytes> said)
    {
        var (all, open) = (new List<Exchange>(), new SortedDictionary<int, Exchange>());
        foreach (var part in said.Where(part => part.Channel > RecordEntry.LastOwnChannel))
        {
            if (!part.IsHeard)
            {
                if (open.Remove(part.Channel, out var asked))
                {
                    asked.Replied = part;
                }

                continue;
            }

            if (!open.TryGetValue(part.Channel, out var exchange))
            {
                all.Add(exchange = open[part.Channel] = new Exchange(part.Channel, part));
            }

            exchange.request.AddRange(part.Data.Span);
        }

        return all;
    }

    private static int LengthOfFirst(ReadOnlySpan<byte> bytes, bool isRequest) =>
        isRequest && bytes.Length > 0 && bytes[0] != '*'
            ? bytes.IndexOf((byte)'\n') + 1
            : ReplyReader.LengthOfFirst(bytes);

    private sealed record Talk
    {
        public List<byte> Heard { get; } = [];

        public List<byte> Said { get; } = [];

        public Queue<Exchange> Open { get; } = new();
    }
}
