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
            var keys = Data[database];
            if (deleted == most || !keys.TryGet(key, out var value) || value is not HashValue shared)
            {
                continue;
            }

            var hash = (HashValue)shared.OwnedBy(keys.Owner);
            Bytes[] fields = [.. hash.ExpiredAt(NowMs).Take(most - deleted)];
            if (fields.Length == 0)
            {
                continue;
            }

            keys.Replace(key, hash);
            Array.ForEach(fields, field => hash.Remove(field));
            var isGone = hash.Count == 0 && keys.Remove(key);
            LogExpiredFields(database, key, fields, isGone);
            TouchWatched(database, key);
            deleted += fields.Length;
        }

        return deleted;
    }

    private void LogExpiredFields(int database, Bytes key, Bytes[] fields, bool isGone)
    {
        if (!Data.Dialect.IsValkey())
        {
            Array.ForEach(fields, field => LogUnit(database, [FieldDeleteName, key, field]));
        }
        else if (isGone)
        {
            LogUnit(database, [FieldDeleteName, key, .. fields], [DeleteName, key]);
        }
        else
        {
            LogUnit(database, [FieldDeleteName, key, .. fields]);
        }
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
