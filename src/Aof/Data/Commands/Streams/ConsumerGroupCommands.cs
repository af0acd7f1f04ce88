using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Streams;

/// <summary>
/// Commands on consumer groups (t_stream.c of Redis). Clients that watch the key do not notice them, unless they create
/// the stream.
/// </summary>
internal static class ConsumerGroupCommands
{
    private const string NeedsKey =
        "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM "
        + "option to create an empty stream automatically.";

    private static readonly Bytes LastId = Bytes.Of("$");

    private static readonly string[] Help =
    [
        "XGROUP <subcommand> arg arg ... arg. Subcommands are:",
        "CREATE      <key> <groupname> <id or $> [opt] -- Create a new consumer group.",
        "            option MKSTREAM: create the empty stream if it does not exist.",
        "SETID       <key> <groupname> <id or $>  -- Set the current group ID.",
        "DESTROY     <key> <groupname>            -- Remove the specified group.",
        "DELCONSUMER <key> <groupname> <consumer> -- Remove the specified consumer.",
        "HELP                                     -- Prints this help.",
    ];

    public static Command[] Rows { get; } =
    [
        new("XGROUP", -2, CommandFlags.Write, Group),
        new("XACK", -4, CommandFlags.Write, Acknowledge),
        new("XCLAIM", -6, CommandFlags.Write, StreamClaim.Claim),
        new("XPENDING", -3, CommandFlags.ReadOnly, Pending),
    ];

    /// <summary>The row of Redis 7: its subcommands have numbers of arguments of their own.</summary>
    public static Command[] LaterRows { get; } =
    [
        new("XGROUP", -2, CommandFlags.Write, Group)
        {
            Subcommands =
            [
                ("CREATE", -5), ("SETID", -5), ("DESTROY", 4), ("CREATECONSUMER", 5), ("DELCONSUMER", 5), ("HELP", 2),
            ],
        },
    ];

    public static string NoGroup(Bytes key, Bytes group) =>
        $"NOGROUP No such key '{Executor.Line(key)}' or consumer group '{Executor.Line(group)}'";

    public static string NoGroupOfKey(Bytes key, Bytes group) =>
        $"NOGROUP No such consumer group '{Executor.Line(group)}' for key name '{Executor.Line(key)}'";

    public static void ReplyHelp(Call call, string[] lines)
    {
        call.Reply.Array(lines.Length);
        Array.ForEach(lines, call.Reply.Status);
    }

    private static void Group(Call call)
    {
        if (!TryEntriesRead(call, out var args, out var read))
        {
            return;
        }

        var makesStream = args.Length == 6 && args[1].EqualsIgnoreCase("CREATE");
        if (makesStream && !args[5].EqualsIgnoreCase("MKSTREAM"))
        {
            call.Reply.Error(Errors.NoSubcommand(call));
        }
        else if (args.Length >= 4)
        {
            if (call.Find<StreamValue>(args[2], out var stream) && Exists(call, args, stream, makesStream))
            {
                OfStream(call, args, stream, Bounded(call, stream, read));
            }
        }
        else if (args.Length == 2 && args[1].EqualsIgnoreCase("HELP"))
        {
            ReplyHelp(call, Help);
        }
        else
        {
            call.Reply.Error(Errors.NoSubcommand(call));
        }
    }

    /// <summary>Since 8.6 a group has read no more entries than there were.</summary>
    private static long? Bounded(Call call, StreamValue? stream, long? read) =>
        call.Data.Dialect >= Dialect.Redis86 && read is { } count ? Math.Min(count, stream?.EntriesAdded ?? 0) : read;

    /// <summary>
    /// Takes ENTRIESREAD of Redis 7 out of the arguments; 6.0.5 passes over it in a log. False after an error reply.
    /// </summary>
    private static bool TryEntriesRead(Call call, out Bytes[] args, out long? read)
    {
        (args, read) = (call.Args, null);
        var at = args.Length > 6 && (call.Loading || call.Is7)
            ? Array.FindIndex(args, 5, static arg => arg.EqualsIgnoreCase("ENTRIESREAD"))
            : -1;
        if (at < 0 || at + 1 == args.Length)
        {
            return true;
        }

        if (!call.Integer(args[at + 1], out var number))
        {
            return false;
        }

        if (number < StreamLog.Unknown)
        {
            call.Reply.Error("ERR value for ENTRIESREAD must be positive or -1");
            return false;
        }

        args = [.. args[..at], .. args[(at + 2)..]];
        read = number == StreamLog.Unknown ? null : number;
        return true;
    }

    /// <summary>Checks that the stream and, if needed, the group exist; false after an error reply.</summary>
    private static bool Exists(Call call, Bytes[] args, StreamValue? stream, bool makesStream)
    {
        var needsGroup = args[1].EqualsIgnoreCase("SETID") || args[1].EqualsIgnoreCase("DELCONSUMER")
            || args[1].EqualsIgnoreCase("CREATECONSUMER");
        var error = makesStream ? null
            : stream is null ? NeedsKey
            : needsGroup && stream.Group(args[3]) is null ? NoGroupOfKey(args[2], args[3])
            : null;
        if (error is not null)
        {
            call.Reply.Error(error);
        }

        return error is null;
    }

    private static void OfStream(Call call, Bytes[] args, StreamValue? stream, long? read)
    {
        switch (args.Length)
        {
            case 5 or 6 when args[1].EqualsIgnoreCase("CREATE"):
                Create(call, args, stream, read);
                break;
            case 5 when args[1].EqualsIgnoreCase("SETID"):
                SetId(call, args, stream!, read);
                break;
            case 4 when args[1].EqualsIgnoreCase("DESTROY"):
                Destroy(call, args, stream!);
                break;
            case 5 when args[1].EqualsIgnoreCase("DELCONSUMER"):
                var isThere = stream!.Group(args[3])!.Find(args[4]) is not null;
                call.Data.Dirty += isThere || !call.Is7 ? 1 : 0;
                call.Reply.Integer(call.Own(args[2], stream).OwnGroup(args[3]).Remove(args[4]));
                break;
            case 5 when (call.Loading || call.Is7) && args[1].EqualsIgnoreCase("CREATECONSUMER"):
                var isNew = stream!.Group(args[3])!.Find(args[4]) is null;
                call.Own(args[2], stream).OwnGroup(args[3]).See(args[4], call.NowMs);
                call.Data.Dirty += isNew ? 1 : 0;
                call.Reply.Integer(isNew ? 1 : 0);
                break;
            default:
                call.Reply.Error(Errors.NoSubcommand(call));
                break;
        }
    }

    private static void Create(Call call, Bytes[] args, StreamValue? stream, long? read)
    {
        var id = stream?.LastId ?? StreamId.Min;
        if (args[4] != LastId && !StreamCommands.Id(call, args[4], out id))
        {
            return;
        }

        if (stream?.Group(args[3]) is not null)
        {
            call.Reply.Error("BUSYGROUP Consumer Group name already exists");
            return;
        }

        _ = StreamCommands.OwnOrCreate(call, args[2], stream).AddGroup(args[3], id, read);
        call.Reply.Ok();
        if (stream is null)
        {
            call.Changed(args[2]);
        }
        else
        {
            call.Data.Dirty++;
        }
    }

    private static void SetId(Call call, Bytes[] args, StreamValue stream, long? read)
    {
        var id = stream.LastId;
        if (args[4] != LastId && !StreamId.TryParseEnd(args[4], missingSeq: 0, out id))
        {
            call.Reply.Error(Errors.NotAnId);
            return;
        }

        var group = call.Own(args[2], stream).OwnGroup(args[3]);
        (group.LastDelivered, group.EntriesRead) = (id, read);
        call.Data.Dirty++;
        call.Reply.Ok();
    }

    private static void Destroy(Call call, Bytes[] args, StreamValue stream)
    {
        var there = stream.Group(args[3]) is not null;
        if (there)
        {
            call.Own(args[2], stream).RemoveGroup(args[3]);
            call.Data.Dirty++;

            // Clients that wait for this group get an error.
            call.Executor.Ready(call.Session.Database, args[2]);
        }

        call.Reply.Integer(there ? 1 : 0);
    }

    private static void Acknowledge(Call call)
    {
        var (args, key) = (call.Args, call.Args[1]);
        if (!call.Find<StreamValue>(key, out var stream))
        {
            return;
        }

        var ids = new StreamId[args.Length - 3];
        for (var i = 0; i < ids.Length && stream?.Group(args[2]) is not null; i++)
        {
            if (!StreamCommands.Id(call, args[i + 3], out ids[i]))
            {
                return;
            }
        }

        var acknowledged = 0;
        if (stream?.Group(args[2]) is not null)
        {
            acknowledged = ids.Count(call.Own(key, stream).OwnGroup(args[2]).Acknowledge);
        }

        call.Data.Dirty += acknowledged;
        call.Reply.Integer(acknowledged);
    }

    private static void Pending(Call call)
    {
        if (!TryIdle(call, out var args, out var idleMs))
        {
            return;
        }

        if (args.Length is not (3 or 6 or 7))
        {
            call.Reply.Error(Errors.Syntax);
            return;
        }

        var (count, from, to) = (0L, StreamId.Min, StreamId.Max);
        if (args.Length > 3
            && (!call.Integer(args[5], out count) || !StreamCommands.Ends(call, args[3], args[4], out from, out to)))
        {
            return;
        }

        if (!call.Find<StreamValue>(args[1], out var stream))
        {
            return;
        }

        if (stream?.Group(args[2]) is not { } group)
        {
            call.Reply.Error(NoGroup(args[1], args[2]));
        }
        else if (args.Length == 3)
        {
            PendingSummary(call.Reply, group);
        }
        else
        {
            PendingRange(call, args.Length == 7 ? args[6] : null, group, (from, to), (Math.Max(0, count), idleMs));
        }
    }

    /// <summary>Takes IDLE of Redis 6.2 out of the arguments; false after an error reply.</summary>
    private static bool TryIdle(Call call, out Bytes[] args, out long idleMs)
    {
        (args, idleMs) = (call.Args, 0);
        if (!call.Is7 || args.Length < 6 || !args[3].EqualsIgnoreCase("IDLE"))
        {
            return true;
        }

        args = args.Length < 8 ? [] : [.. args[..3], .. args[5..]];
        return call.Integer(call.Args[4], out idleMs);
    }

    private static void PendingSummary(Reply reply, ConsumerGroup group)
    {
        reply.Array(4);
        reply.Integer(group.Pending.Count);
        if (group.Pending.Count == 0)
        {
            reply.NullBulk();
            reply.NullBulk();
            reply.NullArray();
            return;
        }

        reply.Bulk(group.Pending[0].Id.ToBytes());
        reply.Bulk(group.Pending[group.Pending.Count - 1].Id.ToBytes());
        var busy = group.Consumers.Where(static consumer => consumer.PendingCount > 0).ToList();
        reply.Array(busy.Count);
        foreach (var consumer in busy)
        {
            reply.Array(2);
            reply.Bulk(consumer.Name);
            reply.Bulk(Bytes.Of(consumer.PendingCount));
        }
    }

    private static void PendingRange(
        Call call, Bytes? name, ConsumerGroup group, (StreamId From, StreamId To) range, (long Count, long IdleMs) most)
    {
        var ofOne = name is not null;
        var consumer = name is { } one ? group.Find(one) : null;
        var first = ofOne
            ? consumer?.Pending.PositionOf(new AtId(range.From)) ?? 0
            : group.Pending.PositionOf(new AtId(range.From));
        var size = ofOne ? consumer?.PendingCount ?? 0 : group.Pending.Count;
        var found = new List<PendingEntry>();
        for (var i = first; i < size && found.Count < most.Count && IdAt(i) <= range.To; i++)
        {
            _ = group.TryGetPending(IdAt(i), out var entry);
            if (most.IdleMs == 0 || unchecked(call.NowMs - entry.DeliveredMs) >= most.IdleMs)
            {
                found.Add(entry);
            }
        }

        call.Reply.Array(found.Count);
        foreach (var entry in found)
        {
            call.Reply.Array(4);
            call.Reply.Bulk(entry.Id.ToBytes());
            call.Reply.Bulk(entry.Consumer);
            call.Reply.Integer(Math.Max(0, unchecked(call.NowMs - entry.DeliveredMs)));
            call.Reply.Integer(entry.Deliveries);
        }

        StreamId IdAt(int position) => consumer is null ? group.Pending[position].Id : consumer.Pending[position];
    }
}
