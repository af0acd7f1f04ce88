using Aof.Data.Commands.Arguments;
using Aof.Data.Execution;
using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Keys;

/// <summary>Commands on keys of any type (db.c of Redis).</summary>
internal static class KeyCommands
{
    public static Command[] Rows { get; } =
    [
        new("DEL", -2, CommandFlags.Write, Delete),
        new("UNLINK", -2, CommandFlags.Write, Delete),
        new("EXISTS", -2, CommandFlags.ReadOnly, CountPresent),
        new("TOUCH", -2, CommandFlags.ReadOnly, CountPresent),
        new("TYPE", 2, CommandFlags.ReadOnly, Type),
        new("RENAME", 3, CommandFlags.Write, static call => Rename(call, onlyIfAbsent: false)),
        new("RENAMENX", 3, CommandFlags.Write, static call => Rename(call, onlyIfAbsent: true)),
        new("MOVE", 3, CommandFlags.Write, Move),
        new("RANDOMKEY", 1, CommandFlags.ReadOnly, RandomKey),
        new("KEYS", 2, CommandFlags.ReadOnly, Keys),
    ];

    private static void Delete(Call call)
    {
        var keys = call.Args.AsSpan(1);
        foreach (var key in keys)
        {
            call.Expire(key);
        }

        var deleted = 0;
        foreach (var key in keys)
        {
            if (call.Database.Remove(key))
            {
                call.Changed(key);
                deleted++;
            }
        }

        call.Reply.Integer(deleted);
    }

    private static void CountPresent(Call call)
    {
        var present = 0;
        foreach (var key in call.Args.AsSpan(1))
        {
            present += call.Find(key) is null ? 0 : 1;
        }

        call.Reply.Integer(present);
    }

    private static void Type(Call call) => call.Reply.Status(TypeName(call.Find(call.Args[1])));

    /// <summary>The reply of TYPE; "none" without a value.</summary>
    public static string TypeName(Value? value) => value is ModuleValue module ? module.Type.Name : value?.Kind switch
    {
        null => "none",
        ValueKind.String => "string",
        ValueKind.List => "list",
        ValueKind.Set => "set",
        ValueKind.SortedSet => "zset",
        ValueKind.Hash => "hash",
        ValueKind.Stream => "stream",
        _ => throw new InvalidOperationException("A type of value without a name."),
    };

    /// <summary>RENAME and RENAMENX; the deadline is kept.</summary>
    private static void Rename(Call call, bool onlyIfAbsent)
    {
        var (from, to) = (call.Args[1], call.Args[2]);
        if (call.Find(from) is not { } value)
        {
            call.Reply.Error(Errors.NoSuchKey);
            return;
        }

        if (from != to)
        {
            if (call.Find(to) is not null && onlyIfAbsent)
            {
                call.Reply.Integer(0);
                return;
            }

            var database = call.Database;
            var deadline = database.Deadline(from) ?? Held.Never;
            _ = database.Remove(from);
            database.Set(to, value, deadline);
            call.Changed(from);
            call.Executor.TouchWatched(call.Session.Database, to);
        }

        if (onlyIfAbsent)
        {
            call.Reply.Integer(from == to ? 0 : 1);
        }
        else
        {
            call.Reply.Ok();
        }
    }

    private static void Move(Call call)
    {
        var key = call.Args[1];
        if (!NumberSyntax.TryInteger(call.Args[2].Span, out var number) || number < 0
            || number >= call.Data.DatabaseCount)
        {
            call.Reply.Error(Errors.OutOfRange);
            return;
        }

        var target = (int)number;
        if (target == call.Session.Database)
        {
            call.Reply.Error(Errors.SameObject);
            return;
        }

        if (call.Find(key) is not { } value)
        {
            call.Reply.Integer(0);
            return;
        }

        call.Expire(target, key);
        if (call.Data[target].TryGet(key, out _))
        {
            call.Reply.Integer(0);
            return;
        }

        call.Data[target].Set(key, value, call.Database.Deadline(key) ?? Held.Never);
        _ = call.Database.Remove(key);
        call.Changed(key);
        call.Executor.TouchWatched(target, key);
        call.Reply.Integer(1);
    }

    private static void RandomKey(Call call)
    {
        while (call.Database.Count > 0)
        {
            var key = call.Database.KeyAt((int)(call.Random.Next() % (ulong)call.Database.Count));
            if (call.Find(key) is not null)
            {
                call.Reply.Bulk(key);
                return;
            }
        }

        call.Reply.NullBulk();
    }

    private static void Keys(Call call)
    {
        var found = new List<Bytes>();
        foreach (var (key, _, deadline) in call.Database.Entries)
        {
            if (!call.IsPast(deadline) && GlobPattern.Matches(call.Args[1].Span, key.Span))
            {
                found.Add(key);
            }
        }

        call.Reply.Array(found.Count);
        found.ForEach(call.Reply.Bulk);
    }
}
