using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;

namespace Aof.Data.Commands.Collections;

/// <summary>Commands on one or two sets (t_set.c of Redis).</summary>
internal static class SetCommands
{
    private static readonly Bytes RemoveName = Bytes.Of("SREM");

    public static Command[] Rows { get; } =
    [
        new("SADD", -3, CommandFlags.Write, Add),
        new("SREM", -3, CommandFlags.Write, Remove),
        new("SMOVE", 4, CommandFlags.Write, Move),
        new("SISMEMBER", 3, CommandFlags.ReadOnly, IsMember),
        new("SCARD", 2, CommandFlags.ReadOnly, Cardinality),
        new("SPOP", -2, CommandFlags.Write, Pop),
        new("SRANDMEMBER", -2, CommandFlags.ReadOnly, RandomMember),
        new("SMEMBERS", 2, CommandFlags.ReadOnly, Members),
    ];

    public static SetValue OwnOrCreate(Call call, Bytes key, SetValue? set)
    {
        if (set is not null)
        {
            return call.Own(key, set);
        }

        set = new SetValue(call.Data.Owner);
        call.Database.Set(key, set);
        return set;
    }

    private static void Add(Call call)
    {
        var key = call.Args[1];
        if (!call.Find<SetValue>(key, out var found))
        {
            return;
        }

        var set = OwnOrCreate(call, key, found);
        var added = 0;
        foreach (var member in call.Args.AsSpan(2))
        {
            added += set.Add(member) ? 1 : 0;
        }

        if (added > 0)
        {
            call.Changed(key, added);
        }

        call.Reply.Integer(added);
    }

    private static void Remove(Call call)
    {
        var key = call.Args[1];
        if (!call.Find<SetValue>(key, out var set))
        {
            return;
        }

        var removed = 0;
        if (set is not null)
        {
            foreach (var member in call.Args.AsSpan(2))
            {
                removed += Take(call, key, ref set, member) ? 1 : 0;
            }
        }

        if (removed > 0)
        {
            call.Changed(key, removed);
        }

        call.Reply.Integer(removed);
    }

    /// <summary>Removes a member. An empty set loses its key.</summary>
    private static bool Take(Call call, Bytes key, ref SetValue set, Bytes member)
    {
        set = set.Count == 0 ? set : call.Own(key, set);
        var removed = set.Trie.Remove(member);
        if (removed && set.Count == 0)
        {
            _ = call.Database.Remove(key);
        }

        return removed;
    }

    private static void Move(Call call)
    {
        var (from, to, member) = (call.Args[1], call.Args[2], call.Args[3]);
        var source = call.Find(from);
        var target = call.Find(to);
        if (source is null)
        {
            call.Reply.Integer(0);
            return;
        }

        if (source is not SetValue set || target is not (null or SetValue))
        {
            call.Reply.Error(Errors.WrongType);
            return;
        }

        if (from == to || !set.Contains(member))
        {
            call.Reply.Integer(set.Contains(member) ? 1 : 0);
            return;
        }

        _ = Take(call, from, ref set, member);
        var added = OwnOrCreate(call, to, (SetValue?)target).Add(member);
        call.Changed(from);
        call.Changed(to, added ? 1 : 0);
        call.Reply.Integer(1);
    }

    private static void IsMember(Call call)
    {
        if (call.Find<SetValue>(call.Args[1], out var set))
        {
            call.Reply.Integer(set is not null && set.Contains(call.Args[2]) ? 1 : 0);
        }
    }

    private static void Cardinality(Call call)
    {
        if (call.Find<SetValue>(call.Args[1], out var set))
        {
            call.Reply.Integer(set?.Count ?? 0);
        }
    }

    private static void Members(Call call)
    {
        if (call.Find<SetValue>(call.Args[1], out var set))
        {
            ReplyMembers(call, set);
        }
    }

    private static void ReplyMembers(Call call, SetValue? set)
    {
        call.Reply.Array(set?.Count ?? 0);
        foreach (var member in set?.Members ?? [])
        {
            call.Reply.Bulk(member);
        }
    }

    /// <summary>The members are random, so SREM with their names is logged.</summary>
    private static void Pop(Call call)
    {
        if (call.Args.Length > 3)
        {
            call.Reply.Error(Errors.Syntax);
            return;
        }

        if (call.Args.Length == 3)
        {
            PopMany(call);
            return;
        }

        var key = call.Args[1];
        if (!call.Find<SetValue>(key, out var set))
        {
            return;
        }

        if (set is null)
        {
            call.Reply.NullBulk();
            return;
        }

        var member = AnyOf(call, set);
        _ = Take(call, key, ref set, member);
        call.Changed(key);
        call.Reply.Bulk(member);
        call.Log(RemoveName, key, member);
    }

    private static void PopMany(Call call)
    {
        var key = call.Args[1];
        if (!TryCount(call, out var count) || !call.Find<SetValue>(key, out var set))
        {
            return;
        }

        if (set is null || count == 0)
        {
            call.Reply.Array(0);
        }
        else if (count >= set.Count)
        {
            ReplyMembers(call, set);
            _ = call.Database.Remove(key);
            call.Changed(key);
            call.Log(call.Executor.DeleteName, key);
        }
        else
        {
            PopSome(call, key, set, (int)count);
        }
    }

    private static bool TryCount(Call call, out long count)
    {
        if (call.Is7)
        {
            return call.NotNegative(call.Args[2], out count);
        }

        var valid = call.Integer(call.Args[2], out count);
        if (valid && count < 0)
        {
            call.Reply.Error(Errors.OutOfRange);
        }

        return valid && count >= 0;
    }

    private static void PopSome(Call call, Bytes key, SetValue set, int count)
    {
        call.Reply.Array(count);
        for (var i = 0; i < count; i++)
        {
            var member = AnyOf(call, set);
            _ = Take(call, key, ref set, member);
            call.Reply.Bulk(member);
            call.Log(RemoveName, key, member);
        }

        call.Changed(key, count);
    }

    private static void RandomMember(Call call)
    {
        if (call.Args.Length > 3)
        {
            call.Reply.Error(Errors.Syntax);
            return;
        }

        var count = 1L;
        if ((call.Args.Length == 3 && !call.Integer(call.Args[2], out count))
            || !call.Find<SetValue>(call.Args[1], out var set))
        {
            return;
        }

        if (call.Args.Length == 3)
        {
            RandomMembers(call, set, count);
        }
        else if (set is null)
        {
            call.Reply.NullBulk();
        }
        else
        {
            call.Reply.Bulk(AnyOf(call, set));
        }
    }

    /// <summary>A negative count allows repetitions; a positive one gives distinct members.</summary>
    private static void RandomMembers(Call call, SetValue? set, long count)
    {
        if (set is null || count == 0)
        {
            call.Reply.Array(0);
        }
        else if (count < 0)
        {
            var many = (int)Math.Min(-Math.Max(count, -int.MaxValue), int.MaxValue);
            call.Reply.Array(many);
            for (var i = 0; i < many; i++)
            {
                call.Reply.Bulk(AnyOf(call, set));
            }
        }
        else
        {
            // Members are removed from a private fork; the set itself is not written.
            set = (SetValue)set.OwnedBy(new Owner());
            var many = (int)Math.Min(count, set.Count);
            call.Reply.Array(many);
            for (var i = 0; i < many; i++)
            {
                var member = AnyOf(call, set);
                _ = set.Trie.Remove(member);
                call.Reply.Bulk(member);
            }
        }
    }

    private static Bytes AnyOf(Call call, SetValue set) =>
        set.Trie.ElementAt((int)(call.Random.Next() % (ulong)set.Count)).Key;
}
