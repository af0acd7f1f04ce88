using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Execution;

/// <summary>
/// Fields that may be past their deadline. A command of Redis that looks at one deletes it, and logs that
/// (hashTypeGetValue()). For Valkey it is not there, and the cycle deletes it.
/// </summary>
internal static class HashFields
{
    /// <summary>A field of a hash; false when there is none, or it was past its deadline.</summary>
    /// <param name="call">The command.</param>
    /// <param name="key">The key of the hash.</param>
    /// <param name="hash">The hash, afterwards perhaps a copy; null when it is gone with its last field.</param>
    /// <param name="field">The field.</param>
    /// <param name="value">Its value.</param>
    /// <param name="keepsKey">The hash stays, though it is empty; see <see cref="DeleteIfEmpty"/>.</param>
    public static bool TryGet(
        Call call, Bytes key, ref HashValue? hash, Bytes field, out Bytes value, bool keepsKey = false)
    {
        value = default;
        if (hash is null || !hash.Trie.TryGet(field, out value))
        {
            return false;
        }

        if (!IsPast(call, hash, field))
        {
            return true;
        }

        if (!call.Loading && !call.Data.Dialect.IsValkey())
        {
            hash = call.Own(key, hash);
            _ = hash.Remove(field);
            call.Executor.FieldExpired(call.Session.Database, key, field);
            hash = !keepsKey && DeleteIfEmpty(call, key, hash) ? null : hash;
        }

        return false;
    }

    /// <summary>Whether the deadline of a field is before now, for this command.</summary>
    public static bool IsPast(Call call, HashValue hash, Bytes field) =>
        hash.HasDeadlines && hash.Deadline(field) < call.NowMs
        && (!call.Loading || call.Executor.PastFieldsAbsentAtLoad);

    /// <summary>The fields that are not past their deadline, with their values.</summary>
    public static IEnumerable<KeyValuePair<Bytes, Bytes>> Present(Call call, HashValue hash) =>
        hash.HasDeadlines ? hash.Fields.Where(field => !IsPast(call, hash, field.Key)) : hash.Fields;

    /// <summary>Removes the key of a hash without fields.</summary>
    public static bool DeleteIfEmpty(Call call, Bytes key, HashValue hash) =>
        hash.Count == 0 && call.Database.Remove(key);

    /// <summary>The hash for writing; a new one under the key if there is none.</summary>
    public static HashValue OwnOrCreate(Call call, Bytes key, HashValue? hash)
    {
        if (hash is not null)
        {
            return call.Own(key, hash);
        }

        hash = new HashValue(call.Data.Owner);
        call.Database.Set(key, hash);
        return hash;
    }
}
