using Aof.Data.Commands.Keys;
using Aof.Data.Commands.Strings;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Collections;

/// <summary>
/// Commands on deadlines of fields: HEXPIRE and its kin, HPERSIST and HTTL, of Redis 7.4 and Valkey 9.0 (t_hash.c). The
/// log has HPEXPIREAT with the fields that got a deadline, and HDEL for those that a past one deleted.
/// </summary>
internal static class FieldDeadlines
{
    /// <summary>What the commands say of a field.</summary>
    private const long NoField = -2, NoDeadline = -1, NotAllowed = 0, Set = 1, Deleted = 2;

    private const string NotANumber = "ERR Parameter `numFields` should be greater than 0";

    private static readonly Bytes UntilName = Bytes.Of("HPEXPIREAT");
    private static readonly Bytes DeleteName = Bytes.Of("HDEL");

    public static Command[] Rows { get; } =
    [
        new("HEXPIRE", -6, CommandFlags.Write, static call => Expire(call, new TimeForm(1000, Absolute: false))),
        new("HPEXPIRE", -6, CommandFlags.Write, static call => Expire(call, new TimeForm(1, Absolute: false))),
        new("HEXPIREAT", -6, CommandFlags.Write, static call => Expire(call, new TimeForm(1000, Absolute: true))),
        new("HPEXPIREAT", -6, CommandFlags.Write, static call => Expire(call, new TimeForm(1, Absolute: true))),
        new("HPERSIST", -5, CommandFlags.Write, Persist),
        new("HTTL", -5, CommandFlags.ReadOnly, static call => Remaining(call, new TimeForm(1000, Absolute: false))),
        new("HPTTL", -5, CommandFlags.ReadOnly, static call => Remaining(call, new TimeForm(1, Absolute: false))),
        new("HEXPIRETIME", -5, CommandFlags.ReadOnly,
            static call => Remaining(call, new TimeForm(1000, Absolute: true))),
        new("HPEXPIRETIME", -5, CommandFlags.ReadOnly, static call => Remaining(call, new TimeForm(1, Absolute: true))),
    ];

    private static void Expire(Call call, TimeForm form)
    {
        var key = call.Args[1];
        var isValkey = call.Data.Dialect.IsValkey();
        HashValue? hash = null;
        if ((!isValkey && !call.Find(key, out hash))
            || !TryArguments(call, form, out var deadline, out var fields, out var conditions)
            || (isValkey && !call.Find(key, out hash)))
        {
            return;
        }

        call.Reply.Array(fields.Count);
        var (set, deleted) = (new List<int>(), new List<int>());
        foreach (var at in fields.Indexes)
        {
            var result = hash is null ? NoField : ExpireField(call, key, ref hash, call.Args[at], deadline, conditions);
            (result == Set ? set : result == Deleted ? deleted : []).Add(at);
            call.Reply.Integer(result);
        }

        if (set.Count + deleted.Count > 0)
        {
            call.Changed(key, set.Count + deleted.Count);
            call.Database.NoteDeadlines(key, hash!);
            _ = HashFields.DeleteIfEmpty(call, key, hash!);
        }

        LogExpire(call, form, deadline, fields, set, deleted);
    }

    private static bool TryArguments(
        Call call, TimeForm form, out long deadline, out FieldArguments fields, out ExpireConditions conditions)
    {
        (deadline, fields, conditions) = (0, null!, default);
        var isValkey = call.Data.Dialect.IsValkey();
        if (!isValkey && !FieldArguments.TryDeadline(call, call.Args[2], form, out deadline))
        {
            return false;
        }

        if (FieldArguments.Find(call, from: 3, most: call.Data.Dialect >= Dialect.Redis86 ? int.MaxValue : 1,
            notANumber: NotANumber) is not { } found)
        {
            return false;
        }

        fields = found;
        Bytes[] options = [.. fields.OptionsFrom(3).Select(i => call.Args[i])];
        return ExpireConditions.TryParseForFields(call, options, out conditions)
            && (!isValkey || FieldArguments.TryDeadline(call, call.Args[2], form, out deadline));
    }

    private static long ExpireField(
        Call call, Bytes key, ref HashValue hash, Bytes field, long deadline, ExpireConditions conditions)
    {
        var isValkey = call.Data.Dialect.IsValkey();
        if (!hash.Trie.Contains(field) || (isValkey && HashFields.IsPast(call, hash, field)))
        {
            return NoField;
        }

        return conditions.Allow(hash.Deadline(field), deadline)
            ? SetDeadline(call, key, ref hash, field, deadline)
            : NotAllowed;
    }

    /// <summary>Sets the deadline of a field. A past one deletes it, except while loading.</summary>
    internal static long SetDeadline(Call call, Bytes key, ref HashValue hash, Bytes field, long deadline)
    {
        hash = call.Own(key, hash);
        if (deadline > call.NowMs || call.Loading)
        {
            hash.SetDeadline(field, deadline);
            return Set;
        }

        _ = hash.Remove(field);
        if (!call.Data.Dialect.IsValkey())
        {
            call.Executor.FieldExpired(call.Session.Database, key, field);
        }

        return Deleted;
    }

    /// <summary>Whether a field was given a deadline, and did not end by it.</summary>
    internal static bool IsSet(long result) => result == Set;

    /// <summary>Whether a field was deleted by its deadline.</summary>
    internal static bool IsDeleted(long result) => result == Deleted;

    /// <summary>
    /// Leaves out the fields that did not change. Redis has logged a HDEL for each that was deleted; Valkey logs theirs
    /// instead.
    /// </summary>
    private static void LogExpire(
        Call call, TimeForm form, long deadline, FieldArguments fields, List<int> set, List<int> deleted)
    {
        var isValkey = call.Data.Dialect.IsValkey();
        if (isValkey && deleted.Count > 0)
        {
            call.Log([DeleteName, call.Args[1], .. deleted.Select(at => call.Args[at])]);
            return;
        }

        if (set.Count == 0)
        {
            call.DoNotLog();
            return;
        }

        Bytes[] argv = [.. call.Args];
        (argv[0], argv[2]) = form is { Absolute: true, UnitMs: 1 }
            ? (argv[0], argv[2])
            : (UntilName, Bytes.Of(deadline));
        if ((isValkey && call.Executor.PastFieldsLogged) || set.Count == fields.Count)
        {
            call.Log(argv);
            return;
        }

        argv[fields.At + 1] = Bytes.Of(set.Count);
        var left = new SortedSet<int>(fields.Indexes.Except(set));
        call.Log([.. argv.Where((_, at) => !left.Contains(at))]);
    }

    private static void Persist(Call call)
    {
        var key = call.Args[1];
        var isValkey = call.Data.Dialect.IsValkey();
        HashValue? hash = null;
        if ((!isValkey && !call.Find(key, out hash)) || FieldArguments.Find(call, from: 2, most: 0) is not { } fields
            || (isValkey && !call.Find(key, out hash)))
        {
            return;
        }

        var persisted = new List<Bytes>();
        call.Reply.Array(fields.Count);
        foreach (var field in fields.Indexes.Select(at => call.Args[at]))
        {
            var result = hash is null ? NoField : PersistField(call, key, ref hash, field);
            if (result == Set)
            {
                persisted.Add(field);
            }

            call.Reply.Integer(result);
        }

        if (persisted.Count == 0)
        {
            return;
        }

        call.Changed(key);
        if (persisted.Count < fields.Count && !call.Executor.PastFieldsLogged)
        {
            call.Log([call.Args[0], key, call.Args[fields.At], Bytes.Of(persisted.Count), .. persisted]);
        }
    }

    /// <summary>Takes the deadline of a field away.</summary>
    internal static long PersistField(Call call, Bytes key, ref HashValue hash, Bytes field)
    {
        if (!hash.Trie.Contains(field) || HashFields.IsPast(call, hash, field))
        {
            return NoField;
        }

        if (hash.Deadline(field) is null)
        {
            return NoDeadline;
        }

        hash = call.Own(key, hash);
        hash.SetDeadline(field, null);
        return Set;
    }

    private static void Remaining(Call call, TimeForm form)
    {
        var key = call.Args[1];
        if (!call.Find<HashValue>(key, out var hash) || FieldArguments.Find(call, from: 2, most: 0) is not { } fields)
        {
            return;
        }

        var isValkey = call.Data.Dialect.IsValkey();
        var since = form.Absolute ? 0 : call.NowMs;
        call.Reply.Array(fields.Count);
        foreach (var at in fields.Indexes)
        {
            var field = call.Args[at];
            var deadline = hash?.Deadline(field);
            call.Reply.Integer(
                hash is null || !hash.Trie.Contains(field) || HashFields.IsPast(call, hash, field) ? NoField
                : deadline is not { } ms ? NoDeadline
                : form.UnitMs == 1 ? Math.Max(0, ms - since)
                : (long)(((ulong)Math.Max(0, ms - since) + (isValkey ? 500u : 999u)) / 1000));
        }
    }
}
