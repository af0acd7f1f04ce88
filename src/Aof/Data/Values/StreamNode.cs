using Aof.Data.Primitives;

namespace Aof.Data.Values;

/// <summary>
/// Redis's node of neighbouring entries: a listpack under one key of the radix tree. Only "MAXLEN ~" and XINFO depend
/// on nodes, and "MAXLEN ~" is logged with an exact length. So a log need not record nodes, and streams that differ
/// only in nodes are equal. A node is immutable.
/// </summary>
internal readonly struct StreamNode
{
    /// <summary>
    /// stream-node-max-entries of the default configuration. After this many entries, without deleted ones, the next
    /// entry begins a node.
    /// </summary>
    private const int MaxEntries = 100;

    /// <summary>stream-node-max-bytes of the default configuration.</summary>
    private const int MaxBytes = 4096;

    private readonly Bytes[] fields;

    /// <summary>Bytes without the two counters at the front.</summary>
    private readonly long bytes;

    private StreamNode(StreamId first, Bytes[] fields, int valid, int deleted, long bytes)
    {
        First = first;
        this.fields = fields;
        Valid = valid;
        Deleted = deleted;
        this.bytes = bytes;
    }

    /// <summary>The id of its first entry, which may be deleted.</summary>
    public StreamId First { get; }

    /// <summary>Entries that are not deleted.</summary>
    public int Valid { get; }

    /// <summary>Deleted entries, which are only marked.</summary>
    public int Deleted { get; }

    /// <summary>Its size in Redis, in bytes.</summary>
    public long Size => bytes + ListpackSize.Of(Valid) + ListpackSize.Of(Deleted);

    public bool IsFull => Size >= MaxBytes || Valid >= MaxEntries;

    /// <summary>
    /// Whether an entry begins a new node in Redis 7, which counts deleted entries too, and the bytes of the new one.
    /// </summary>
    public bool IsFullFor(in StreamEntry entry)
    {
        var more = 0L;
        foreach (var text in entry.Pairs)
        {
            more += text.Length;
        }

        return Size + more >= MaxBytes || Valid + Deleted >= MaxEntries;
    }

    /// <summary>A node with a first entry, whose fields later entries need not repeat.</summary>
    public static StreamNode Of(in StreamEntry entry)
    {
        var fields = new Bytes[entry.Pairs.Length / 2];
        var bytes = ListpackSize.Empty + ListpackSize.Of(fields.Length) + ListpackSize.Of(0);
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = entry.Pairs[2 * i];
            bytes += ListpackSize.Of(fields[i]);
        }

        return new StreamNode(entry.Id, fields, valid: 0, deleted: 0, bytes).With(entry);
    }

    public StreamNode With(in StreamEntry entry) => new(First, fields, Valid + 1, Deleted, bytes + SizeOf(entry));

    public StreamNode WithDeleted(int entries) => new(First, fields, Valid - entries, Deleted + entries, bytes);

    /// <summary>
    /// Bytes of an entry: flags, the id as a difference, fields with their number (unless they are the node's), values,
    /// and the number of elements.
    /// </summary>
    private long SizeOf(in StreamEntry entry)
    {
        const int SmallNumber = 0;
        var same = HasFields(entry.Pairs);
        var count = entry.Pairs.Length / 2;
        var size = ListpackSize.Of(SmallNumber) + ListpackSize.Of(unchecked((long)(entry.Id.Ms - First.Ms)))
            + ListpackSize.Of(unchecked((long)(entry.Id.Seq - First.Seq)));
        size += same ? ListpackSize.Of(count + 3) : ListpackSize.Of(count) + ListpackSize.Of((2L * count) + 4);
        for (var i = 0; i < entry.Pairs.Length; i++)
        {
            size += same && i % 2 == 0 ? 0 : ListpackSize.Of(entry.Pairs[i]);
        }

        return size;
    }

    private bool HasFields(ReadOnlySpan<Bytes> pairs)
    {
        for (var i = 0; i < fields.Length && pairs.Length == fields.Length * 2; i++)
        {
            if (pairs[2 * i] != fields[i])
            {
                return false;
            }
        }

        return pairs.Length == fields.Length * 2;
    }
}
