using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>
/// A consumer group: its last delivered id, pending entries and consumers (streamCG of Redis). Consumers are found by
/// name, pending entries by id, both in O(log n). Only the owner of its trees writes it.
/// </summary>
public sealed class ConsumerGroup
{
    private readonly CountedTree<Consumer> consumers;

    internal ConsumerGroup(Bytes name, Owner owner)
        : this(name, new CountedTree<Consumer>(owner), new CountedTree<PendingEntry>(owner))
    {
    }

    private ConsumerGroup(Bytes name, CountedTree<Consumer> consumers, CountedTree<PendingEntry> pending)
    {
        Name = name;
        this.consumers = consumers;
        Pending = pending;
    }

    /// <summary>Its name.</summary>
    public Bytes Name { get; }

    /// <summary>The last delivered id: later entries are new to the group.</summary>
    public StreamId LastDelivered { get; internal set; }

    /// <summary>How many of all entries ever added it has read (Redis 7); null: that is not known.</summary>
    public long? EntriesRead { get; internal set; }

    /// <summary>Its consumers, by name.</summary>
    public IEnumerable<Consumer> Consumers => consumers;

    /// <summary>Number of consumers.</summary>
    public int ConsumerCount => consumers.Count;

    /// <summary>The pending entries, by id.</summary>
    public IEnumerable<PendingEntry> PendingEntries => Pending;

    internal CountedTree<PendingEntry> Pending { get; }

    internal ConsumerGroup OwnedBy(Owner owner) => ReferenceEquals(Pending.Owner, owner)
        ? this
        : new ConsumerGroup(Name, consumers.Fork(owner), Pending.Fork(owner))
        {
            LastDelivered = LastDelivered,
            EntriesRead = EntriesRead,
        };

    internal Consumer? Find(Bytes consumer)
    {
        var at = consumers.PositionOf(new AtConsumer(consumer));
        return at < consumers.Count && consumers[at].Name == consumer ? consumers[at] : null;
    }

    /// <summary>A command names a consumer now; adds a missing one.</summary>
    internal void See(Bytes consumer, long nowMs) => Own(consumer).SeenMs = nowMs;

    /// <summary>The same, and it gets an entry.</summary>
    internal void Activate(Bytes consumer, long nowMs)
    {
        See(consumer, nowMs);
        Own(consumer).ActiveMs = nowMs;
    }

    /// <summary>A consumer for writing; adds a missing one.</summary>
    internal Consumer Own(Bytes name)
    {
        var at = consumers.PositionOf(new AtConsumer(name));
        if (at == consumers.Count || consumers[at].Name != name)
        {
            consumers.Insert(at, new Consumer(name, consumers.Owner));
        }
        else if (!ReferenceEquals(consumers[at].Pending.Owner, consumers.Owner))
        {
            consumers.Set(at, consumers[at].OwnedBy(consumers.Owner));
        }

        return consumers[at];
    }

    internal bool TryGetPending(StreamId id, out PendingEntry entry)
    {
        var at = Pending.PositionOf(new AtId(id));
        var found = at < Pending.Count && Pending[at].Id == id;
        entry = found ? Pending[at] : default;
        return found;
    }

    /// <summary>Makes an entry pending, or changes its consumer, time and number of deliveries.</summary>
    internal void Assign(PendingEntry entry)
    {
        var at = Pending.PositionOf(new AtId(entry.Id));
        if (at == Pending.Count || Pending[at].Id != entry.Id)
        {
            Pending.Insert(at, entry);
            Own(entry.Consumer).Add(entry.Id);
            return;
        }

        var previous = Pending[at].Consumer;
        Pending.Set(at, entry);
        if (previous != entry.Consumer)
        {
            Own(previous).Remove(entry.Id);
            Own(entry.Consumer).Add(entry.Id);
        }
    }

    /// <summary>Ends the pending state of an entry; false when it is not pending.</summary>
    internal bool Acknowledge(StreamId id)
    {
        if (!TryGetPending(id, out var entry))
        {
            return false;
        }

        _ = Pending.RemoveAt(Pending.PositionOf(new AtId(id)));
        Own(entry.Consumer).Remove(id);
        return true;
    }

    /// <summary>Removes a consumer and its pending entries; returns their number.</summary>
    internal int Remove(Bytes name)
    {
        if (Find(name) is not { } consumer)
        {
            return 0;
        }

        foreach (var id in consumer.Pending)
        {
            _ = Pending.RemoveAt(Pending.PositionOf(new AtId(id)));
        }

        _ = consumers.RemoveAt(consumers.PositionOf(new AtConsumer(name)));
        return consumer.PendingCount;
    }

    /// <summary>Equality as far as a log records it: see <see cref="StreamValue"/>.</summary>
    internal bool SameAs(ConsumerGroup other) =>
        Name == other.Name && LastDelivered == other.LastDelivered && Pending.Count == other.Pending.Count
        && (Pending.SharesAllWith(other.Pending) || Pending.SequenceEqual(other.Pending));

    internal ulong Fingerprint(ulong state)
    {
        state = ByteHash.Chain(ByteHash.Chain(ByteHash.Chain(state, Name.Hash), LastDelivered.Ms), LastDelivered.Seq);
        foreach (var entry in Pending)
        {
            state = entry.Fingerprint(state);
        }

        return ByteHash.Chain(state, (ulong)Pending.Count);
    }

    private readonly struct AtConsumer(Bytes name) : ISearchKey<Consumer>
    {
        public bool IsAfter(in Consumer item) => item.Name.CompareTo(name) < 0;
    }
}
