using Aof.Data.Commands.Arguments;
using Aof.Data.Commands.Collections;
using Aof.Data.Commands.SortedSets;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands;

/// <summary>
/// LMPOP, ZMPOP and their blocking forms of Redis 7: elements of the first key that has any. The log gets LPOP, RPOP,
/// ZPOPMIN or ZPOPMAX with the number that was popped.
/// </summary>
internal static class PopFromFirst
{
    private static readonly Bytes[] Pops =
        [Bytes.Of("LPOP"), Bytes.Of("RPOP"), Bytes.Of("ZPOPMIN"), Bytes.Of("ZPOPMAX")];

    public static Command[] Rows { get; } =
    [
        new("LMPOP", -4, CommandFlags.Write, static call => Pop(call, ValueKind.List, first: 1)),
        new("ZMPOP", -4, CommandFlags.Write, static call => Pop(call, ValueKind.SortedSet, first: 1)),
        new("BLMPOP", -5, CommandFlags.Write, static call => PopOrWait(call, ValueKind.List)),
        new("BZMPOP", -5, CommandFlags.Write, static call => PopOrWait(call, ValueKind.SortedSet)),
    ];

    private static void Pop(Call call, ValueKind kind, int first)
    {
        if (TryParse(call, kind, first, out var wanted) && !Served(call, wanted))
        {
            call.Reply.NullArray();
        }
    }

    private static void PopOrWait(Call call, ValueKind kind)
    {
        if (!WaitTimeout.TrySeconds(call, call.Args[1], out var endsMs) || !TryParse(call, kind, 2, out var wanted)
            || Served(call, wanted))
        {
            return;
        }

        var keys = call.Args.AsSpan(3, wanted.Keys);
        if (!call.TryBlock(keys, new WaitKind(kind, endsMs, (later, key) => TryServe(later, wanted, key))))
        {
            call.Reply.NullArray();
        }
    }

    /// <summary>Replies; false, without a reply, when no key has an element.</summary>
    private static bool Served(Call call, Wanted wanted)
    {
        foreach (var key in call.Args.AsSpan(wanted.First + 1, wanted.Keys))
        {
            if (TryServe(call, wanted, key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the client got a reply, even an error.</summary>
    private static bool TryServe(Call call, Wanted wanted, Bytes key)
    {
        var value = call.Find(key);
        if (value is null)
        {
            return false;
        }

        if (value.Kind != wanted.Kind)
        {
            call.Reply.Error(Errors.WrongType);
            return true;
        }

        call.Reply.Array(2);
        call.Reply.Bulk(key);
        var many = (int)Math.Min(wanted.Count, value is ListValue items ? items.Count : ((SortedSetValue)value).Count);
        if (value is ListValue list)
        {
            ListMoves.TakeMany(call, key, list, many, wanted.AtFirst);
        }
        else
        {
            call.Reply.Array(many);
            SortedSetCommands.Take(call, key, (SortedSetValue)value, many, highest: !wanted.AtFirst, inPairs: true);
        }

        call.Log(Pops[(value is ListValue ? 0 : 2) + (wanted.AtFirst ? 0 : 1)], key, Bytes.Of(many));
        return true;
    }

    /// <summary>Reads the number of keys, the keys, the end, and COUNT; false after an error reply.</summary>
    private static bool TryParse(Call call, ValueKind kind, int first, out Wanted wanted)
    {
        var args = call.Args;
        wanted = default;
        if (!call.IsInteger(args[first], out var keys) || keys < 1)
        {
            call.Reply.Error(Errors.NotNumerous);
            return false;
        }

        var end = keys < args.Length ? first + 1 + (int)keys : args.Length;
        var (low, high) = kind == ValueKind.List ? ("LEFT", "RIGHT") : ("MIN", "MAX");
        var atFirst = end < args.Length && args[end].EqualsIgnoreCase(low);
        if (end >= args.Length || !(atFirst || args[end].EqualsIgnoreCase(high))
            || args.Length - end is not (1 or 3)
            || (args.Length - end == 3 && !args[end + 1].EqualsIgnoreCase("COUNT")))
        {
            call.Reply.Error(Errors.Syntax);
            return false;
        }

        var count = 1L;
        var valid = args.Length - end == 1 || (call.IsInteger(args[end + 2], out count) && count > 0);
        if (!valid)
        {
            call.Reply.Error("ERR count should be greater than 0");
        }

        wanted = new Wanted(kind, first, (int)keys, atFirst, count);
        return valid;
    }

    /// <summary>What is popped: the argument of the number of keys, how many keys, from which end, how many.</summary>
    private readonly record struct Wanted(ValueKind Kind, int First, int Keys, bool AtFirst, long Count);
}
