using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>XADD, XTRIM and XSETID as Redis 7 has them (t_stream.c).</summary>
internal static class StreamEntries7
{
    public static Command[] Rows { get; } =
    [
        new("XADD", -5, CommandFlags.Write, Add),
        new("XTRIM", -4, CommandFlags.Write, Trim),
        new("XSETID", -3, CommandFlags.Write, SetId),
    ];

    private static void Add(Call call)
    {
        var (args, key) = (call.Args, call.Args[1]);
        if (StreamTrimming7.Of(call, adding: true) is not { } trimming || !TryId(call, trimming.Next, out var given))
        {
            return;
        }

        var fields = args.AsSpan(Math.Min(trimming.Next + 1, args.Length));
        if (fields.Length < 2 || fields.Length % 2 == 1)
        {
            call.Reply.Error(call.Command.WrongArity);
            return;
        }

        if (given is { Seq: { } seq, Ms: 0 } && seq == 0)
        {
            call.Reply.Error("ERR The ID specified in XADD must be greater than 0-0");
            return;
        }

        if (!call.Find<StreamValue>(key, out var stream))
        {
            return;
        }

        if (stream is null && trimming.OnlyIfPresent)
        {
            call.Reply.NullBulk();
        }
        else if (TryNext(call, stream?.LastId ?? StreamId.Min, given, out var id))
        {
            Add(call, stream, trimming, new StreamEntry(id, fields.ToArray()), isChosen: given?.Seq is null);
        }
    }

    private static void Add(
        Call call, StreamValue? stream, StreamTrimming7 trimming, StreamEntry entry, bool isChosen)
    {
        var key = call.Args[1];
        stream = StreamCommands.OwnOrCreate(call, key, stream);
        stream.Add(entry, nodesOf7: true);
        _ = trimming.Apply(stream);
        var logged = trimming.Logged(stream);
        if (isChosen)
        {
            logged[trimming.Next] = entry.Id.ToBytes();
        }

        call.Log(logged);
        call.Changed(key);
        call.Executor.Ready(call.Session.Database, key);
        call.Reply.Bulk(entry.Id.ToBytes());
    }

    /// <summary>
    /// The id of XADD: null when the server chooses it, without a sequence number when it chooses that. False after an
    /// error reply.
    /// </summary>
    private static bool TryId(Call call, int at, out (ulong Ms, ulong? Seq)? given)
    {
        given = null;
        if (at == call.Args.Length || call.Args[at] == StreamTrimming.Star)
        {
            return true;
        }

        var text = call.Args[at];
        var isOpen = text.Length > 2 && text.Span.EndsWith("-*"u8);
        var isId = StreamCommands.Id(call, isOpen ? Bytes.Copy(text.Span[..^2]) : text, out var id);
        given = (id.Ms, isOpen ? null : id.Seq);
        return isId;
    }

    /// <summary>The id of the new entry; false, after an error reply, when there is none behind the last.</summary>
    private static bool TryNext(Call call, StreamId last, (ulong Ms, ulong? Seq)? given, out StreamId id)
    {
        id = given switch
        {
            null => StreamCommands.NextId(last, call.NowMs),
            { Seq: { } seq, Ms: var ms } => new StreamId(ms, seq),
            { Ms: var ms } when ms == last.Ms && last.Seq < ulong.MaxValue => last.Next,
            { Ms: var ms } => new StreamId(ms, 0),
        };
        var error = last == StreamId.Max ? "ERR The stream has exhausted the last possible ID, unable to add more items"
            : id <= last ? "ERR The ID specified in XADD is equal or smaller than the target stream top item"
            : null;
        if (error is not null)
        {
            call.Reply.Error(error);
        }

        return error is null;
    }

    private static void Trim(Call call)
    {
        var key = call.Args[1];
        if (StreamTrimming7.Of(call, adding: false) is not { } trimming
            || !call.Find<StreamValue>(key, out var stream))
        {
            return;
        }

        if (stream is null)
        {
            call.Reply.Integer(0);
            return;
        }

        stream = call.Own(key, stream);
        var removed = trimming.Apply(stream);
        call.Log(trimming.Logged(stream));
        StreamCommands.Removed(call, key, removed);
    }

    private static void SetId(Call call)
    {
        var key = call.Args[1];
        if (!StreamCommands.Id(call, call.Args[2], out var last)
            || !TryCounts(call, last, out var added, out var deleted)
            || !call.Find<StreamValue>(key, out var stream))
        {
            return;
        }

        var error = stream is null ? Errors.NoSuchKey
            : call.Is72 && !call.Loading && last < stream.MaxDeleted
            ? "ERR The ID specified in XSETID is smaller than current max_deleted_entry_id"
            : stream.Count > 0 && last < stream.Top ? StreamCommands.SmallerThanTop
            : stream.Count > 0 && added is not null && added < stream.Count
            ? "ERR The entries_added specified in XSETID is smaller than the target stream length"
            : null;
        if (error is not null)
        {
            call.Reply.Error(error);
            return;
        }

        stream = call.Own(key, stream!);
        stream.LastId = last;
        stream.EntriesAdded = added ?? stream.EntriesAdded;
        stream.MaxDeleted = deleted == StreamId.Min ? stream.MaxDeleted : deleted;
        call.Data.Dirty++;
        call.Reply.Ok();
    }

    /// <summary>ENTRIESADDED and MAXDELETEDID; false after an error reply.</summary>
    private static bool TryCounts(Call call, StreamId last, out long? added, out StreamId deleted)
    {
        (added, deleted) = (null, StreamId.Min);
        for (var i = 3; i < call.Args.Length; i += 2)
        {
            var (name, value) = (call.Args[i], i + 1 < call.Args.Length ? call.Args[i + 1] : (Bytes?)null);
            var isNumber = value is not null && name.EqualsIgnoreCase("ENTRIESADDED");
            if (!isNumber && (value is null || !name.EqualsIgnoreCase("MAXDELETEDID")))
            {
                call.Reply.Error(Errors.Syntax);
                return false;
            }

            if (isNumber
                ? !TryAdded(call, value!.Value, out added)
                : !TryDeleted(call, value!.Value, last, out deleted))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryAdded(Call call, Bytes argument, out long? added)
    {
        var valid = call.Integer(argument, out var number);
        added = number;
        if (valid && number < 0)
        {
            call.Reply.Error("ERR entries_added must be positive");
        }

        return valid && number >= 0;
    }

    private static bool TryDeleted(Call call, Bytes argument, StreamId last, out StreamId deleted)
    {
        var valid = StreamCommands.Id(call, argument, out deleted);
        if (valid && last < deleted)
        {
            call.Reply.Error("ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
        }

        return valid && last >= deleted;
    }
}
