using Aof.Data.Primitives;
using Aof.Diagnostics;
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
        }

        return deleted;
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
