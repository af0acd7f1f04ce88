using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>
/// A stream: entries by id, the last id, consumer groups by name. Unlike other collections it may be empty.
/// Operations on entries and pending entries cost O(log n), a fork O(1).
/// <para>
/// Streams are equal when their entries (with fields in order), last ids and groups are. A group is compared by name,
/// last delivered id and pending entries (consumer, time, deliveries). Not compared, because no log of Redis 6.0.5
/// records them: consumers without pending entries, a consumer's last activity, and <see cref="StreamNode"/>. Nor is
/// what Redis 7 counts, for an XCLAIM in the log does not say what a group has read.
/// </para>
/// </summary>
public sealed class StreamValue : Value
{
    private readonly CountedTree<StreamNode> nodes;
    private readonly CountedTree<ConsumerGroup> groups;

    internal StreamValue(Owner owner)
        : this(new CountedTree<StreamEntry>(owner), new CountedTree<StreamNode>(owner),
        new CountedTree<ConsumerGroup>(owner))
    {
    }

    private StreamValue(
        CountedTree<StreamEntry> entries, CountedTree<StreamNode> nodes, CountedTree<ConsumerGroup> groups)
    {
        Tree = entries;
        this.nodes = nodes;
        this.groups = groups;
    }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Stream;

    /// <summary>Number of entries.</summary>
    public int Count => Tree.Count;

    /// <summary>The entries, by id.</summary>
    public IEnumerable<StreamEntry> Entries => Tree;

    /// <summary>The last id; the next entry's is greater. XSETID can lower it.</summary>
    public StreamId LastId { get; internal set; }

    /// <summary>The consumer groups, by name.</summary>
    public IEnumerable<ConsumerGroup> Groups => groups;

    /// <summary>Number of consumer groups.</summary>
    public int GroupCount => groups.Count;

    /// <summary>How many entries were ever added, as far as is known (Redis 7).</summary>
    public long EntriesAdded { get; internal set; }

    /// <summary>The greatest id that XDEL has removed (Redis 7).</summary>
    public StreamId MaxDeleted { get; internal set; }

    /// <summary>The id of the first entry; 0-0: none.</summary>
    public StreamId FirstId => Count > 0 ? Tree[0].Id : StreamId.Min;

    internal CountedTree<StreamEntry> Tree { get; }

    /// <summary>The id of the last existing entry; there must be one.</summary>
    internal StreamId Top => Tree[Tree.Count - 1].Id;

    /// <summary>The id that the first node begins with, which may be deleted; the greatest id without a node.</summary>
    internal StreamId FirstNodeId => nodes.Count > 0 ? nodes[0].First : StreamId.Max;

    /// <summary>The first ids of the nodes: the keys of Redis's radix tree.</summary>
    internal IEnumerable<StreamId> NodeIds => nodes.Select(static node => node.First);

    internal bool Contains(StreamId id) => PositionOf(id) is var at && at < Tree.Count && Tree[at].Id == id;

    /// <summary>The number of entries with a smaller id.</summary>
    internal int PositionOf(StreamId id) => Tree.PositionOf(new AtId(id));

    /// <summary>Adds an entry with an id greater than the last one (streamAppendItem() of Redis).</summary>
    internal void Add(StreamEntry entry, bool nodesOf7 = false)
    {
        if (entry.Id <= LastId)
        {
            throw new InvalidOperationException("The ids of a stream only grow.");
        }

        var last = nodes.Count - 1;
        if (last < 0 || (nodesOf7 ? nodes[last].IsFullFor(entry) : nodes[last].IsFull))
        {
            nodes.AddLast(StreamNode.Of(entry));
        }
        else
        {
            nodes.Set(last, nodes[last].With(entry));
        }

        Tree.AddLast(entry);
        LastId = entry.Id;
        EntriesAdded++;
    }

    /// <summary>Removes an entry, which stays pending in its groups; false when it does not exist.</summary>
    internal bool Remove(StreamId id)
    {
        if (!Contains(id))
        {
            return false;
        }

        _ = Tree.RemoveAt(PositionOf(id));
        Forget(nodes.PositionOf(new BehindNode(id)) - 1, 1);
        MaxDeleted = id > MaxDeleted ? id : MaxDeleted;
        return true;
    }

    /// <summary>
    /// How many of the first entries form whole nodes that can go, at most so many of them (streamTrim() of Redis 7).
    /// </summary>
    internal int WholeNodes(int excess, long limit)
    {
        var entries = 0;
        foreach (var node in nodes)
        {
            if (entries + node.Valid > excess || (limit > 0 && entries + node.Valid > limit))
            {
                break;
            }

            entries += node.Valid;
        }

        return entries;
    }

    /// <summary>
    /// Removes <paramref name="excess"/> entries from the front, or as many of them as form whole nodes
    /// (streamTrimByLength() of Redis). Returns how many.
    /// </summary>
    internal int Trim(int excess, bool wholeNodes)
    {
        var removed = 0;
        while (removed < excess && (!wholeNodes || nodes[0].Valid <= excess - removed))
        {
            var some = Math.Min(nodes[0].Valid, excess - removed);
            Forget(0, some);
            removed += some;
        }

        for (var i = 0; i < removed; i++)
        {
            _ = Tree.RemoveAt(0);
        }

        return removed;
    }

    internal ConsumerGroup? Group(Bytes name) => At(name) is var at && Has(at, name) ? groups[at] : null;

    /// <summary>An existing group for writing.</summary>
    internal ConsumerGroup OwnGroup(Bytes name)
    {
        var at = At(name);
        var owned = groups[at].OwnedBy(groups.Owner);
        if (!ReferenceEquals(owned, groups[at]))
        {
            groups.Set(at, owned);
        }

        return owned;
    }

    /// <summary>Adds a group; false when the name exists.</summary>
    internal bool AddGroup(Bytes name, StreamId lastDelivered, long? entriesRead = null)
    {
        var at = At(name);
        var isNew = !Has(at, name);
        if (isNew)
        {
            groups.Insert(at, new ConsumerGroup(name, groups.Owner)
            {
                LastDelivered = lastDelivered,
                EntriesRead = entriesRead,
            });
        }

        return isNew;
    }

    /// <summary>Removes an existing group.</summary>
    internal void RemoveGroup(Bytes name) => _ = groups.RemoveAt(At(name));

    /// <inheritdoc/>
    internal override Value OwnedBy(Owner owner) => ReferenceEquals(Tree.Owner, owner)
        ? this
        : new StreamValue(Tree.Fork(owner), nodes.Fork(owner), groups.Fork(owner))
        {
            LastId = LastId,
            EntriesAdded = EntriesAdded,
            MaxDeleted = MaxDeleted,
        };

    /// <inheritdoc/>
    internal override bool ContentEquals(Value other) =>
        other is StreamValue stream && stream.LastId == LastId && stream.Count == Count
        && stream.GroupCount == GroupCount
        && (Tree.SharesAllWith(stream.Tree) || Tree.Zip(stream.Tree).All(static pair => pair.First.SameAs(pair.Second)))
        && (groups.SharesAllWith(stream.groups)
        || groups.Zip(stream.groups).All(static pair => pair.First.SameAs(pair.Second)));

    /// <inheritdoc/>
    internal override ulong Fingerprint()
    {
        var state = ByteHash.Chain(ByteHash.Chain((ulong)Count, LastId.Ms), LastId.Seq);
        foreach (var entry in Tree)
        {
            state = entry.Fingerprint(state);
        }

        foreach (var group in groups)
        {
            state = group.Fingerprint(state);
        }

        return state;
    }

    /// <summary>Counts entries of a node as removed; a node without entries goes.</summary>
    private void Forget(int node, int entries)
    {
        if (nodes[node].Valid == entries)
        {
            _ = nodes.RemoveAt(node);
        }
        else
        {
            nodes.Set(node, nodes[node].WithDeleted(entries));
        }
    }

    private int At(Bytes group) => groups.PositionOf(new AtGroup(group));

    private bool Has(int at, Bytes group) => at < groups.Count && groups[at].Name == group;

    /// <summary>The position behind an entry's node.</summary>
    private readonly struct BehindNode(StreamId id) : ISearchKey<StreamNode>
    {
        public bool IsAfter(in StreamNode item) => item.First <= id;
    }

    private readonly struct AtGroup(Bytes name) : ISearchKey<ConsumerGroup>
    {
        public bool IsAfter(in ConsumerGroup item) => item.Name.CompareTo(name) < 0;
    }
}
