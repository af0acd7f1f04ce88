using System.Text;
using System.Text.RegularExpressions;
using Sim.Audit.Records;

namespace Sim.Audit.Checks;

/// <summary>A word that the program said, and when.</summary>
/// <param name="Text">The word.</param>
/// <param name="Position">The number of changes of the disk before it.</param>
/// <param name="AtUs">Microseconds since the run began.</param>
public readonly record struct SaidWord(string Text, int Position, long AtUs);

/// <summary>
/// What the program began and acknowledged: by lines <c>begin WORD</c> and <c>ack WORD</c> of its standard output or of
/// the file in SIM_ACKS, by the replies of Redis, or by any reply on a connection.
/// </summary>
public sealed partial class Promises
{
    private const string Begins = "begin ", Acknowledges = "ack ";

    private readonly RebuiltDisk disk;
    private readonly List<SaidWord> begun = [];
    private readonly List<SaidWord> acknowledged = [];

    /// <summary>Reads what a record has of them.</summary>
    public Promises(RebuiltDisk disk)
    {
        this.disk = disk;
        if (disk.AcknowledgedBy == AcknowledgementMode.Redis)
        {
            Exchanges = [.. Exchange.OfRedis(disk.Said).Where(exchange => !exchange.IsRefused)];
            foreach (var (index, exchange) in Exchanges.Index())
            {
                Add(exchange, Invariant($"{index + 1}:{Blanks().Replace(exchange.Words, "_")}"));
            }
        }
        else if (AcknowledgementMode.Pattern(disk.AcknowledgedBy) is { } pattern)
        {
            ReadReplies(pattern);
        }
        else
        {
            ReadLines();
        }
    }

    /// <summary>The words that were begun, in order.</summary>
    public IReadOnlyList<SaidWord> Begun => begun;

    /// <summary>The words that were acknowledged, in order.</summary>
    public IReadOnlyList<SaidWord> Acknowledged => acknowledged;

    /// <summary>The requests, where Redis's replies acknowledge.</summary>
    internal IReadOnlyList<Exchange> Exchanges { get; } = [];

    /// <summary>What a recovery is held to after a crash.</summary>
    /// <param name="position">The number of changes of the disk before the crash.</param>
    /// <param name="grace">What was acknowledged later than this before the crash may be missing.</param>
    public Duties At(int position, TimeSpan grace)
    {
        // The crash may wait until right before the next change.
        var crashUs = position < disk.Moments.Count ? disk.Moments[position].AtUs : disk.EndUs;
        return new Duties(
            Texts(begun, position, long.MaxValue), Texts(acknowledged, position, long.MaxValue),
            Texts(acknowledged, position, crashUs - (long)grace.TotalMicroseconds));
    }

    /// <summary>What a recovery is held to after a crash on a real file system.</summary>
    /// <param name="atUs">The moment of the last thing that the program said before the crash.</param>
    /// <param name="grace">What was acknowledged later than this before the crash may be missing.</param>
    public Duties AtTime(long atUs, TimeSpan grace) => new(
        Texts(begun, int.MaxValue, atUs), Texts(acknowledged, int.MaxValue, atUs),
        Texts(acknowledged, int.MaxValue, atUs - (long)grace.TotalMicroseconds));

    private static List<string> Texts(List<SaidWord> words, int position, long untilUs) =>
        [.. words.Where(word => word.Position <= position && word.AtUs <= untilUs).Select(word => word.Text)];

    private void ReadReplies(Regex pattern)
    {
        foreach (var exchange in Exchange.OfAny(disk.Said))
        {
            // A request that the pattern does not have promises nothing.
            if (pattern.Match(exchange.Text) is { Success: true } match)
            {
                var groups = match.Groups.Values.Skip(match.Groups.Count > 1 ? 1 : 0).Select(group => group.Value);
                Add(exchange, Blanks().Replace(string.Join('=', groups), "_"));
            }
        }
    }

    private void Add(Exchange exchange, string word)
    {
        begun.Add(new SaidWord(word, exchange.Asked.Position, exchange.Asked.AtUs));
        if (exchange.Replied is { } replied)
        {
            acknowledged.Add(new SaidWord(word, replied.Position, replied.AtUs));
        }
    }

    private void ReadLines()
    {
        var lines = new SortedDictionary<int, List<byte>>();
        foreach (var said in disk.Said)
        {
            if (!lines.TryGetValue(said.Channel, out var line))
            {
                lines[said.Channel] = line = [];
            }

            foreach (var letter in said.Data.Span)
            {
                if (letter != '\n')
                {
                    line.Add(letter);
                    continue;
                }

                Read(Encoding.UTF8.GetString([.. line]).TrimEnd('\r'), said);
                line.Clear();
            }
        }
    }

    private void Read(string line, SaidBytes said)
    {
        if (line.StartsWith(Begins, StringComparison.Ordinal))
        {
            begun.Add(new SaidWord(line[Begins.Length..].Trim(), said.Position, said.AtUs));
        }
        else if (line.StartsWith(Acknowledges, StringComparison.Ordinal))
        {
            acknowledged.Add(new SaidWord(line[Acknowledges.Length..].Trim(), said.Position, said.AtUs));
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
