using Aof.Data.Commands.Strings;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Collections;

/// <summary>Commands on hashes (t_hash.c of Redis).</summary>
internal static class HashCommands
{
    private static readonly Bytes SetName = Bytes.Of("HSET");

    public static Command[] Rows { get; } =
    [
        new("HSET", -4, CommandFlags.Write, static call => Set(call, saysOk: false)),
        new("HMSET", -4, CommandFlags.Write, static call => Set(call, saysOk: true)),
        new("HSETNX", 4, CommandFlags.Write, SetIfAbsent),
        new("HGET", 3, CommandFlags.ReadOnly, Get),
        new("HMGET", -3, CommandFlags.ReadOnly, GetMany),
        new("HGETALL", 2, CommandFlags.ReadOnly, static call => GetAll(call, fields: true, values: true)),
        new("HKEYS", 2, CommandFlags.ReadOnly, static call => GetAll(call, fields: true, values: false)),
        new("HVALS", 2, CommandFlags.ReadOnly, static call => GetAll(call, fields: false, values: true)),
        new("HLEN", 2, CommandFlags.ReadOnly, Length),
        new("HEXISTS", 3, CommandFlags.ReadOnly, Exists),
        new("HSTRLEN", 3, CommandFlags.ReadOnly, ValueLength),
        new("HDEL", -3, CommandFlags.Write, Delete),
        new("HINCRBY", 4, CommandFlags.Write, Add),
        new("HINCRBYFLOAT", 4, CommandFlags.Write, AddFloat),
    ];

    private static void Set(Call call, bool saysOk)
    {
        var (args, key) = (call.Args, call.Args[1]);
        if (args.Length % 2 == 1)
        {
            call.Reply.Error(call.Is7 ? call.Command.WrongArity : "ERR wrong number of arguments for HMSET");
            return;
        }

        if (!call.Find<HashValue>(key, out var hash))
        {
            return;
        }

        var trie = OwnOrCreate(call, key, hash).Trie;
        var added = 0;
        for (var i = 2; i < args.Length; i += 2)
        {
            added += trie.Set(args[i], args[i + 1]) ? 1 : 0;
        }

        call.Changed(key);
        if (saysOk)
        {
            call.Reply.Ok();
        }
        else
        {
            call.Reply.Integer(added);
        }
    }

    private static HashValue OwnOrCreate(Call call, Bytes key, HashValue? hash)
    {
        if (hash is not null)
        {
            return call.Own(key, hash);
        }

        hash = new HashValue(call.Data.Owner);
        call.Database.Set(key, hash);
        return hash;
    }

    private static void SetIfAbsent(Call call)
    {
        var (key, field) = (call.Args[1], call.Args[2]);
        if (!call.Find<HashValue>(key, out var hash))
        {
            return;
        }

        if (hash is not null && hash.Trie.Contains(field))
        {
            call.Reply.Integer(0);
            return;
        }

        _ = OwnOrCreate(call, key, hash).Trie.Set(field, call.Args[3]);
        call.Changed(key);
        call.Reply.Integer(1);
    }

    private static void Get(Call call)
    {
        if (call.Find<HashValue>(call.Args[1], out var hash))
        {
            ReplyField(call, hash, call.Args[2]);
        }
    }

    private static void ReplyField(Call call, HashValue? hash, Bytes field)
    {
        if (hash is not null && hash.Trie.TryGet(field, out var value))
        {
            call.Reply.Bulk(value);
        }
        else
        {
            call.Reply.NullBulk();
        }
    }

    private static void GetMany(Call call)
    {
        if (!call.Find<HashValue>(call.Args[1], out var hash))
        {
            return;
        }

        call.Reply.Array(call.Args.Length - 2);
        foreach (var field in call.Args.AsSpan(2))
        {
            ReplyField(call, hash, field);
        }
    }

    private static void GetAll(Call call, bool fields, bool values)
    {
        if (!call.Find<HashValue>(call.Args[1], out var hash))
        {
            return;
        }

        call.Reply.Array((hash?.Count ?? 0) * (fields && values ? 2 : 1));
        foreach (var (field, value) in hash?.Fields ?? [])
        {
            if (fields)
            {
                call.Reply.Bulk(field);
            }

            if (values)
            {
                call.Reply.Bulk(value);
            }
        }
    }

    private static void Length(Call call)
    {
        if (call.Find<HashValue>(call.Args[1], out var hash))
        {
            call.Reply.Integer(hash?.Count ?? 0);
        }
    }

    private static void Exists(Call call)
    {
        if (call.Find<HashValue>(call.Args[1], out var hash))
        {
            call.Reply.Integer(hash is not null && hash.Trie.Contains(call.Args[2]) ? 1 : 0);
        }
    }

    private static void ValueLength(Call call)
    {
        if (call.Find<HashValue>(call.Args[1], out var hash))
        {
            call.Reply.Integer(hash is not null && hash.Trie.TryGet(call.Args[2], out var value) ? value.Length : 0);
        }
    }

    private static void Delete(Call call)
    {
        var key = call.Args[1];
        if (!call.Find<HashValue>(key, out var hash))
        {
            return;
        }

        var deleted = 0;
        if (hash is not null)
        {
            var trie = call.Own(key, hash).Trie;
            foreach (var field in call.Args.AsSpan(2))
            {
                deleted += trie.Remove(field) ? 1 : 0;
            }

            if (trie.Count == 0)
            {
                _ = call.Database.Remove(key);
            }
        }

        if (deleted > 0)
        {
            call.Changed(key, deleted);
        }

        call.Reply.Integer(deleted);
    }

    private static void Add(Call call)
    {
        var (key, field) = (call.Args[1], call.Args[2]);
        if (!call.Integer(call.Args[3], out var by) || !call.Find<HashValue>(key, out var hash))
        {
            return;
        }

        var number = 0L;
        if (hash is not null && hash.Trie.TryGet(field, out var old) && !call.IsInteger(old, out number))
        {
            call.Reply.Error("ERR hash value is not an integer");
            return;
        }

        if (!CounterCommands.TryAdd(number, by, out var sum))
        {
            call.Reply.Error(Errors.Overflow);
            return;
        }

        _ = OwnOrCreate(call, key, hash).Trie.Set(field, Bytes.Of(sum));
        call.Changed(key);
        call.Reply.Integer(sum);
    }

    /// <summary>Logged as HSET of the result: a replay does not repeat floating point additions.</summary>
    private static void AddFloat(Call call)
    {
        var (key, field) = (call.Args[1], call.Args[2]);
        if (!LongDouble.TryParse(call.Args[3].Span, out var by))
        {
            call.Reply.Error(Errors.NotAFloat);
            return;
        }

        if (!call.Find<HashValue>(key, out var hash))
        {
            return;
        }

        LongDouble number = default;
        if (hash is not null && hash.Trie.TryGet(field, out var old) && !LongDouble.TryParse(old.Span, out number))
        {
            call.Reply.Error("ERR hash value is not a float");
            return;
        }

        number += by;
        if (number.Infinite)
        {
            call.Reply.Error(Errors.NotFinite);
            return;
        }

        var text = Bytes.Of(number.ToFixed());
        _ = OwnOrCreate(call, key, hash).Trie.Set(field, text);
        call.Changed(key);
        call.Reply.Bulk(text);
        call.Log(SetName, key, field, text);
    }
}
