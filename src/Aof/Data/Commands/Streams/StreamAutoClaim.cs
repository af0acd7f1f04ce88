using Aof.Data.Execution;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>
/// XAUTOCLAIM of Redis 6.2: moves the next pending entries of a group to a consumer, and forgets those that the stream
/// has lost. The log gets an XCLAIM for each.
/// </summary>
internal static class StreamAutoClaim
{
    private const long DefaultCount = 100;

    /// <summary>Entries that are looked at, for each one that is wanted.</summary>
    private const int Attempts = 10;

    public static Command[] Rows { get; } = [new("XAUTOCLAIM", -6, CommandFlags.Write, Claim)];

    private static void Claim(Call call)
    {
        var (args, key) = (call.Args, call.Args[1]);
        if (!TryOptions(call, out var options))
        {
            return;
        }

        if (!call.Find<StreamValue>(key, out var stream))
        {
            return;
        }

        if (stream?.Group(args[2]) is null)
        {
            call.Reply.Error(ConsumerGroupCommands.NoGroup(key, args[2]));
            return;
        }

        stream = call.Own(key, stream);
        if (call.Is72)
        {
            stream.OwnGroup(args[2]).See(args[3], call.NowMs);
        }

        var (claimed, lost) = (new List<StreamId>(), new List<StreamId>());
        var next = ClaimAll(call, stream, options, claimed, lost);
        StreamLog.End(call);
        Answer(call.Reply, stream, next, claimed, options.JustIds);
        call.Reply.Array(lost.Count);
        lost.ForEach(id => call.Reply.Bulk(id.ToBytes()));
    }

    /// <summary>Claims entries; returns the id of the next pending one, 0-0 behind the last.</summary>
    private static StreamId ClaimAll(
        Call call, StreamValue stream, Options options, List<StreamId> claimed, List<StreamId> lost)
    {
        var group = stream.OwnGroup(call.Args[2]);
        var (id, wanted) = (options.Start, options.Count);
        for (var attempts = wanted * Attempts; attempts > 0 && wanted > 0; attempts--)
        {
            if (!TryNext(group, id, out var entry))
            {
                return StreamId.Min;
            }

            id = entry.Id.Next;
            if (!stream.Contains(entry.Id))
            {
                _ = StreamClaim.Drop(call, group, entry.Id, entry.Id.ToBytes());
                lost.Add(entry.Id);
                wanted--;
            }
            else if (options.MinIdleMs == 0 || unchecked(call.NowMs - entry.DeliveredMs) >= options.MinIdleMs)
            {
                entry = entry with
                {
                    Consumer = call.Args[3],
                    DeliveredMs = call.NowMs,
                    Deliveries = unchecked(entry.Deliveries + (options.JustIds ? 0 : 1)),
                };
                group.Activate(entry.Consumer, call.NowMs);
                group.Assign(entry);
                StreamLog.Delivered(call, call.Args[1], group, entry, entry.Id.ToBytes());
                claimed.Add(entry.Id);
                call.Data.Dirty++;
                wanted--;
            }
        }

        return TryNext(group, id, out var behind) ? behind.Id : StreamId.Min;
    }

    private static bool TryNext(ConsumerGroup group, StreamId from, out PendingEntry entry)
    {
        var at = group.Pending.PositionOf(new AtId(from));
        var found = at < group.Pending.Count;
        entry = found ? group.Pending[at] : default;
        return found;
    }

    private static void Answer(Reply reply, StreamValue stream, StreamId next, List<StreamId> claimed, bool justIds)
    {
        reply.Array(3);
        reply.Bulk(next.ToBytes());
        reply.Array(claimed.Count);
        foreach (var id in claimed)
        {
            if (justIds)
            {
                reply.Bulk(id.ToBytes());
            }
            else
            {
                StreamCommands.ReplyEntry(reply, stream.Tree[stream.PositionOf(id)]);
            }
        }
    }

    /// <summary>The arguments behind the consumer's name; false after an error reply.</summary>
    private static bool TryOptions(Call call, out Options options)
    {
        options = default;
        var args = call.Args;
        if (!call.IsInteger(args[4], out var idle))
        {
            call.Reply.Error("ERR Invalid min-idle-time argument for XAUTOCLAIM");
            return false;
        }

        if (!StreamCommands.Ends(call, args[5], StreamCommands.LastEnd, out var start, out _))
        {
            return false;
        }

        var (count, justIds) = (DefaultCount, false);
        for (var i = 6; i < args.Length; i++)
        {
            if (args[i].EqualsIgnoreCase("COUNT") && i + 1 < args.Length)
            {
                if (!call.IsInteger(args[++i], out count) || count < 1 || count > long.MaxValue / 16)
                {
                    call.Reply.Error("ERR COUNT must be > 0");
                    return false;
                }
            }
            else if (args[i].EqualsIgnoreCase("JUSTID"))
            {
                justIds = true;
            }
            else
            {
                call.Reply.Error(Errors.Syntax);
                return false;
            }
        }

        options = new Options(Math.Max(0, idle), start, count, justIds);
        return true;
    }

    private readonly record struct Options(long MinIdleMs, StreamId Start, long Count, bool JustIds);
}
