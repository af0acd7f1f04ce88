using Aof.Data.Commands.Arguments;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Collections;

/// <summary>Commands on lists (t_list.c of Redis).</summary>
internal static class ListCommands
{
    public static Command[] Rows { get; } =
    [
        new("LPUSH", -3, CommandFlags.Write, static call => Push(call, atHead: true, onlyIfPresent: false)),
        new("RPUSH", -3, CommandFlags.Write, static call => Push(call, atHead: false, onlyIfPresent: false)),
        new("LPUSHX", -3, CommandFlags.Write, static call => Push(call, atHead: true, onlyIfPresent: true)),
        new("RPUSHX", -3, CommandFlags.Write, static call => Push(call, atHead: false, onlyIfPresent: true)),
        new("LPOP", 2, CommandFlags.Write, static call => Pop(call, atHead: true)),
        new("RPOP", 2, CommandFlags.Write, static call => Pop(call, atHead: false)),
        new("LLEN", 2, CommandFlags.ReadOnly, Length),
        new("LINDEX", 3, CommandFlags.ReadOnly, Index),
        new("LRANGE", 4, CommandFlags.ReadOnly, Range),
        new("LSET", 4, CommandFlags.Write, Set),
        new("LINSERT", 5, CommandFlags.Write, Insert),
        new("LREM", 4, CommandFlags.Write, Remove),
        new("LTRIM", 4, CommandFlags.Write, Trim),
        new("RPOPLPUSH", 3, CommandFlags.Write, Rotate),
    ];

    private static void Push(Call call, bool atHead, bool onlyIfPresent)
    {
        var key = call.Args[1];
        if (!call.Find<ListValue>(key, out var list))
        {
            return;
        }

        if (list is null && onlyIfPresent)
        {
            call.Reply.Integer(0);
            return;
        }

        var tree = OwnOrCreate(call, key, list).Tree;
        foreach (var item in call.Args.AsSpan(2))
        {
            tree.Insert(atHead ? 0 : tree.Count, item);
        }

        call.Changed(key, call.Args.Length - 2);
        call.Reply.Integer(tree.Count);
    }

    public static ListValue OwnOrCreate(Call call, Bytes key, ListValue? list)
    {
        if (list is not null)
        {
            return call.Own(key, list);
        }

        list = new ListValue(call.Data.Owner);
        call.Database.Set(key, list);
        return list;
    }

    private static void Pop(Call call, bool atHead)
    {
        var key = call.Args[1];
        if (!call.Find<ListValue>(key, out var list))
        {
            return;
        }

        if (list is null)
        {
            call.Reply.NullBulk();
            return;
        }

        call.Reply.Bulk(Take(call, key, list, atHead));
        call.Changed(key);
    }

    /// <summary>Pops an element from an end. An empty list loses its key.</summary>
    public static Bytes Take(Call call, Bytes key, ListValue list, bool atHead)
    {
        var tree = call.Own(key, list).Tree;
        var item = tree.RemoveAt(atHead ? 0 : tree.Count - 1);
        if (tree.Count == 0)
        {
            _ = call.Database.Remove(key);
        }

        return item;
    }

    private static void Length(Call call)
    {
        if (call.Find<ListValue>(call.Args[1], out var list))
        {
            call.Reply.Integer(list?.Count ?? 0);
        }
    }

    private static void Index(Call call)
    {
        if (!call.Find<ListValue>(call.Args[1], out var list))
        {
            return;
        }

        if (list is null)
        {
            call.Reply.NullBulk();
        }
        else if (call.Integer(call.Args[2], out var index))
        {
            if (TryPosition(list, index, out var position))
            {
                call.Reply.Bulk(list.Tree[position]);
            }
            else
            {
                call.Reply.NullBulk();
            }
        }
    }

    private static bool TryPosition(ListValue list, long index, out int position)
    {
        index = index < 0 ? index + list.Count : index;
        position = index >= 0 && index < list.Count ? (int)index : -1;
        return position >= 0;
    }

    private static void Range(Call call)
    {
        if (!IndexRange.TryParse(call, call.Args[2], call.Args[3], out var range)
            || !call.Find<ListValue>(call.Args[1], out var list))
        {
            return;
        }

        var (start, count) = range.Within(list?.Count ?? 0);
        call.Reply.Array(count);
        for (var i = start; i < start + count; i++)
        {
            call.Reply.Bulk(list!.Tree[i]);
        }
    }

    private static void Set(Call call)
    {
        var key = call.Args[1];
        if (!call.Find<ListValue>(key, out var list))
        {
            return;
        }

        if (list is null)
        {
            call.Reply.Error(Errors.NoSuchKey);
        }
        else if (call.Integer(call.Args[2], out var index))
        {
            if (TryPosition(list, index, out var position))
            {
                call.Own(key, list).Tree.Set(position, call.Args[3]);
                call.Changed(key);
                call.Reply.Ok();
            }
            else
            {
                call.Reply.Error(Errors.OutOfRange);
            }
        }
    }

    private static void Insert(Call call)
    {
        var key = call.Args[1];
        var after = call.Args[2].EqualsIgnoreCase("AFTER");
        if (!after && !call.Args[2].EqualsIgnoreCase("BEFORE"))
        {
            call.Reply.Error(Errors.Syntax);
            return;
        }

        if (!call.Find<ListValue>(key, out var list))
        {
            return;
        }

        var position = list is null ? -1 : PositionOf(list, call.Args[3]);
        if (position < 0)
        {
            call.Reply.Integer(list is null ? 0 : -1);
            return;
        }

        var tree = call.Own(key, list!).Tree;
        tree.Insert(after ? position + 1 : position, call.Args[4]);
        call.Changed(key);
        call.Reply.Integer(tree.Count);
    }

    private static int PositionOf(ListValue list, Bytes wanted)
    {
        var position = 0;
        foreach (var item in list.Tree)
        {
            if (item == wanted)
            {
                return position;
            }

            position++;
        }

        return -1;
    }

    private static void Remove(Call call)
    {
        var (key, wanted) = (call.Args[1], call.Args[3]);
        if (!call.Integer(call.Args[2], out var limit) || !call.Find<ListValue>(key, out var list))
        {
            return;
        }

        var removed = list is null ? 0 : RemoveEqual(call, key, list, wanted, limit);
        if (removed > 0)
        {
            call.Changed(key, removed);
        }

        call.Reply.Integer(removed);
    }

    /// <summary>Removes equal elements: limit above 0 from the head, below 0 from the tail, 0 all.</summary>
    private static int RemoveEqual(Call call, Bytes key, ListValue list, Bytes wanted, long limit)
    {
        if (PositionOf(list, wanted) < 0)
        {
            return 0;
        }

        var tree = call.Own(key, list).Tree;
        var fromTail = limit < 0;
        var enough = limit == 0 ? long.MaxValue : Math.Abs(Math.Max(limit, -long.MaxValue));
        var removed = 0;
        for (var at = fromTail ? tree.Count - 1 : 0; at >= 0 && at < tree.Count
            && removed < enough; at += fromTail ? -1 : 1)
        {
            if (tree[at] == wanted)
            {
                _ = tree.RemoveAt(at);
                removed++;
                at -= fromTail ? 0 : 1;
            }
        }

        if (tree.Count == 0)
        {
            _ = call.Database.Remove(key);
        }

        return removed;
    }

    private static void Trim(Call call)
    {
        var key = call.Args[1];
        if (!IndexRange.TryParse(call, call.Args[2], call.Args[3], out var range)
            || !call.Find<ListValue>(key, out var list))
        {
            return;
        }

        if (list is not null)
        {
            var (start, count) = range.Within(list.Count);
            var trims = count < list.Count;
            Keep(call, key, list, start, count);
            call.ChangedIf(trims, key);
        }

        call.Reply.Ok();
    }

    private static void Keep(Call call, Bytes key, ListValue list, int start, int count)
    {
        if (count == 0)
        {
            _ = call.Database.Remove(key);
            return;
        }

        if (count == list.Count)
        {
            return;
        }

        var tree = call.Own(key, list).Tree;
        while (tree.Count > start + count)
        {
            _ = tree.RemoveAt(tree.Count - 1);
        }

        while (tree.Count > count)
        {
            _ = tree.RemoveAt(0);
        }
    }

    /// <summary>RPOPLPUSH, and BRPOPLPUSH with an available element.</summary>
    public static void Rotate(Call call) => Move(call, fromHead: false, toHead: true);

    /// <summary>Moves an element from an end of a list to an end of another.</summary>
    public static void Move(Call call, bool fromHead, bool toHead)
    {
        var (from, to) = (call.Args[1], call.Args[2]);
        if (!call.Find<ListValue>(from, out var source))
        {
            return;
        }

        if (source is null)
        {
            call.Reply.NullBulk();
            return;
        }

        if (!call.Find<ListValue>(to, out _))
        {
            return;
        }

        // If source and target are the same list, it may be empty for a moment. So the target is looked up after the
        // pop.
        var deadline = from == to ? call.Database.Deadline(from) : null;
        var item = Take(call, from, source, fromHead);
        var target = OwnOrCreate(call, to, call.Database.TryGet(to, out var found) ? (ListValue)found : null);
        target.Tree.Insert(toHead ? 0 : target.Count, item);
        if (deadline is { } at && target.Count == 1)
        {
            call.Database.SetDeadline(to, at);
        }

        call.Changed(from);
        call.Executor.TouchWatched(call.Session.Database, to);
        call.Reply.Bulk(item);
    }
}
