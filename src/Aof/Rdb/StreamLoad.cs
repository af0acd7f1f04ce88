using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;
using Aof.Rdb.Packed;

namespace Aof.Rdb;

/// <summary>
/// Reads a stream (see <see cref="StreamFormat"/>). What older forms do not count is estimated.
/// </summary>
/// <param name="input">The file.</param>
/// <param name="stream">An empty stream.</param>
/// <param name="type">Its form.</param>
internal sealed class StreamLoad(RdbInput input, StreamValue stream, RdbType type)
{
    private readonly bool isCounted = type != RdbType.StreamListpacks;
    private const string BadNode = "a malformed node of a stream";

    private readonly List<Bytes> items = [];
    private int at;

    /// <summary>Reads the stream.</summary>
    public bool Read() =>
        Nodes() && Numbers() && Groups() && (type < RdbType.StreamListpacks4 || Producers());

    /// <summary>What producers have sent before (Redis 8.6) is read over: a log may repeat it.</summary>
    private bool Producers()
    {
        var isRead = input.Length(out _) && input.Length(out _) && input.Length(out var producers) && Skip(producers);
        return isRead && input.Length(out _) && input.Length(out _);
    }

    private bool Skip(ulong producers)
    {
        var isRead = true;
        for (; isRead && producers > 0; producers--)
        {
            isRead = input.Blob(out _) && input.Length(out var sent) && SkipSent(sent);
        }

        return isRead;
    }

    private bool SkipSent(ulong sent)
    {
        var isRead = true;
        for (; isRead && sent > 0; sent--)
        {
            isRead = input.Blob(out _) && input.Length(out _) && input.Length(out _);
        }

        return isRead;
    }

    private bool Nodes()
    {
        var isRead = input.Length(out var nodes);
        for (; isRead && nodes > 0; nodes--)
        {
            isRead = Node();
        }

        return isRead;
    }

    private bool Node()
    {
        var start = input.Offset;
        items.Clear();
        at = 0;
        if (!input.String(out var key) || !input.Blob(out var blob))
        {
            return false;
        }

        if (key.Length != StreamFormat.IdSize || Listpack.Unpack(blob, items) is not null)
        {
            return input.Fail(start, BadNode);
        }

        return Entries(StreamFormat.Id(key.Span)) || input.Fail(start, BadNode);
    }

    private bool Entries(StreamId master)
    {
        if (!Number(out var count) || !Number(out var deleted) || !Number(out var fields) || fields < 0
            || fields > items.Count - at)
        {
            return false;
        }

        var names = items.GetRange(at, (int)fields);
        at += names.Count;
        if (!Number(out var end) || end != 0)
        {
            return false;
        }

        while (at < items.Count)
        {
            if (!Entry(master, names, out var isDeleted))
            {
                return false;
            }

            _ = isDeleted ? deleted-- : count--;
        }

        return count == 0 && deleted == 0;
    }

    private bool Entry(StreamId master, List<Bytes> names, out bool isDeleted)
    {
        isDeleted = false;
        if (!Number(out var flags) || !Number(out var ms) || !Number(out var seq))
        {
            return false;
        }

        isDeleted = (flags & StreamFormat.Deleted) != 0;
        var same = (flags & StreamFormat.SameFields) != 0;
        long fields = names.Count;
        if ((!same && !Number(out fields)) || fields < 0 || fields > (items.Count - at) / (same ? 1 : 2))
        {
            return false;
        }

        var pairs = new Bytes[2 * fields];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = same && i % 2 == 0 ? names[i / 2] : items[at++];
        }

        var id = unchecked(new StreamId(master.Ms + (ulong)ms, master.Seq + (ulong)seq));
        return Number(out var elements)
            && elements == (same ? fields + StreamFormat.AroundSame : (2 * fields) + StreamFormat.AroundOwn)
            && (isDeleted || Add(new StreamEntry(id, pairs)));
    }

    private bool Add(StreamEntry entry)
    {
        if (entry.Id <= stream.LastId)
        {
            return false;
        }

        stream.Add(entry);
        return true;
    }

    private bool Number(out long number)
    {
        number = 0;
        return at < items.Count && NumberSyntax.TryInteger(items[at++].Span, out number);
    }

    private bool Numbers()
    {
        var start = input.Offset;
        if (!input.Length(out var count) || !Id(out var last))
        {
            return false;
        }

        if (count != (ulong)stream.Count || last < stream.LastId)
        {
            return input.Fail(
                start, "a stream with a wrong number of entries, or with one behind its last id");
        }

        stream.LastId = last;

        return !isCounted || Counts();
    }

    /// <summary>The first id, the greatest deleted id, and the number of entries ever added.</summary>
    private bool Counts()
    {
        var start = input.Offset;
        if (!Id(out _) || !Id(out var deleted) || !input.Length(out var added))
        {
            return false;
        }

        (stream.MaxDeleted, stream.EntriesAdded) = (deleted, unchecked((long)added));
        return added >= (ulong)stream.Count || input.Fail(start, "a stream with fewer entries added than it has");
    }

    private bool Id(out StreamId id)
    {
        id = default;
        if (!input.Length(out var ms) || !input.Length(out var seq))
        {
            return false;
        }

        id = new StreamId(ms, seq);
        return true;
    }

    private bool RawId(out StreamId id)
    {
        var isRead = input.Take(StreamFormat.IdSize, out var bytes);
        id = isRead ? StreamFormat.Id(bytes) : default;
        return isRead;
    }

    private bool Groups()
    {
        var isRead = input.Length(out var groups);
        for (; isRead && groups > 0; groups--)
        {
            isRead = Group();
        }

        return isRead;
    }

    private bool Group()
    {
        var start = input.Offset;
        var read = 0UL;
        if (!input.String(out var name) || !Id(out var delivered) || (isCounted && !input.Length(out read)))
        {
            return false;
        }

        var counted = unchecked((long)read);
        if (!stream.AddGroup(name, delivered,
            !isCounted ? StreamCounts.UpTo(stream, delivered, Dialect.Redis7) : counted < 0 ? null : counted))
        {
            return input.Fail(start, "a duplicate group");
        }

        return Pending(out var pending) && Consumers(stream.OwnGroup(name), pending);
    }

    /// <summary>Reads the pending entries by id. The consumers that follow name their own.</summary>
    private bool Pending(out List<Delivery> pending)
    {
        pending = [];
        var isRead = input.Length(out var count);
        for (; isRead && count > 0; count--)
        {
            var start = input.Offset;
            if (!RawId(out var id) || !input.UInt64(out var ms) || !input.Length(out var deliveries))
            {
                return false;
            }

            if (pending.Count > 0 && id <= pending[^1].Id)
            {
                return input.Fail(start, "pending entries out of order");
            }

            pending.Add(new Delivery(id, unchecked((long)ms), unchecked((long)deliveries)));
        }

        return isRead;
    }

    private bool Consumers(ConsumerGroup group, List<Delivery> pending)
    {
        var start = input.Offset;
        var isRead = input.Length(out var count);
        for (; isRead && count > 0; count--)
        {
            isRead = Consumer(group, pending);
        }

        return isRead
            && (group.Pending.Count == pending.Count || input.Fail(start, "a pending entry without a consumer"));
    }

    /// <summary>When a consumer last got an entry; older forms do not tell, and it is when it was last seen.</summary>
    private bool Active(ulong seen, out ulong active)
    {
        active = seen;
        return type < RdbType.StreamListpacks3 || input.UInt64(out active);
    }

    private bool Consumer(ConsumerGroup group, List<Delivery> pending)
    {
        var start = input.Offset;
        if (!input.String(out var name) || !input.UInt64(out var seen)
            || !Active(seen, out var active) || !input.Length(out var count))
        {
            return false;
        }

        if (group.Find(name) is not null)
        {
            return input.Fail(start, "a duplicate consumer");
        }

        group.See(name, unchecked((long)seen));
        group.Own(name).ActiveMs = unchecked((long)active);
        for (; count > 0; count--)
        {
            start = input.Offset;
            if (!RawId(out var id))
            {
                return false;
            }

            var found = pending.BinarySearch(new Delivery(id, 0, 0));
            if (found < 0 || group.TryGetPending(id, out _))
            {
                return input.Fail(start, "a consumer's entry that is not pending, or pending for another consumer");
            }

            group.Assign(new PendingEntry(id, name, pending[found].Ms, pending[found].Deliveries));
        }

        return true;
    }

    /// <summary>A pending entry, ordered by id.</summary>
    private readonly record struct Delivery(StreamId Id, long Ms, long Deliveries) : IComparable<Delivery>
    {
        public int CompareTo(Delivery other) => Id.CompareTo(other.Id);
    }
}
