using Aof.Data.Commands.Arguments;
using Aof.Data.Commands.Collections;
using Aof.Data.Commands.SortedSets;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands;

/// <summary>
/// Blocking pops (blocked.c, t_list.c and t_zset.c of Redis). The log gets the pop, never the wait: LPOP for BLPOP,
/// RPOPLPUSH for BRPOPLPUSH.
/// </summary>
internal static class BlockingCommands
{
    private static readonly Bytes LPop = Bytes.Of("LPOP");
    private static readonly Bytes RPop = Bytes.Of("RPOP");
    private static readonly Bytes RPopLPush = Bytes.Of("RPOPLPUSH");
    private static readonly Bytes ZPopMin = Bytes.Of("ZPOPMIN");
    private static readonly Bytes ZPopMax = Bytes.Of("ZPOPMAX");

    // After a wait 6.0.5 logs the pop under the name in its command table.
    private static readonly Bytes LowerZPopMin = Bytes.Of("zpopmin");
    private static readonly Bytes LowerZPopMax = Bytes.Of("zpopmax");

    public static Command[] Rows { get; } =
    [
        new("BLPOP", -3, CommandFlags.Write, static call => PopFirst(call, ValueKind.List, PopHead, PopHead)),
        new("BRPOP", -3, CommandFlags.Write, static call => PopFirst(call, ValueKind.List, PopTail, PopTail)),
        new("BZPOPMIN", -3, CommandFlags.Write,
            static call => PopFirst(call, ValueKind.SortedSet, PopLowest, PopLowestLater)),
        new("BZPOPMAX", -3, CommandFlags.Write,
            static call => PopFirst(call, ValueKind.SortedSet, PopHighest, PopHighestLater)),
        new("BRPOPLPUSH", 4, CommandFlags.Write, RotateOrWait),
    ];

    /// <summary>Pops from the first key with an element, or waits for one.</summary>
    private static void PopFirst(
        Call call, ValueKind kind, Func<Call, Bytes, bool> pop, Func<Call, Bytes, bool> popLater)
    {
        if (!WaitTimeout.TrySeconds(call, call.Args[^1], out var endsMs))
        {
            return;
        }

        var keys = call.Args.AsSpan(1..^1);
        foreach (var key in keys)
        {
            if (pop(call, key))
            {
                return;
            }
        }

        if (!call.TryBlock(keys, new WaitKind(kind, endsMs, popLater)))
        {
            call.Reply.NullArray();
        }
    }

    private static void RotateOrWait(Call call)
    {
        if (!WaitTimeout.TrySeconds(call, call.Args[3], out var endsMs))
        {
            return;
        }

        if (call.Find(call.Args[1]) is not null
            || !call.TryBlock(call.Args.AsSpan(1, 1), new WaitKind(ValueKind.List, endsMs, Rotate)))
        {
            _ = Rotate(call, call.Args[1]);
        }
    }

    private static bool Rotate(Call call, Bytes from)
    {
        call.Log(RPopLPush, from, call.Args[2]);
        ListCommands.Rotate(call);
        return true;
    }

    private static bool PopHead(Call call, Bytes key) => PopItem(call, key, atHead: true);

    private static bool PopTail(Call call, Bytes key) => PopItem(call, key, atHead: false);

    /// <summary>Pops an element; true when the client got a reply.</summary>
    private static bool PopItem(Call call, Bytes key, bool atHead)
    {
        if (!call.Find<ListValue>(key, out var list))
        {
            return true;
        }

        if (list is null)
        {
            return false;
        }

        call.Reply.Array(2);
        call.Reply.Bulk(key);
        call.Reply.Bulk(ListCommands.Take(call, key, list, atHead));
        call.Changed(key);
        call.Log(atHead ? LPop : RPop, key);
        return true;
    }

    private static bool PopLowest(Call call, Bytes key) => PopMember(call, key, highest: false, ZPopMin);

    private static bool PopHighest(Call call, Bytes key) => PopMember(call, key, highest: true, ZPopMax);

    private static bool PopLowestLater(Call call, Bytes key) =>
        PopMember(call, key, highest: false, call.Is7 ? ZPopMin : LowerZPopMin);

    private static bool PopHighestLater(Call call, Bytes key) =>
        PopMember(call, key, highest: true, call.Is7 ? ZPopMax : LowerZPopMax);

    private static bool PopMember(Call call, Bytes key, bool highest, Bytes loggedAs)
    {
        if (!call.Find<SortedSetValue>(key, out var set))
        {
            return true;
        }

        if (set is null)
        {
            return false;
        }

        call.Reply.Array(3);
        call.Reply.Bulk(key);
        SortedSetCommands.Take(call, key, set, count: 1, highest);
        call.Log(loggedAs, key);
        return true;
    }
}
