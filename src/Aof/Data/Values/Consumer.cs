using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>A consumer of a group with the ids of its pending entries. Only the owner of its tree writes it.</summary>
public sealed class Consumer
{
    internal Consumer(Bytes name, Owner owner)
        : this(name, new CountedTree<StreamId>(owner))
    {
    }

    private Consumer(Bytes name, CountedTree<StreamId> pending)
    {
        Name = name;
        Pending = pending;
    }

    /// <summary>Its name.</summary>
    public Bytes Name { get; }

    /// <summary>When a command last named it, in milliseconds since 1970.</summary>
    public long SeenMs { get; internal set; }

    /// <summary>When it last got an entry, in milliseconds since 1970; -1: never (Redis 7.2).</summary>
    public long ActiveMs { get; internal set; } = -1;

    /// <summary>The number of its pending entries.</summary>
    public int PendingCount => Pending.Count;

    /// <summary>The ids of its pending entries, ascending.</summary>
    public IEnumerable<StreamId> PendingIds => Pending;

    internal CountedTree<StreamId> Pending { get; }

    internal Consumer OwnedBy(Owner owner) =>
        ReferenceEquals(Pending.Owner, owner)
            ? this
            : new Consumer(Name, Pending.Fork(owner)) { SeenMs = SeenMs, ActiveMs = ActiveMs };

    internal void Add(StreamId id) => Pending.Insert(Pending.PositionOf(new AtId(id)), id);

    internal void Remove(StreamId id) => _ = Pending.RemoveAt(Pending.PositionOf(new AtId(id)));
}
