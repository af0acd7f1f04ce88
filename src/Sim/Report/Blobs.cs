using System.Text;
using Sim.Machine.Disk;

namespace Sim.Report;

/// <summary>
/// The contents that a report shows, each stored once, as its difference from an earlier one. A log that grows at each
/// of a hundred changes takes little more room than its last content.
/// </summary>
internal sealed class Blobs
{
    /// <summary>The limit keeps a report below a few megabytes: a byte takes up to six characters of JSON.</summary>
    private const int MaxBytes = 500_000;

    private readonly List<Blob> blobs = [];
    private readonly List<ReadOnlyMemory<byte>> contents = [];
    private readonly Dictionary<ulong, int> known = [];
    private int bytes;

    /// <summary>The contents so far.</summary>
    public IReadOnlyList<Blob> All => blobs;

    /// <summary>The number of contents left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The number of a content; -1 when there is no room for it.</summary>
    /// <param name="content">Its bytes, which must not change any more.</param>
    /// <param name="near">The number of a similar content; -1 when none is known.</param>
    public int NumberOf(ReadOnlyMemory<byte> content, int near)
    {
        var hash = ContentHash.Of(content.Span);
        if (known.TryGetValue(hash, out var number) && contents[number].Span.SequenceEqual(content.Span))
        {
            return number;
        }

        var before = near < 0 ? default : contents[near].Span;
        var head = before.CommonPrefixLength(content.Span);
        var tail = CommonEnd(before[head..], content.Span[head..]);
        var text = content.Span[head..^tail];
        if (bytes + text.Length > MaxBytes)
        {
            LeftOut++;
            return -1;
        }

        bytes += text.Length;
        known[hash] = blobs.Count;
        blobs.Add(new Blob(near, head, Encoding.Latin1.GetString(text), tail));
        contents.Add(content);
        return blobs.Count - 1;
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
