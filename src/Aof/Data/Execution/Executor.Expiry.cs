using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.Data.Execution;

/// <content>Expired keys (expireIfNeeded() and activeExpireCycle() of Redis).</content>
public sealed partial class Executor
{
    /// <summary>
    /// Deletes at most <paramref name="maxKeys"/> expired keys, logs each as DEL, and returns how many. The first
    /// deadlines of each database go first. Redis samples keys instead; that affects only their order in the log.
    /// </summary>
    public int ExpireCycle(int maxKeys)
    {
        if (Loading)
        {
            return 0;
        }

        NowMs = clock.NowMs();
        dirtyBefore = Data.Dirty;
        var deleted = 0;
        for (var i = 0; i < Data.DatabaseCount; i++)
        {
            while (deleted < maxKeys && Data.Peek(i) is { } database && database.TryFirstExpiry(out var first)
                && first.Deadline < NowMs)
            {
                Probes.Hit(Probe.KeyExpiredByCycle);
                Drop(i, first.Key);
                if (Is7)
                {
                    TouchWatched(i, first.Key);
                }

                deleted++;
            }

            deleted += ExpireFields(i, maxKeys - deleted);
        }

        return deleted;
    }

    /// <summary>
    /// Deletes at most <paramref name="most"/> expired fields of hashes, and returns how many. Redis logs each as HDEL;
    /// Valkey those of a hash together, and the end of the key (dbReclaimExpiredFields()). Of equal deadlines Redis
    /// begins with another.
    /// </summary>
    private int ExpireFields(int database, int most)
    {
        var deleted = 0;
        foreach (var key in Data.Peek(database)?.WithExpiredFields(NowMs) ?? [])
        {
            if (deleted == most || !Data[database].TryGet(key, out var value) || value is not HashValue hash)
            {
                continue;
            }

            Bytes[] fields = [.. hash.ExpiredAt(NowMs).Take(most - deleted)];
            if (fields.Length == 0)
            {
                continue;
            }

            foreach (var unit in fields.Chunk(Data.Dialect.IsValkey() ? fields.Length : 1))
            {
                DeleteFields(database, key, unit);
            }

            TouchWatched(database, key);
            deleted += fields.Length;
        }

        return deleted;
    }

    /// <summary>Deletes fields of a hash as one unit of the log, and the key with its last field.</summary>
    private void DeleteFields(int database, Bytes key, Bytes[] fields)
    {
        var keys = Data[database];
        _ = keys.TryGet(key, out var value);

        // The unit before may have shared the hash with a snapshot.
        var hash = (HashValue)value!.OwnedBy(keys.Owner);
        keys.Replace(key, hash);
        Array.ForEach(fields, field => hash.Remove(field));
        var isGone = hash.Count == 0 && keys.Remove(key);
        Bytes[][] end = isGone && Data.Dialect.IsValkey() ? [[DeleteName, key]] : [];
        LogUnit(database, [[FieldDeleteName, key, .. fields], .. end]);
    }

    /// <summary>Logs what was done without a client; several records as one transaction.</summary>
    private void LogUnit(int database, params Bytes[][] records)
    {
        if (records.Length > 1)
        {
            _ = Log(Multi, database, MultiArgs);
        }

        Array.ForEach(records, record => Log(Commands.Named(record[0].Span), database, record));
        if (records.Length > 1)
        {
            _ = Log(Exec, database, ExecArgs);
        }

        UnitApplied?.Invoke();
    }

    /// <summary>
    /// Deletes an expired key that a command accessed, and logs that. Clients that watch it notice; in 6.0.5 they do
    /// not notice a deletion by the cycle, since 6.2 they do.
    /// </summary>
    internal void DeleteExpired(int database, Bytes key)
    {
        Probes.Hit(Probe.KeyExpiredOnAccess);
        Drop(database, key);
        TouchWatched(database, key);
    }

    /// <summary>Deletes an expired key and logs that. It does not count as a change by the current command.</summary>
    private void Drop(int database, Bytes key)
    {
        if (!inTransaction && Data.Dirty != dirtyBefore)
        {
            throw new InvalidOperationException(
                "A key expired in the middle of a command that had already changed something.");
        }

        _ = Data[database].Remove(key);
        _ = Log(Commands.Named(DeleteName.Span), database, [DeleteName, key]);
        if (!inTransaction)
        {
            UnitApplied?.Invoke();
        }
    }
}
