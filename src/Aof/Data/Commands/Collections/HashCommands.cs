using Aof.Data.Commands.Strings;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Collections;

/// <summary>Commands on hashes (t_hash.c of Redis).</summary>
internal static class HashCommands
{
    private static readonly Bytes SetName = Bytes.Of("HSET");
    private static readonly Bytes SetWithDeadlineName = Bytes.Of("HSETEX");
    private static readonly Bytes ExpireName = Bytes.Of("HPEXPIREAT");
    private static readonly Bytes UntilName = Bytes.Of("PXAT");
    private static readonly Bytes KeepName = Bytes.Of("KEEPTTL");
    private static readonly Bytes FieldsName = Bytes.Of("FIELDS");

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

        hash = HashFields.OwnOrCreate(call, key, hash);
        var added = 0;
        for (var i = 2; i < args.Length; i += 2)
        {
            // Redis counts only what was not there at all.
            var isAdded = call.Data.Dialect.IsValkey() && HashFields.IsPast(call, hash, args[i]);
            added += hash.Set(args[i], args[i + 1]) || isAdded ? 1 : 0;
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

    private static void SetIfAbsent(Call call)
    {
        var (key, field) = (call.Args[1], call.Args[2]);
        if (!call.Find<HashValue>(key, out var hash))
        {
            return;
        }

        if (HashFields.TryGet(call, key, ref hash, field, out _))
        {
            call.Reply.Integer(0);
            return;
        }

        var isLoggedAsSet = LogsResult(call, hash);
        _ = HashFields.OwnOrCreate(call, key, hash).Set(field, call.Args[3]);
        call.Changed(key);
        call.Reply.Integer(1);
        if (isLoggedAsSet)
        {
            call.Log(SetName, key, field, call.Args[3]);
        }
    }

    /// <summary>
    /// Valkey logs the result of a command on a hash with deadlines: whether a field was past its own is not repeated.
    /// </summary>
    private static bool LogsResult(Call call, HashValue? hash) =>
        call.Data.Dialect.IsValkey() && hash is { HasDeadlines: true };

    private static void Get(Call call)
    {
        if (call.Find<HashValue>(call.Args[1], out var hash))
        {
            _ = ReplyField(call, ref hash, call.Args[2]);
        }
    }

    /// <summary>Replies a field, or nil; false when there is none.</summary>
    public static bool ReplyField(Call call, ref HashValue? hash, Bytes field, bool keepsKey = false)
    {
        var isThere = HashFields.TryGet(call, call.Args[1], ref hash, field, out var value, keepsKey);
        if (isThere)
        {
            call.Reply.Bulk(value);
        }
        else
        {
            call.Reply.NullBulk();
        }

        return isThere;
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
            _ = ReplyField(call, ref hash, field);
        }
    }

    private static void GetAll(Call call, bool fields, bool values)
    {
        if (!call.Find<HashValue>(call.Args[1], out var hash))
        {
            return;
        }

        var present = hash is null ? [] : HashFields.Present(call, hash);
        var count = hash is { HasDeadlines: true } ? present.Count() : hash?.Count ?? 0;
        call.Reply.Array(count * (fields && values ? 2 : 1));
        foreach (var (field, value) in present)
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
            call.Reply.Integer(HashFields.TryGet(call, call.Args[1], ref hash, call.Args[2], out _) ? 1 : 0);
        }
    }

    private static void ValueLength(Call call)
    {
        if (call.Find<HashValue>(call.Args[1], out var hash))
        {
            call.Reply.Integer(
                HashFields.TryGet(call, call.Args[1], ref hash, call.Args[2], out var value) ? value.Length : 0);
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
            hash = call.Own(key, hash);
            foreach (var field in call.Args.AsSpan(2))
            {
                // For Valkey a field that is past its deadline is not there.
                deleted += !(call.Data.Dialect.IsValkey() && HashFields.IsPast(call, hash, field)) && hash.Remove(field)
                    ? 1 : 0;
            }

            _ = HashFields.DeleteIfEmpty(call, key, hash);
        }

        if (deleted > 0)
        {
            call.Changed(key, deleted);
        }

        if (deleted > 0 && deleted < call.Args.Length - 2 && LogsResult(call, hash)
            && !call.Executor.PastFieldsLogged)
        {
            // Those that are still there are past their deadline: a load would delete them, too.
            call.Log([call.Args[0], key, .. call.Args[2..].Where(field => !hash!.Trie.Contains(field))]);
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
        var isThere = HashFields.TryGet(call, key, ref hash, field, out var old);
        if (isThere && !call.IsInteger(old, out number))
        {
            call.Reply.Error("ERR hash value is not an integer");
            return;
        }

        if (!CounterCommands.TryAdd(number, by, out var sum))
        {
            call.Reply.Error(Errors.Overflow);
            return;
        }

        if (LogsResult(call, hash))
        {
            LogResult(call, hash, isThere, Bytes.Of(sum));
        }

        Replace(call, hash, isThere, Bytes.Of(sum));
        call.Reply.Integer(sum);
    }

    /// <summary>The field keeps its deadline. For Valkey one that is past it is a new field.</summary>
    private static void Replace(Call call, HashValue? hash, bool isThere, Bytes result)
    {
        var keepsDeadline = isThere || !call.Data.Dialect.IsValkey();
        _ = HashFields.OwnOrCreate(call, call.Args[1], hash).Set(call.Args[2], result, keepsDeadline);
        call.Changed(call.Args[1]);
    }

    /// <summary>
    /// Logs what a field gets. HSET alone takes its deadline away at a load. Valkey names the deadline, Redis says that
    /// it stays; 7.4 has no command for that, and sets it anew.
    /// </summary>
    private static void LogResult(Call call, HashValue? hash, bool isThere, Bytes result)
    {
        var (key, field, dialect) = (call.Args[1], call.Args[2], call.Data.Dialect);
        var deadline = isThere ? hash?.Deadline(field) : null;
        if (deadline is { } ms && dialect.IsValkey())
        {
            call.Log(SetWithDeadlineName, key, UntilName, Bytes.Of(ms), FieldsName, Bytes.Of(1), field, result);
            return;
        }

        var keeps = deadline is not null && !call.Executor.FieldDeadlineLostByFloat;
        if (dialect >= Dialect.Redis86 || (keeps && dialect == Dialect.Redis8))
        {
            call.Log(SetWithDeadlineName, key, KeepName, FieldsName, Bytes.Of(1), field, result);
            return;
        }

        call.Log(SetName, key, field, result);
        if (keeps)
        {
            call.Log(ExpireName, key, Bytes.Of(deadline!.Value), FieldsName, Bytes.Of(1), field);
        }
    }

    /// <summary>Logged by the result: a replay does not repeat floating point additions.</summary>
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
        var isThere = HashFields.TryGet(call, key, ref hash, field, out var old);
        if (isThere && !LongDouble.TryParse(old.Span, out number))
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
        LogResult(call, hash, isThere, text);
        Replace(call, hash, isThere, text);
        call.Reply.Bulk(text);
    }
}
