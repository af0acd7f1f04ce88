using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.Format;
using Aof.KnownDefects;

namespace Aof.Rewrite;

/// <summary>
/// The commands that rebuild a stream (rewriteStreamObject() of Redis): its entries, last id, groups and pending
/// entries.
/// <para>
/// XCLAIM ignores an entry that is pending but deleted. So such entries are added, claimed, and deleted again.
/// </para>
/// </summary>
internal sealed class StreamSnapshot(
    Bytes key, StreamValue stream, Dialect dialect, Defects defects, Thresholds thresholds)
{
    private static readonly Bytes[] Placeholder = [Bytes.Of("x"), Bytes.Of("y")];

    private readonly bool emptyStreamLost = defects.Has(Defect.EmptyStreamLost);
    private readonly bool pendingOfDeletedLost = defects.Has(Defect.PendingOfDeletedLost);
    private readonly bool lastIdBelowDeletedLost = defects.Has(Defect.LastIdBelowDeletedLost);
    private readonly bool streamLastIdLost = defects.Has(Defect.StreamLastIdLost);

    /// <summary>All commands, in order.</summary>
    public IEnumerable<Bytes[]> Commands()
    {
        var deleted = pendingOfDeletedLost ? [] : PendingOfDeleted();
        if (deleted.Count == 0)
        {
            return Entries([]).Concat(SetId).Concat(Groups);
        }

        // XSETID comes last: the last id may be smaller than that of a deleted entry.
        return Entries(deleted).Concat(Groups).Concat(Deletions(deleted)).Concat(SetId);
    }

    private StreamId PlaceholderId => emptyStreamLost ? stream.LastId : new StreamId(0, 1);

    private bool Is7 => dialect >= Dialect.Redis7;

    private Bytes[][] SetId => streamLastIdLost ? [] : [Words("XSETID", [stream.LastId.ToBytes(), .. Counts])];

    /// <summary>
    /// What Redis 7 adds. XSETID may have set the last id below a deleted one; no load would accept that.
    /// </summary>
    private Bytes[] Counts => !Is7 ? [] :
    [
        Bytes.Of("ENTRIESADDED"), Bytes.Of(stream.EntriesAdded), Bytes.Of("MAXDELETEDID"),
        (stream.MaxDeleted < stream.LastId || lastIdBelowDeletedLost ? stream.MaxDeleted : stream.LastId).ToBytes(),
    ];

    private IEnumerable<Bytes[]> Groups => stream.Groups.SelectMany(Group);

    /// <summary>Ids that are pending in a group but deleted from the stream, each once, ascending.</summary>
    private List<StreamId> PendingOfDeleted() =>
        [.. new SortedSet<StreamId>(
        stream.Groups.SelectMany(static group => group.PendingEntries).Select(static entry => entry.Id).Where(
            id => !stream.Contains(id)))];

    /// <summary>
    /// The entries, deleted ones included. An empty stream is created by an entry that MAXLEN 0 trims at once.
    /// </summary>
    private IEnumerable<Bytes[]> Entries(List<StreamId> deleted)
    {
        if (stream.Count + deleted.Count == 0)
        {
            yield return Words("XADD", [Bytes.Of("MAXLEN"), Bytes.Of("0"), PlaceholderId.ToBytes(), .. Placeholder]);
        }

        var next = 0;
        foreach (var entry in stream.Entries)
        {
            for (; next < deleted.Count && deleted[next] < entry.Id; next++)
            {
                yield return Words("XADD", [deleted[next].ToBytes(), .. Placeholder]);
            }

            yield return Words("XADD", [entry.Id.ToBytes(), .. entry.Pairs]);
        }

        for (; next < deleted.Count; next++)
        {
            yield return Words("XADD", [deleted[next].ToBytes(), .. Placeholder]);
        }
    }

    private IEnumerable<Bytes[]> Deletions(List<StreamId> deleted) =>
        deleted.Chunk(thresholds.ItemsPerCommand).Select(
        ids => Words("XDEL", [.. ids.Select(static id => id.ToBytes())]));

    /// <summary>
    /// A group and its pending entries, by consumer. No log of Redis 6.0.5 has a consumer without pending entries.
    /// </summary>
    private IEnumerable<Bytes[]> Group(ConsumerGroup group)
    {
        Bytes[] read = Is7 ? [Bytes.Of("ENTRIESREAD"), Bytes.Of(group.EntriesRead ?? -1)] : [];
        yield return [Bytes.Of("XGROUP"), Bytes.Of("CREATE"), key, group.Name, group.LastDelivered.ToBytes(), .. read];
        foreach (var consumer in group.Consumers)
        {
            if (Is7 && consumer.PendingCount == 0)
            {
                yield return [Bytes.Of("XGROUP"), Bytes.Of("CREATECONSUMER"), key, group.Name, consumer.Name];
            }

            foreach (var id in consumer.PendingIds)
            {
                yield return Claim(group, consumer.Name, id);
            }
        }
    }

    private Bytes[] Claim(ConsumerGroup group, Bytes consumer, StreamId id)
    {
        _ = group.TryGetPending(id, out var entry);
        return Words(
            "XCLAIM",
            [
                group.Name, consumer, Bytes.Of("0"), id.ToBytes(), Bytes.Of("TIME"), Bytes.Of(entry.DeliveredMs),
                Bytes.Of("RETRYCOUNT"), Bytes.Of(entry.Deliveries), Bytes.Of("JUSTID"), Bytes.Of("FORCE"),
            ]);
    }

    private Bytes[] Words(string name, params ReadOnlySpan<Bytes> rest) => [Bytes.Of(name), key, .. rest];
}
