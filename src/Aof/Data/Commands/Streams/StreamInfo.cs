using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;
using Aof.Rdb;

namespace Aof.Data.Commands.Streams;

/// <summary>XINFO: a stream, its groups and their consumers.</summary>
internal static class StreamInfo
{
    private static readonly string[] Help =
    [
        "XINFO <subcommand> arg arg ... arg. Subcommands are:",
        "CONSUMERS <key> <groupname>         -- Show consumer groups of group <groupname>.",
        "GROUPS <key>                        -- Show the stream consumer groups.",
        "STREAM <key> [FULL [COUNT <count>]] -- Show information about the stream.",
        "                                       FULL will return the full state of the stream,",
        "                                            including all entries, groups, consumers and PELs.",
        "                                            It's possible to show only the first stream/PEL entries",
        "                                            by using the COUNT modifier (Default is 10)",
        "HELP                                -- Print this help.",
    ];

    public static Command[] Rows { get; } = [new("XINFO", -2, CommandFlags.ReadOnly, Info)];

    /// <summary>The row of Redis 7.</summary>
    public static Command[] LaterRows { get; } =
    [
        new("XINFO", -2, CommandFlags.ReadOnly, Info)
        {
            Subcommands = [("CONSUMERS", 4), ("GROUPS", 3), ("STREAM", -3), ("HELP", 2)],
        },
    ];

    private static void Info(Call call)
    {
        var args = call.Args;
        if (args[1].EqualsIgnoreCase("HELP"))
        {
            ConsumerGroupCommands.ReplyHelp(call, Help);
        }
        else if (args.Length < 3)
        {
            call.Reply.Error("ERR syntax error, try 'XINFO HELP'");
        }
        else if (call.Find<StreamValue>(args[2], out var stream))
        {
            if (stream is null)
            {
                call.Reply.Error(Errors.NoSuchKey);
            }
            else
            {
                OfStream(call, stream);
            }
        }
    }

    private static void OfStream(Call call, StreamValue stream)
    {
        var args = call.Args;
        if (args.Length == 4 && args[1].EqualsIgnoreCase("CONSUMERS"))
        {
            Consumers(call, stream);
        }
        else if (args.Length == 3 && args[1].EqualsIgnoreCase("GROUPS"))
        {
            Groups(call, stream);
        }
        else if (args.Length is 3 or 4 or 6 && args[1].EqualsIgnoreCase("STREAM"))
        {
            Stream(call, stream);
        }
        else
        {
            call.Reply.Error(Errors.NoSubcommand(call));
        }
    }

    private static void Consumers(Call call, StreamValue stream)
    {
        if (stream.Group(call.Args[3]) is not { } group)
        {
            call.Reply.Error(ConsumerGroupCommands.NoGroupOfKey(call.Args[2], call.Args[3]));
            return;
        }

        call.Reply.Array(group.ConsumerCount);
        foreach (var consumer in group.Consumers)
        {
            call.Reply.Array(call.Is72 ? 8 : 6);
            Field(call.Reply, "name", consumer.Name);
            Field(call.Reply, "pending", consumer.PendingCount);
            Field(call.Reply, "idle", Math.Max(0, unchecked(call.NowMs - consumer.SeenMs)));
            if (call.Is72)
            {
                Field(call.Reply, "inactive",
                    consumer.ActiveMs < 0 ? -1 : Math.Max(0, unchecked(call.NowMs - consumer.ActiveMs)));
            }
        }
    }

    /// <summary>What Redis 7.0 and 8.6 add about a stream.</summary>
    private static void LaterNumbers(Call call, StreamValue stream)
    {
        if (call.Is7)
        {
            Field(call.Reply, "max-deleted-entry-id", stream.MaxDeleted.ToBytes());
            Field(call.Reply, "entries-added", stream.EntriesAdded);
            Field(call.Reply, "recorded-first-entry-id", stream.FirstId.ToBytes());
        }

        if (call.Data.Dialect >= Dialect.Redis86)
        {
            NoProducers(call.Reply);
        }
    }

    /// <summary>What Redis 8.6 adds about producers, of which there are none here.</summary>
    private static void NoProducers(Reply reply)
    {
        Field(reply, "idmp-duration", StreamFormat.DefaultProducerSeconds);
        Field(reply, "idmp-maxsize", StreamFormat.DefaultProducerEntries);
        foreach (var counted in (string[])["pids-tracked", "iids-tracked", "iids-added", "iids-duplicates"])
        {
            Field(reply, counted, 0);
        }
    }

    private static void Groups(Call call, StreamValue stream)
    {
        var reply = call.Reply;
        reply.Array(stream.GroupCount);
        foreach (var group in stream.Groups)
        {
            reply.Array(call.Is7 ? 12 : 8);
            Field(reply, "name", group.Name);
            Field(reply, "consumers", group.ConsumerCount);
            Field(reply, "pending", group.Pending.Count);
            Field(reply, "last-delivered-id", group.LastDelivered.ToBytes());
            if (call.Is7)
            {
                Progress(call, stream, group);
            }
        }
    }

    /// <summary>What Redis 7 adds about a group.</summary>
    private static void Progress(Call call, StreamValue stream, ConsumerGroup group)
    {
        var reply = call.Reply;
        foreach (var (name, number) in ((string, long?)[])[
            ("entries-read", group.EntriesRead), ("lag", StreamCounts.Lag(stream, group, call.Data.Dialect))])
        {
            reply.Bulk(Bytes.Of(name));
            if (number is { } known)
            {
                reply.Integer(known);
            }
            else
            {
                reply.NullBulk();
            }
        }
    }

    private static void Stream(Call call, StreamValue stream)
    {
        var args = call.Args;
        var count = 10L;
        var full = args.Length > 3;
        if (full && (!args[3].EqualsIgnoreCase("FULL") || (args.Length == 6 && !args[4].EqualsIgnoreCase("COUNT"))))
        {
            call.Reply.Error(Errors.NoSubcommand(call));
            return;
        }

        if (args.Length == 6 && !call.Integer(args[5], out count))
        {
            return;
        }

        var later = call.Data.Dialect >= Dialect.Redis86 ? 18 : call.Is7 ? 6 : 0;
        call.Reply.Array((full ? 12 : 14) + later);
        Field(call.Reply, "length", stream.Count);
        var nodes = stream.NodeIds.ToArray();
        Field(call.Reply, "radix-tree-keys", nodes.Length);
        Field(call.Reply, "radix-tree-nodes", RadixTreeSize.Of(nodes));
        Field(call.Reply, "last-generated-id", stream.LastId.ToBytes());
        LaterNumbers(call, stream);
        if (full)
        {
            Everything(call, stream, count < 0 ? 10 : count == 0 ? int.MaxValue : count);
        }
        else
        {
            Ends(call.Reply, stream);
        }
    }

    private static void Ends(Reply reply, StreamValue stream)
    {
        Field(reply, "groups", stream.GroupCount);
        foreach (var (name, at) in ((string, int)[])[("first-entry", 0), ("last-entry", stream.Count - 1)])
        {
            reply.Bulk(Bytes.Of(name));
            if (stream.Count == 0)
            {
                reply.NullBulk();
            }
            else
            {
                StreamCommands.ReplyEntry(reply, stream.Tree[at]);
            }
        }
    }

    private static void Everything(Call call, StreamValue stream, long count)
    {
        var reply = call.Reply;
        reply.Bulk("entries"u8);
        StreamCommands.ReplyEntries(reply, stream, 0, (int)Math.Min(count, stream.Count), reverse: false);
        reply.Bulk("groups"u8);
        reply.Array(stream.GroupCount);
        foreach (var group in stream.Groups)
        {
            reply.Array(call.Is7 ? 14 : 10);
            Field(reply, "name", group.Name);
            Field(reply, "last-delivered-id", group.LastDelivered.ToBytes());
            if (call.Is7)
            {
                Progress(call, stream, group);
            }

            Field(reply, "pel-count", group.Pending.Count);
            Pending(reply, group, group.Pending.Select(static entry => entry.Id), Math.Min(count, group.Pending.Count),
                withConsumer: true);
            reply.Bulk("consumers"u8);
            reply.Array(group.ConsumerCount);
            foreach (var consumer in group.Consumers)
            {
                reply.Array(call.Is72 ? 10 : 8);
                Field(reply, "name", consumer.Name);
                Field(reply, "seen-time", consumer.SeenMs);
                if (call.Is72)
                {
                    Field(reply, "active-time", consumer.ActiveMs);
                }

                Field(reply, "pel-count", consumer.PendingCount);
                Pending(reply, group, consumer.Pending, Math.Min(count, consumer.PendingCount), withConsumer: false);
            }
        }
    }

    private static void Pending(
        Reply reply, ConsumerGroup group, IEnumerable<StreamId> ids, long count, bool withConsumer)
    {
        reply.Bulk("pending"u8);
        reply.Array((int)count);
        foreach (var id in ids.Take((int)count))
        {
            _ = group.TryGetPending(id, out var entry);
            reply.Array(withConsumer ? 4 : 3);
            reply.Bulk(id.ToBytes());
            if (withConsumer)
            {
                reply.Bulk(entry.Consumer);
            }

            reply.Integer(entry.DeliveredMs);
            reply.Integer(entry.Deliveries);
        }
    }

    private static void Field(Reply reply, string name, long value)
    {
        reply.Bulk(Bytes.Of(name));
        reply.Integer(value);
    }

    private static void Field(Reply reply, string name, Bytes value)
    {
        reply.Bulk(Bytes.Of(name));
        reply.Bulk(value);
    }
}
