using System.Text;
using Sim.Audit.Records;

namespace Sim.Audit.Checks;

/// <summary>A word that the program said, and when.</summary>
/// <param name="Text">The word.</param>
/// <param name="Position">The number of changes of the disk before it.</param>
/// <param name="AtUs">Microseconds since the run began.</param>
public readonly record struct SaidWord(string Text, int Position, long AtUs);

/// <summary>
/// What the program began and acknowledged, by the lines <c>begin WORD</c> and <c>ack WORD</c> of its standard output.
/// </summary>
public sealed class Promises
{
    private const string Begins = "begin ", Acknowledges = "ack ";

    private readonly RebuiltDisk disk;
    private readonly List<SaidWord> begun = [];
    private readonly List<SaidWord> acknowledged = [];

    /// <summary>Reads the standard output of a record.</summary>
    public Promises(RebuiltDisk disk)
    {
        this.disk = disk;
        var line = new List<byte>();
        foreach (var said in disk.Said)
        {
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

    /// <summary>The words that were begun, in order.</summary>
    public IReadOnlyList<SaidWord> Begun => begun;

    /// <summary>The words that were acknowledged, in order.</summary>
    public IReadOnlyList<SaidWord> Acknowledged => acknowledged;

    /// <summary>The words that may be there after a crash.</summary>
    /// <param name="position">The number of changes of the disk before the crash.</param>
    public IEnumerable<string> BegunAt(int position) => Texts(begun, position, long.MaxValue);

    /// <summary>The words that must be there after a crash.</summary>
    /// <param name="position">The number of changes of the disk before the crash.</param>
    /// <param name="grace">What was acknowledged later than this before the crash may be missing.</param>
    public IEnumerable<string> OwedAt(int position, TimeSpan grace)
    {
        // The crash may wait until right before the next change.
        var crashUs = position < disk.Moments.Count ? disk.Moments[position].AtUs : disk.EndUs;
        return Texts(acknowledged, position, crashUs - (long)grace.TotalMicroseconds);
    }

    private static IEnumerable<string> Texts(List<SaidWord> words, int position, long untilUs) =>
        words.Where(word => word.Position <= position && word.AtUs <= untilUs).Select(word => word.Text);

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
}
