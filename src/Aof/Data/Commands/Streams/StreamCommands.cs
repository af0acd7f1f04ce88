using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>Commands on the entries of streams (t_stream.c of Redis).</summary>
internal static class StreamCommands
{
    public const string SmallerThanTop = "ERR The ID specified in XSETID is smaller than the target stream top item";

    /// <summary>The end of a range that has none.</summary>
    public static readonly Bytes LastEnd = Bytes.Of("+");

    public static Command[] Rows { get; } =
    [
        new("XADD", -5, CommandFlags.Write, Add),
        new("XLEN", 2, CommandFlags.ReadOnly, Length),
        new("XRANGE", -4, CommandFlags.ReadOnly, static call => Range(call, reverse: false)),
        new("XREVRANGE", -4, CommandFlags.ReadOnly, static call => Range(call, reverse: true)),
        new("XDEL", -3, CommandFlags.Write, Delete),
        new("XTRIM", -2, CommandFlags.Write, Trim),
        new("XSETID", -3, CommandFlags.Write, SetId),
    ];

    public static StreamValue OwnOrCreate(Call call, Bytes key, StreamValue? stream)
    {
        if (stream is not null)
        {
            return call.Own(key, stream);
        }

        stream = new StreamValue(call.Data.Owner);
        call.Database.Set(key, stream);
        return stream;
    }

    /// <summary>Reads a complete or incomplete id; false after an error reply.</summary>
    public static bool Id(Call call, Bytes argument, out StreamId id)
    {
        var valid = StreamId.TryParse(argument, missingSeq: 0, out id);
        if (!valid)
        {
            call.Reply.Error(Errors.NotAnId);
        }

        return valid;
    }

    /// <summary>The ends of a range; false after an error reply. Redis 6.2 added ends that are left out.</summary>
    public static bool Ends(Call call, Bytes first, Bytes last, out StreamId from, out StreamId to)
    {
        var (isOpen, endsOpen) = (IsLeftOut(call, first), IsLeftOut(call, last));
        if (isOpen || endsOpen)
        {
            return OpenEnds(call, (first, isOpen), (last, endsOpen), out from, out to);
        }

        to = default;
        var valid = StreamId.TryParseEnd(first, missingSeq: 0, out from)
            && StreamId.TryParseEnd(last, ulong.MaxValue, out to);
        if (!valid)
        {
            call.Reply.Error(Errors.NotAnId);
        }

        return valid;
    }

    private static bool IsLeftOut(Call call, Bytes end) => call.Is7 && end.Length > 1 && end.Span[0] == '(';

    private static bool OpenEnds(
        Call call, (Bytes Text, bool IsOpen) first, (Bytes Text, bool IsOpen) last, out StreamId from, out StreamId to)
    {
        (from, to) = (default, default);
        if (!End(call, first.Text, first.IsOpen, missingSeq: 0, out from)
            || (first.IsOpen && from == StreamId.Max && Refused(call, "ERR invalid start ID for the interval"))
            || !End(call, last.Text, last.IsOpen, ulong.MaxValue, out to)
            || (last.IsOpen && to == StreamId.Min && Refused(call, "ERR invalid end ID for the interval")))
        {
            return false;
        }

        from = first.IsOpen ? from.Next : from;
        to = last.IsOpen ? to.Previous : to;
        return true;
    }

    /// <summary>One end of an interval; false after an error reply.</summary>
    private static bool End(Call call, Bytes text, bool isOpen, ulong missingSeq, out StreamId id)
    {
        var isId = isOpen
            ? StreamId.TryParse(Bytes.Copy(text.Span[1..]), missingSeq, out id)
            : StreamId.TryParseEnd(text, missingSeq, out id);
        return isId || !Refused(call, Errors.NotAnId);
    }

    private static bool Refused(Call call, string error)
    {
        call.Reply.Error(error);
        return true;
    }

    public static void ReplyEntry(Reply reply, in StreamEntry entry)
    {
        reply.Array(2);
        reply.Bulk(entry.Id.ToBytes());
        reply.Array(entry.Pairs.Length);
        foreach (var text in entry.Pairs)
        {
            reply.Bulk(text);
        }
    }

    /// <summary>Replies entries from a position, forwards or backwards.</summary>
    public static void ReplyEntries(Reply reply, StreamValue stream, int start, int count, bool reverse)
    {
        reply.Array(count);
        for (var i = 0; i < count; i++)
        {
            ReplyEntry(reply, stream.Tree[reverse ? start - i : start + i]);
        }
    }

    private static void Add(Call call)
    {
        if (!StreamTrimming.TryParse(call, adding: true, out var trimming))
        {
            return;
        }

        var (args, key) = (call.Args, call.Args[1]);
        var fields = args.AsSpan(trimming.Next + 1);
        if (!TryEntry(call, args[trimming.Next], fields.Length, out var given)
            || !call.Find<StreamValue>(key, out var stream)
            || (stream is null && trimming.OnlyIfPresent)
            || !IsRoom(call, stream, given))
        {
            return;
        }

        var id = given ?? NextId(stream?.LastId ?? StreamId.Min, call.NowMs);
        stream = OwnOrCreate(call, key, stream);
        stream.Add(new StreamEntry(id, fields.ToArray()));
        _ = trimming.Apply(stream);
        call.Changed(key);
        call.Executor.Ready(call.Session.Database, key);
        call.Log(trimming.Logged(args, stream.Count, id));
        call.Reply.Bulk(id.ToBytes());
    }

    /// <summary>
    /// The id of XADD, null when the server chooses it. False, after an error reply, for a malformed id or a wrong
    /// number of fields.
    /// </summary>
    private static bool TryEntry(Call call, Bytes text, int fields, out StreamId? given)
    {
        given = null;
        if (text != StreamTrimming.Star)
        {
            if (!Id(call, text, out var id))
            {
                return false;
            }

            given = id;
        }

        var error = fields < 2 || fields % 2 == 1 ? "ERR wrong number of arguments for XADD"
            : given == StreamId.Min ? "ERR The ID specified in XADD must be greater than 0-0"
            : null;
        if (error is not null)
        {
            call.Reply.Error(error);
        }

        return error is null;
    }

    /// <summary>
    /// Checks that an entry of this id, or with an id of the server's choice, can be added; false after an error reply.
    /// </summary>
    private static bool IsRoom(Call call, StreamValue? stream, StreamId? id)
    {
        var last = stream?.LastId ?? StreamId.Min;
        var error = last == StreamId.Max ? "ERR The stream has exhausted the last possible ID, unable to add more items"
            : id <= last ? "ERR The ID specified in XADD is equal or smaller than the target stream top item"
            : null;
        if (error is not null)
        {
            call.Reply.Error(error);
        }

        return error is null;
    }

    /// <summary>
    /// The current time, or the next id if the clock is not beyond the last one (streamNextID() of Redis).
    /// </summary>
    public static StreamId NextId(StreamId last, long nowMs)
    {
        var now = (ulong)Math.Max(0, nowMs);
        return now > last.Ms ? new StreamId(now, 0) : last.Next;
    }

    private static void Length(Call call)
    {
        if (call.Find<StreamValue>(call.Args[1], out var stream))
        {
            call.Reply.Integer(stream?.Count ?? 0);
        }
    }

    private static void Range(Call call, bool reverse)
    {
        var args = call.Args;
        if (!Ends(call, args[reverse ? 3 : 2], args[reverse ? 2 : 3], out var from, out var to)
            || !Count(call, out var count)
            || !call.Find<StreamValue>(args[1], out var stream))
        {
            return;
        }

        if (stream is not null && count == 0)
        {
            call.Reply.NullArray();
            return;
        }

        var first = stream?.PositionOf(from) ?? 0;
        var behind = stream is null ? 0 : to == StreamId.Max ? stream.Count : stream.PositionOf(to.Next);
        var found = (int)Math.Min(count, Math.Max(0, behind - first));
        ReplyEntries(call.Reply, stream!, reverse ? behind - 1 : first, found, reverse);
    }

    /// <summary>COUNT; the last one counts.</summary>
    private static bool Count(Call call, out long count)
    {
        count = long.MaxValue;
        for (var i = 4; i < call.Args.Length; i += 2)
        {
            if (!call.Args[i].EqualsIgnoreCase("COUNT") || i + 1 == call.Args.Length)
            {
                call.Reply.Error(Errors.Syntax);
                return false;
            }

            if (!call.Integer(call.Args[i + 1], out count))
            {
                return false;
            }

            count = Math.Max(0, count);
        }

        return true;
    }

    private static void Delete(Call call)
    {
        var key = call.Args[1];
        if (!call.Find<StreamValue>(key, out var stream))
        {
            return;
        }

        var deleted = 0;
        if (stream is not null)
        {
            var ids = new StreamId[call.Args.Length - 2];
            for (var i = 0; i < ids.Length; i++)
            {
                if (!Id(call, call.Args[i + 2], out ids[i]))
                {
                    return;
                }
            }

            stream = call.Own(key, stream);
            deleted = ids.Count(stream.Remove);
        }

        Removed(call, key, deleted);
    }

    private static void Trim(Call call)
    {
        var key = call.Args[1];
        if (!call.Find<StreamValue>(key, out var stream))
        {
            return;
        }

        if (stream is null)
        {
            call.Reply.Integer(0);
            return;
        }

        if (StreamTrimming.TryParse(call, adding: false, out var trimming))
        {
            stream = call.Own(key, stream);
            var removed = trimming.Apply(stream);
            call.Log(trimming.Logged(call.Args, stream.Count, id: null));
            Removed(call, key, removed);
        }
    }

    public static void Removed(Call call, Bytes key, int entries)
    {
        if (entries > 0)
        {
            call.Changed(key, entries);
        }

        call.Reply.Integer(entries);
    }

    /// <summary>XSETID; logs of Redis 7.0 give more arguments than 6.0.5 has.</summary>
    private static void SetId(Call call)
    {
        if (call.Args.Length > 3 && !call.Loading)
        {
            call.Reply.Error("ERR wrong number of arguments for 'xsetid' command");
            return;
        }

        var key = call.Args[1];
        if (!call.Find<StreamValue>(key, out var stream))
        {
            return;
        }

        if (stream is null)
        {
            call.Reply.Error(Errors.NoSuchKey);
        }
        else if (Id(call, call.Args[2], out var id))
        {
            if (stream.Count > 0 && id < stream.Top)
            {
                call.Reply.Error(SmallerThanTop);
                return;
            }

            // In Redis, watching clients do not notice this.
            call.Own(key, stream).LastId = id;
            call.Data.Dirty++;
            call.Reply.Ok();
        }
    }
}
