using System.Diagnostics.CodeAnalysis;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Streams;

/// <summary>
/// A read of streams, one of:
/// - the entries behind an id ("$" is resolved when the command arrives);
/// - for a group's consumer, new entries (">", stored as the greatest id);
/// - for a consumer, its pending entries.
/// </summary>
internal sealed class StreamRead
{
    /// <summary>XREAD_BLOCKED_DEFAULT_COUNT of Redis.</summary>
    private const int CountAfterWaiting = 1000;

    private readonly Bytes[] keys;
    private readonly StreamId[] after;
    private readonly StreamReadOptions options;

    private StreamRead(StreamReadOptions options, int streams)
    {
        this.options = options;
        keys = new Bytes[streams];
        after = new StreamId[streams];
    }

    /// <summary>The streams.</summary>
    public IReadOnlyList<Bytes> Keys => keys;

    /// <summary>The timeout in milliseconds, 0: unlimited; null: no wait.</summary>
    public long? BlockMs => options.BlockMs;

    /// <summary>
    /// Reads the arguments; false, after an error reply, when they are malformed or the group does not exist.
    /// </summary>
    public static bool TryParse(Call call, [NotNullWhen(true)] out StreamRead? read)
    {
        read = null;
        if (!StreamReadOptions.TryParse(call, out var options))
        {
            return false;
        }

        var streams = (call.Args.Length - options.FirstKey) / 2;
        read = new StreamRead(options, streams);
        for (var i = 0; i < streams; i++)
        {
            read.keys[i] = call.Args[options.FirstKey + i];
            if (!read.TryPlace(call, i, call.Args[options.FirstKey + streams + i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Replies the available entries, advances the group and logs that. False, without a reply, when there are none. A
    /// blocked client is served from the one stream <paramref name="ready"/>; a group that no longer exists is an
    /// error.
    /// </summary>
    public bool Serve(Call call, Bytes? ready)
    {
        var (served, answer) = (0, new Reply());
        for (var i = 0; i < keys.Length; i++)
        {
            if ((ready is not null && keys[i] != ready) || call.Find(keys[i]) is not StreamValue stream)
            {
                continue;
            }

            if (options.Group is { } group && stream.Group(group) is null)
            {
                call.Reply.Error("NOGROUP the consumer group this client was blocked on no longer exists");
                return true;
            }

            stream = WithConsumer(call, keys[i], stream);
            if (HasMore(stream, after[i]))
            {
                Read(call, answer, i, stream,
                    options.Count > 0 ? options.Count : ready is null ? int.MaxValue : CountAfterWaiting);
                served++;
            }
        }

        if (served > 0)
        {
            call.Reply.Array(served);
            call.Reply.Raw(answer.Span);
        }

        if (options.Group is not null)
        {
            call.Data.Dirty += served;
            StreamLog.End(call);
        }

        return served > 0;
    }

    private bool TryPlace(Call call, int stream, Bytes id)
    {
        if (!call.Find<StreamValue>(keys[stream], out var value))
        {
            return false;
        }

        if (options.Group is { } group && value?.Group(group) is null)
        {
            call.Reply.Error(ConsumerGroupCommands.NoGroup(keys[stream], group) + " in XREADGROUP with GROUP option");
            return false;
        }

        var word = id.Length == 1 ? (char)id.Span[0] : ' ';
        var error = word == '$' && options.Group is not null
            ? "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer "
                + "by specifying a proper ID, "
                + "or use the > ID to get new messages. The $ ID would just return an empty result set."
            : word == '>' && options.Group is null
            ? "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option."
            : null;
        if (error is not null)
        {
            call.Reply.Error(error);
            return false;
        }

        after[stream] = word == '$' ? value?.LastId ?? StreamId.Min : StreamId.Max;
        return word is '$' or '>' || StreamCommands.Id(call, id, out after[stream]);
    }

    /// <summary>A read of pending entries is served at once, even without any.</summary>
    private bool HasMore(StreamValue stream, StreamId last) => options.Group is { } group
        ? last != StreamId.Max || (stream.Count > 0 && stream.Top > stream.Group(group)!.LastDelivered)
        : stream.Count > 0 && stream.Top > last;

    private void Read(Call call, Reply answer, int stream, StreamValue value, long count)
    {
        answer.Array(2);
        answer.Bulk(keys[stream]);
        if (options.Group is null)
        {
            var start = value.PositionOf(after[stream].Next);
            StreamCommands.ReplyEntries(
                answer, value, start, (int)Math.Min(count, value.Count - start), reverse: false);
            return;
        }

        value = call.Own(keys[stream], value);
        var group = See(call, keys[stream], value);
        if (after[stream] == StreamId.Max)
        {
            group.Activate(options.Consumer, call.NowMs);
            ReadNew(call, answer, keys[stream], value, group, count);
        }
        else
        {
            ReadPending(call, answer, stream, value, group, count);
        }
    }

    /// <summary>The stream, since 7.2 with the consumer that reads.</summary>
    private StreamValue WithConsumer(Call call, Bytes key, StreamValue stream)
    {
        if (call.Is72 && options.Group is not null)
        {
            stream = call.Own(key, stream);
            _ = See(call, key, stream);
        }

        return stream;
    }

    /// <summary>
    /// The group, with its consumer. Since 7.2 each read makes a missing one, before only a read with entries.
    /// </summary>
    private ConsumerGroup See(Call call, Bytes key, StreamValue value)
    {
        var group = value.OwnGroup(options.Group!.Value);
        var isNew = group.Find(options.Consumer) is null;
        group.See(options.Consumer, call.NowMs);
        if (isNew && call.Is7 && options.Acknowledged)
        {
            StreamLog.Created(call, key, group.Name, options.Consumer);
        }

        return group;
    }

    private void ReadNew(Call call, Reply answer, Bytes key, StreamValue value, ConsumerGroup group, long count)
    {
        var start = value.PositionOf(group.LastDelivered.Next);
        var many = (int)Math.Min(count, value.Count - start);
        StreamCommands.ReplyEntries(answer, value, start, many, reverse: false);

        // Redis 8.6 reads it once. A record of XGROUP SETID follows.
        StreamId? last = call.Data.Dialect >= Dialect.Redis86 ? group.LastDelivered : null;
        for (var i = start; i < start + many; i++)
        {
            var id = value.Tree[i].Id;
            StreamCounts.Advance(value, group, id, call.Data.Dialect);
            if (!options.Acknowledged)
            {
                Deliver(call, key, group, new PendingEntry(id, options.Consumer, call.NowMs, Deliveries: 1),
                    logged: true, last);
            }
        }

        if (options.Acknowledged || call.Is72)
        {
            StreamLog.Advanced(call, key, group);
        }
    }

    /// <summary>Delivers the consumer's pending entries again. Of a deleted entry only the id is replied.</summary>
    private void ReadPending(Call call, Reply answer, int stream, StreamValue value, ConsumerGroup group, long count)
    {
        var pending = group.Own(options.Consumer).Pending;
        var start = pending.PositionOf(new AtId(after[stream].Next));
        var many = (int)Math.Min(count, pending.Count - start);
        answer.Array(many);
        for (var i = start; i < start + many; i++)
        {
            var id = pending[i];
            if (value.Contains(id))
            {
                StreamCommands.ReplyEntry(answer, value.Tree[value.PositionOf(id)]);
                _ = group.TryGetPending(id, out var entry);
                entry = entry with { DeliveredMs = call.NowMs, Deliveries = unchecked(entry.Deliveries + 1) };
                Deliver(call, keys[stream], group, entry, logged: !call.Executor.RedeliveryNotLogged);
            }
            else
            {
                answer.Array(2);
                answer.Bulk(id.ToBytes());
                answer.NullArray();
            }
        }
    }

    private static void Deliver(
        Call call, Bytes key, ConsumerGroup group, PendingEntry entry, bool logged, StreamId? last = null)
    {
        group.Assign(entry);
        if (logged)
        {
            StreamLog.Delivered(call, key, group, entry, entry.Id.ToBytes(), last);
        }
    }
}
