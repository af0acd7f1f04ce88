using System.Text;
using Sim.Disk;

namespace Sim.Report;

/// <summary>
/// The contents that a report shows, each once and by its difference from one before it: a log that grows by a command at each of a hundred
/// changes takes little more room than its last content.
/// </summary>
internal sealed class Blobs
{
    /// <summary>A report stays below a few megabytes, whatever the plan does: a byte takes up to six characters of JSON.</summary>
    private const int MostBytes = 500_000;

    private readonly List<Blob> _blobs = [];
    private readonly List<ReadOnlyMemory<byte>> _contents = [];
    private readonly Dictionary<ulong, int> _known = [];
    private int _bytes;

    /// <summary>The contents so far.</summary>
    public IReadOnlyList<Blob> All => _blobs;

    /// <summary>How many contents found no room.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The number of a content; -1 when there is no room for it.</summary>
    /// <param name="content">Its bytes, to which nobody writes any more.</param>
    /// <param name="near">The number of a content that is much like it; -1 when none is known.</param>
    public int NumberOf(ReadOnlyMemory<byte> content, int near)
    {
        var hash = ContentHash.Of(content.Span);
        if (_known.TryGetValue(hash, out var number) && _contents[number].Span.SequenceEqual(content.Span))
        {
            return number;
        }

        var before = near < 0 ? default : _contents[near].Span;
        var head = before.CommonPrefixLength(content.Span);
        var tail = CommonEnd(before[head..], content.Span[head..]);
        var text = content.Span[head..^tail];
        if (_bytes + text.Length > MostBytes)
        {
            LeftOut++;
            return -1;
        }

        _bytes += text.Length;
        _known[hash] = _blobs.Count;
        _blobs.Add(new Blob(near, head, Encoding.Latin1.GetString(text), tail));
        _contents.Add(content);
        return _blobs.Count - 1;
    }

    private static int CommonEnd(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var length = 0;
        while (length < Math.Min(first.Length, second.Length) && first[^(length + 1)] == second[^(length + 1)])
        {
            length++;
        }

        return length;
    }
}
