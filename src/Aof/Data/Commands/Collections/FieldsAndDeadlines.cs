using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Collections;

/// <summary>
/// HGETEX, HGETDEL and HSETEX of Redis 8.0 and Valkey 9 (t_hash.c): fields are read or set together with their
/// deadlines. The log gets only what they change.
/// </summary>
internal static class FieldsAndDeadlines
{
    private static readonly Bytes DeleteName = Bytes.Of("HDEL");
    private static readonly Bytes PersistName = Bytes.Of("HPERSIST");
    private static readonly Bytes ExpireName = Bytes.Of("HPEXPIREAT");
    private static readonly Bytes FieldsName = Bytes.Of("FIELDS");
    private static readonly Bytes UntilName = Bytes.Of("PXAT");

    public static Command[] Rows { get; } =
    [
        new("HGETEX", -5, CommandFlags.Write, GetAndExpire),
        new("HGETDEL", -5, CommandFlags.Write, GetAndDelete),
        new("HSETEX", -6, CommandFlags.Write, SetAndExpire),
    ];

    private static void GetAndDelete(Call call)
    {
        var key = call.Args[1];
        if (!TryBoth(call, () => FieldArguments.Find(call, from: 2, most: 0), out var hash, out var fields))
        {
            return;
        }

        var deleted = 0;
        call.Reply.Array(fields.Count);
        foreach (var field in fields.Indexes.Select(at => call.Args[at]))
        {
            if (HashCommands.ReplyField(call, ref hash, field, keepsKey: true))
            {
                hash = call.Own(key, hash!);
                _ = hash.Remove(field);
                deleted++;
            }
        }

        if (deleted > 0)
        {
            call.Changed(key, deleted);
        }

        if (deleted > 0 && !(call.Data.Dialect.IsValkey() && call.Executor.PastFieldsLogged))
        {
            // For Valkey those that are still there are past their deadline.
            call.Log([DeleteName, key, .. call.Args[fields.First..].Where(field => !hash!.Trie.Contains(field))]);
        }

        _ = hash is not null && HashFields.DeleteIfEmpty(call, key, hash);
    }

    /// <summary>Redis looks at the key first, Valkey at the arguments.</summary>
    private static bool TryBoth(
        Call call, Func<FieldArguments?> find, out HashValue? hash, out FieldArguments fields)
    {
        (hash, fields) = (null, null!);
        var isValkey = call.Data.Dialect.IsValkey();
        if ((!isValkey && !call.Find(call.Args[1], out hash)) || find() is not { } found)
        {
            return false;
        }

        fields = found;
        return !isValkey || call.Find(call.Args[1], out hash);
    }

    private static void GetAndExpire(Call call)
    {
        var key = call.Args[1];
        FieldOptions? options = null;
        FieldArguments? Parse() => (options = FieldOptions.TryParse(call, sets: false))?.Fields;
        if (!TryBoth(call, Parse, out var hash, out var fields) || !options!.TryDeadline(call))
        {
            return;
        }

        var (set, deleted) = (new List<Bytes>(), new List<Bytes>());
        call.Reply.Array(fields.Count);
        foreach (var field in fields.Indexes.Select(at => call.Args[at]))
        {
            if (HashCommands.ReplyField(call, ref hash, field, keepsKey: true)
                && (options.Persists || options.Form is not null))
            {
                var owned = hash!;
                var result = options.Persists
                    ? FieldDeadlines.PersistField(call, key, ref owned, field)
                    : FieldDeadlines.SetDeadline(call, key, ref owned, field, options.Deadline);
                hash = owned;
                (FieldDeadlines.IsSet(result) ? set : FieldDeadlines.IsDeleted(result) ? deleted : []).Add(field);
            }
        }

        if (set.Count + deleted.Count > 0)
        {
            call.Changed(key, set.Count + deleted.Count);
            call.Database.NoteDeadlines(key, hash!);
        }

        LogGetAndExpire(call, options, set, deleted);
        _ = hash is not null && HashFields.DeleteIfEmpty(call, key, hash);
    }

    /// <summary>Redis logs all fields, Valkey those that changed.</summary>
    private static void LogGetAndExpire(Call call, FieldOptions options, List<Bytes> set, List<Bytes> deleted)
    {
        var isValkey = call.Data.Dialect.IsValkey();
        var key = call.Args[1];
        if (deleted.Count > 0 && isValkey)
        {
            call.Log([DeleteName, key, .. deleted]);
        }
        else if (set.Count == 0)
        {
            call.DoNotLog();
        }
        else
        {
            Bytes[] head = options.Persists ? [PersistName, key] : [ExpireName, key, Bytes.Of(options.Deadline)];
            Bytes[] fields = isValkey ? [.. set] : [.. options.Fields.Indexes.Select(at => call.Args[at])];
            var word = isValkey || call.Data.Dialect >= Dialect.Redis86 ? FieldsName : call.Args[options.Fields.At];
            call.Log([.. head, word, Bytes.Of(fields.Length), .. fields]);
        }
    }

    private static void SetAndExpire(Call call)
    {
        var key = call.Args[1];
        if (FieldOptions.TryParse(call, sets: true) is not { } options
            || (!call.Data.Dialect.IsValkey() && !options.TryDeadline(call))
            || !call.Find<HashValue>(key, out var hash))
        {
            return;
        }

        if (hash is null ? options.KeyPresent : options.KeyAbsent)
        {
            call.Reply.Integer(0);
            return;
        }

        if (call.Data.Dialect.IsValkey() && !options.TryDeadline(call))
        {
            return;
        }

        if (!Allows(call, options, ref hash))
        {
            call.Reply.Integer(0);
            call.DoNotLog();
            _ = hash is not null && HashFields.DeleteIfEmpty(call, key, hash);
            return;
        }

        var (deleted, owned) = (new List<Bytes>(), HashFields.OwnOrCreate(call, key, hash));
        foreach (var at in options.Fields.Indexes)
        {
            SetField(call, ref owned, at, options, deleted);
        }

        call.Database.NoteDeadlines(key, owned);
        LogSetAndExpire(call, options, deleted);
        _ = HashFields.DeleteIfEmpty(call, key, owned);
        call.Reply.Integer(1);
    }

    /// <summary>Whether the conditions hold: none of the fields is there (FNX), or each (FXX).</summary>
    private static bool Allows(Call call, FieldOptions options, ref HashValue? hash)
    {
        if (!options.NoneThere && !options.AllThere)
        {
            return true;
        }

        foreach (var at in options.Fields.Indexes)
        {
            if (HashFields.TryGet(call, call.Args[1], ref hash, call.Args[at], out _, keepsKey: true)
                != options.AllThere)
            {
                return false;
            }
        }

        return true;
    }

    private static void SetField(
        Call call, ref HashValue hash, int at, FieldOptions options, List<Bytes> deleted)
    {
        var (key, field) = (call.Args[1], call.Args[at]);
        var isValkey = call.Data.Dialect.IsValkey();
        if (isValkey && options.IsPast(call))
        {
            var wasThere = hash.Remove(field);
            (wasThere ? deleted : []).Add(field);
            call.Data.Dirty += wasThere ? 1 : 0;
            return;
        }

        // For Valkey a field past its deadline is a new one. Its HDEL comes first in the log.
        var isNew = isValkey && options.KeepsDeadline && HashFields.IsPast(call, hash, field);
        if (isNew)
        {
            call.Executor.FieldExpired(call.Session.Database, key, field);
        }

        _ = hash.Set(field, call.Args[at + 1], options.KeepsDeadline && !isNew);
        if (options.Form is not null
            && FieldDeadlines.IsDeleted(FieldDeadlines.SetDeadline(call, key, ref hash, field, options.Deadline)))
        {
            deleted.Add(field);
        }

        call.Changed(key);
    }

    private static void LogSetAndExpire(Call call, FieldOptions options, List<Bytes> deleted)
    {
        var isValkey = call.Data.Dialect.IsValkey();
        if (isValkey && options.IsPast(call))
        {
            call.Log([DeleteName, call.Args[1], .. deleted]);
            return;
        }

        if (deleted.Count > 0)
        {
            call.DoNotLog();
            return;
        }

        Bytes[] argv = [.. call.Args];
        if (options.Form is { } form && !(form is { Absolute: true, UnitMs: 1 }))
        {
            (argv[options.TimeAt - 1], argv[options.TimeAt]) = (UntilName, Bytes.Of(options.Deadline));
        }

        call.Log(isValkey ? [.. argv.Where((_, at) => !options.Conditions.Contains(at))] : argv);
    }
}
