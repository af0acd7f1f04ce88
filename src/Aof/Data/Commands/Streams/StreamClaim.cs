using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>XCLAIM: moves pending entries to a consumer. In a log it also records that an entry is pending.</summary>
internal static class StreamClaim
{
    private const int FirstId = 5;

    public static void Claim(Call call)
    {
        var (args, key) = (call.Args, call.Args[1]);
        if (!call.Find<StreamValue>(key, out var stream))
        {
            return;
        }

        if (stream?.Group(args[2]) is null)
        {
            call.Reply.Error(ConsumerGroupCommands.NoGroup(key, args[2]));
            return;
        }

        if (!ClaimOptions.TryParse(call, out var options))
        {
            return;
        }

        stream = call.Own(key, stream);
        var group = stream.OwnGroup(args[2]);
        if (call.Is72)
        {
            group.See(args[3], call.NowMs);
        }

        var advances = options.LastId > group.LastDelivered;
        group.LastDelivered = advances ? options.LastId : group.LastDelivered;
        var claimed = ClaimAll(call, stream, group, options);
        call.Data.Dirty += claimed.Count;
        if (advances && call.Instead.Count == 0)
        {
            StreamLog.Advanced(call, key, group);
            call.Data.Dirty++;
        }

        StreamLog.End(call);
        ReplyClaimed(call.Reply, stream, claimed, options.JustIds);
    }

    private static List<StreamId> ClaimAll(Call call, StreamValue stream, ConsumerGroup group, in ClaimOptions options)
    {
        var claimed = new List<StreamId>();
        foreach (var id in call.Args.AsSpan(FirstId, options.Ids))
        {
            _ = StreamId.TryParse(id, missingSeq: 0, out var parsed);
            if (call.Is7 && !stream.Contains(parsed))
            {
                _ = Drop(call, group, parsed, id);
            }
            else if (TryClaim(call, stream, group, parsed, options) is { } entry)
            {
                claimed.Add(parsed);
                StreamLog.Delivered(call, call.Args[1], group, entry, id);
            }
        }

        return claimed;
    }

    /// <summary>
    /// Ends the pending state of an entry that the stream has lost, as Redis 7 does, and logs it as a claim, which does
    /// the same when it is loaded. False when it is not pending.
    /// </summary>
    public static bool Drop(Call call, ConsumerGroup group, StreamId id, Bytes text)
    {
        var isPending = group.TryGetPending(id, out var entry);
        if (isPending)
        {
            StreamLog.Delivered(call, call.Args[1], group, entry, text);
            call.Data.Dirty++;
            _ = group.Acknowledge(id);
        }

        return isPending;
    }

    private static PendingEntry? TryClaim(
        Call call, StreamValue stream, ConsumerGroup group, StreamId id, in ClaimOptions options)
    {
        var known = group.TryGetPending(id, out var entry);
        var refused = known
            ? options.MinIdleMs > 0 && unchecked(call.NowMs - entry.DeliveredMs) < options.MinIdleMs
            : !options.Forces || !stream.Contains(id);
        if (refused)
        {
            return null;
        }

        var deliveries = known ? entry.Deliveries : 1;
        deliveries =
            options.Deliveries >= 0 ? options.Deliveries : options.JustIds ? deliveries : unchecked(deliveries + 1);
        entry = new PendingEntry(id, call.Args[3], options.DeliveredMs, deliveries);
        group.Activate(entry.Consumer, call.NowMs);
        group.Assign(entry);
        return entry;
    }

    /// <summary>Replies the claimed entries; a deleted one gives nil.</summary>
    private static void ReplyClaimed(Reply reply, StreamValue stream, List<StreamId> claimed, bool justIds)
    {
        reply.Array(claimed.Count);
        foreach (var id in claimed)
        {
            if (justIds)
            {
                reply.Bulk(id.ToBytes());
            }
            else if (stream.Contains(id))
            {
                StreamCommands.ReplyEntry(reply, stream.Tree[stream.PositionOf(id)]);
            }
            else
            {
                reply.NullBulk();
            }
        }
    }

    /// <summary>The arguments behind the consumer's name.</summary>
    private record struct ClaimOptions
    {
        private const long NotGiven = -1;

        /// <summary>Number of ids.</summary>
        public int Ids { get; private set; }

        /// <summary>Entries that were delivered less than this long ago are not claimed, in milliseconds.</summary>
        public long MinIdleMs { get; private set; }

        /// <summary>The new delivery time, in milliseconds since 1970.</summary>
        public long DeliveredMs { get; private set; }

        /// <summary>RETRYCOUNT; negative: not given.</summary>
        public long Deliveries { get; private set; }

        public StreamId LastId { get; private set; }

        public bool Forces { get; private set; }

        public bool JustIds { get; private set; }

        public static bool TryParse(Call call, out ClaimOptions options)
        {
            var args = call.Args;
            options = new ClaimOptions { Deliveries = NotGiven, DeliveredMs = NotGiven };
            if (!Integer(call, args[4], "min-idle-time argument", out var idle))
            {
                return false;
            }

            options.MinIdleMs = Math.Max(0, idle);
            while (FirstId + options.Ids < args.Length
                && StreamId.TryParse(args[FirstId + options.Ids], missingSeq: 0, out _))
            {
                options.Ids++;
            }

            for (var i = FirstId + options.Ids; i < args.Length; i++)
            {
                if (!options.Accept(call, ref i))
                {
                    return false;
                }
            }

            options.DeliveredMs = When(call, options.DeliveredMs);
            return true;
        }

        /// <summary>
        /// A missing, invalid or future time becomes now. While loading a future time is kept: Redis uses its clock
        /// there too, so after the clock was set back, loading changes times.
        /// </summary>
        private static long When(Call call, long time) =>
            time == NotGiven || (!call.Loading && (time < 0 || time > call.NowMs)) ? call.NowMs : time;

        private bool Accept(Call call, ref int at)
        {
            var option = call.Args[at];
            var isLast = at + 1 == call.Args.Length;
            if (option.EqualsIgnoreCase("FORCE"))
            {
                Forces = true;
                return true;
            }

            if (option.EqualsIgnoreCase("JUSTID"))
            {
                JustIds = true;
                return true;
            }

            return !isLast && Known(option) ? AcceptValue(call, option, call.Args[++at]) : Unrecognized(call, option);
        }

        private static bool Known(Bytes option) =>
            option.EqualsIgnoreCase("IDLE") || option.EqualsIgnoreCase("TIME") || option.EqualsIgnoreCase("RETRYCOUNT")
            || option.EqualsIgnoreCase("LASTID");

        private bool AcceptValue(Call call, Bytes option, Bytes value)
        {
            if (option.EqualsIgnoreCase("LASTID"))
            {
                var isId = StreamCommands.Id(call, value, out var id);
                LastId = id;
                return isId;
            }

            var name = option.ToLatin1().ToUpperInvariant();
            if (!Integer(call, value, name + " option argument", out var number))
            {
                return false;
            }

            _ = name switch
            {
                "RETRYCOUNT" => Deliveries = number,
                "TIME" => DeliveredMs = number,
                _ => DeliveredMs = unchecked(call.NowMs - number),
            };
            return true;
        }

        private static bool Integer(Call call, Bytes argument, string what, out long value)
        {
            var valid = NumberSyntax.TryInteger(argument.Span, out value);
            if (!valid)
            {
                call.Reply.Error($"ERR Invalid {what} for XCLAIM");
            }

            return valid;
        }

        private static bool Unrecognized(Call call, Bytes option)
        {
            call.Reply.Error($"ERR Unrecognized XCLAIM option '{Executor.Line(option)}'");
            return false;
        }
    }
}
