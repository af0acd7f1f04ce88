using Aof.Data.Commands.Arguments;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Collections;

/// <summary>
/// LMOVE and BLMOVE of Redis 6.2, and LPOP and RPOP with a count (t_list.c). The log gets LMOVE, never the wait.
/// </summary>
internal static class ListMoves
{
    private static readonly Bytes Move = Bytes.Of("LMOVE");
    private static readonly Bytes Left = Bytes.Of("left");
    private static readonly Bytes Right = Bytes.Of("right");

    public static Command[] Rows { get; } =
    [
        new("LMOVE", 5, CommandFlags.Write, static call =>
        {
            if (TryEnds(call, out var fromHead, out var toHead))
            {
                ListCommands.Move(call, fromHead, toHead);
            }
        }),
        new("BLMOVE", 6, CommandFlags.Write, MoveOrWait),
        new("LPOP", -2, CommandFlags.Write, static call => Pop(call, atHead: true)),
        new("RPOP", -2, CommandFlags.Write, static call => Pop(call, atHead: false)),
    ];

    /// <summary>Reads LEFT or RIGHT; false after an error reply.</summary>
    public static bool TryEnd(Call call, Bytes argument, out bool atHead)
    {
        atHead = argument.EqualsIgnoreCase("LEFT");
        var isEnd = atHead || argument.EqualsIgnoreCase("RIGHT");
        if (!isEnd)
        {
            call.Reply.Error(Errors.Syntax);
        }

        return isEnd;
    }

    /// <summary>Replies elements that it pops from an end.</summary>
    public static void TakeMany(Call call, Bytes key, ListValue list, int count, bool atHead)
    {
        call.Reply.Array(count);
        for (var i = 0; i < count; i++)
        {
            call.Reply.Bulk(ListCommands.Take(call, key, list, atHead));
            list = count > i + 1 ? (ListValue)call.Find(key)! : list;
        }

        call.Changed(key, count);
    }

    private static bool TryEnds(Call call, out bool fromHead, out bool toHead)
    {
        toHead = false;
        return TryEnd(call, call.Args[3], out fromHead) && TryEnd(call, call.Args[4], out toHead);
    }

    private static void MoveOrWait(Call call)
    {
        if (!TryEnds(call, out var fromHead, out var toHead)
            || !WaitTimeout.TrySeconds(call, call.Args[5], out var endsMs))
        {
            return;
        }

        if (call.Find(call.Args[1]) is null
            && call.TryBlock(call.Args.AsSpan(1, 1), new WaitKind(ValueKind.List, endsMs, MoveLater)))
        {
            return;
        }

        call.Log([Move, .. call.Args.AsSpan(1, 4)]);
        ListCommands.Move(call, fromHead, toHead);
    }

    /// <summary>After a wait the ends are logged in Redis's small letters.</summary>
    private static bool MoveLater(Call call, Bytes from)
    {
        _ = TryEnds(call, out var fromHead, out var toHead);
        call.Log(Move, from, call.Args[2], fromHead ? Left : Right, toHead ? Left : Right);
        ListCommands.Move(call, fromHead, toHead);
        return true;
    }

    private static void Pop(Call call, bool atHead)
    {
        var (key, count, many) = (call.Args[1], 1L, call.Args.Length > 2);
        if (call.Args.Length > 3)
        {
            call.Reply.Error(call.Command.WrongArity);
            return;
        }

        if ((many && !call.NotNegative(call.Args[2], out count)) || !call.Find<ListValue>(key, out var list))
        {
            return;
        }

        if (list is null && many)
        {
            call.Reply.NullArray();
        }
        else if (list is null)
        {
            call.Reply.NullBulk();
        }
        else if (many)
        {
            TakeMany(call, key, list, (int)Math.Min(count, list.Count), atHead);
        }
        else
        {
            call.Reply.Bulk(ListCommands.Take(call, key, list, atHead));
            call.Changed(key);
        }
    }
}
