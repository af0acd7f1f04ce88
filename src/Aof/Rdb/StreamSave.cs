using Aof.Data.Values;
using Aof.Format;
using Aof.KnownDefects;
using Aof.Rdb.Packed;

namespace Aof.Rdb;

/// <summary>
/// Writes a stream (see <see cref="StreamFormat"/>). Nodes are as large as if Redis had added its entries one by one;
/// deleted entries are not written.
/// </summary>
internal sealed class StreamSave(ByteBuffer output, StreamValue stream, Dialect dialect)
{
    private const int PendingPerStep = 64;

    private readonly ListpackBuilder listpack = new();
    private readonly bool is7 = dialect >= Dialect.Redis7;

    /// <summary>Yields after each piece.</summary>
    public IEnumerable<SnapshotStep> Write()
    {
        RdbOutput.Length(output, Nodes().Count());
        foreach (var (first, count) in Nodes())
        {
            Node(first, count);
            yield return SnapshotStep.InsideKey;
        }

        RdbOutput.Length(output, stream.Count);
        Numbers(stream.LastId);
        if (is7)
        {
            Numbers(stream.FirstId);
            Numbers(stream.MaxDeleted);
            RdbOutput.Length(output, unchecked((ulong)stream.EntriesAdded));
        }

        RdbOutput.Length(output, stream.GroupCount);
        foreach (var group in stream.Groups)
        {
            foreach (var step in Group(group))
            {
                yield return step;
            }
        }

        if (dialect >= Dialect.Redis86)
        {
            NoProducers();
        }
    }

    /// <summary>
    /// The defaults of stream-idmp-duration (seconds) and stream-idmp-maxsize of Redis 8.6; no producer, and nothing
    /// counted.
    /// </summary>
    private void NoProducers()
    {
        RdbOutput.Length(output, StreamFormat.DefaultProducerSeconds);
        RdbOutput.Length(output, StreamFormat.DefaultProducerEntries);
        RdbOutput.Length(output, 0);
        RdbOutput.Length(output, 0);
        RdbOutput.Length(output, 0);
    }

    /// <summary>The position of each node's first entry, and its number of entries.</summary>
    private IEnumerable<(int First, int Count)> Nodes()
    {
        var (first, at, node) = (0, 0, default(StreamNode));
        foreach (var entry in stream.Tree)
        {
            if (at > first && (is7 ? node.IsFullFor(entry) : node.IsFull))
            {
                yield return (first, at - first);
                first = at;
            }

            node = at == first ? StreamNode.Of(entry) : node.With(entry);
            at++;
        }

        if (at > first)
        {
            yield return (first, at - first);
        }
    }

    private void Node(int at, int count)
    {
        var master = stream.Tree[at];
        listpack.Clear();
        listpack.Add(count);
        listpack.Add(0);
        listpack.Add(master.Pairs.Length / 2);
        for (var i = 0; i < master.Pairs.Length; i += 2)
        {
            listpack.Add(master.Pairs[i].Span);
        }

        listpack.Add(0);
        for (var end = at + count; at < end; at++)
        {
            Entry(master, stream.Tree[at]);
        }

        Span<byte> id = stackalloc byte[StreamFormat.IdSize];
        StreamFormat.Write(id, master.Id);
        RdbOutput.String(output, id);
        RdbOutput.String(output, listpack.Finish());
    }

    private void Entry(in StreamEntry master, in StreamEntry entry)
    {
        var (same, count) = (HasFieldsOf(master, entry), entry.Pairs.Length / 2);
        listpack.Add(same ? StreamFormat.SameFields : 0);
        listpack.Add(unchecked((long)(entry.Id.Ms - master.Id.Ms)));
        listpack.Add(unchecked((long)(entry.Id.Seq - master.Id.Seq)));
        if (!same)
        {
            listpack.Add(count);
        }

        for (var i = 0; i < entry.Pairs.Length; i++)
        {
            if (!same || i % 2 == 1)
            {
                listpack.Add(entry.Pairs[i].Span);
            }
        }

        listpack.Add(same ? count + StreamFormat.AroundSame : (2 * count) + StreamFormat.AroundOwn);
    }

    private static bool HasFieldsOf(in StreamEntry master, in StreamEntry entry)
    {
        var same = master.Pairs.Length == entry.Pairs.Length;
        for (var i = 0; i < entry.Pairs.Length && same; i += 2)
        {
            same = entry.Pairs[i] == master.Pairs[i];
        }

        return same;
    }

    private IEnumerable<SnapshotStep> Group(ConsumerGroup group)
    {
        RdbOutput.String(output, group.Name.Span);
        Numbers(group.LastDelivered);
        if (is7)
        {
            RdbOutput.Length(output, unchecked((ulong)(group.EntriesRead ?? -1)));
        }

        RdbOutput.Length(output, group.Pending.Count);
        var written = 0;
        foreach (var entry in group.Pending)
        {
            Raw(entry.Id);
            RdbOutput.UInt64(output, unchecked((ulong)entry.DeliveredMs));
            RdbOutput.Length(output, unchecked((ulong)entry.Deliveries));
            if (++written % PendingPerStep == 0)
            {
                yield return SnapshotStep.InsideKey;
            }
        }

        RdbOutput.Length(output, group.ConsumerCount);
        foreach (var consumer in group.Consumers)
        {
            RdbOutput.String(output, consumer.Name.Span);
            Times(consumer);
            RdbOutput.Length(output, consumer.PendingCount);
            foreach (var id in consumer.Pending)
            {
                Raw(id);
            }

            yield return SnapshotStep.InsideKey;
        }
    }

    private void Times(Consumer consumer)
    {
        RdbOutput.UInt64(output, unchecked((ulong)consumer.SeenMs));
        if (dialect >= Dialect.Redis72)
        {
            RdbOutput.UInt64(output, unchecked((ulong)consumer.ActiveMs));
        }
    }

    private void Numbers(StreamId id)
    {
        RdbOutput.Length(output, id.Ms);
        RdbOutput.Length(output, id.Seq);
    }

    private void Raw(StreamId id)
    {
        StreamFormat.Write(output.Room(StreamFormat.IdSize), id);
        output.Grow(StreamFormat.IdSize);
    }
}
