using Aof.Data.Primitives;
using Aof.Diagnostics;
using Sim.Os;

namespace Aof.Data.Execution;

/// <content>Keys past their deadline (expireIfNeeded() and activeExpireCycle() of Redis).</content>
public sealed partial class Executor
{
    /// <summary>
    /// Deletes at most <paramref name="maxKeys"/> keys that are past their deadline, the oldest deadline of each database
    /// first, logging each as DEL; returns how many. Redis samples keys instead; which of them go first shows nowhere but
    /// in the order of the log.
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
            while (deleted < maxKeys && Data.Peek(i) is { } database && database.TryFirstExpiry(out var first) && first.Deadline < NowMs)
            {
                Probes.Hit(Probe.KeyExpiredByCycle);
                Drop(i, first.Key);
                deleted++;
            }
        }

        return deleted;
    }

    /// <summary>Deletes a key that somebody came across, and logs that. Only then those who watch it are told: 6.0.5 does not tell them of the cycle's.</summary>
    internal void DeleteExpired(int database, Bytes key)
    {
        Probes.Hit(Probe.KeyExpiredOnAccess);
        Drop(database, key);
        TouchWatched(database, key);
    }

    /// <summary>Deletes a key and logs that. It does not count as a change of the command that came across it.</summary>
    private void Drop(int database, Bytes key)
    {
        if (!inTransaction && Data.Dirty != dirtyBefore)
        {
            throw new InvalidOperationException("A key expired in the middle of a command that had already changed something.");
        }

        _ = Data[database].Remove(key);
        _ = Log(Commands.Named("DEL"u8), database, [DelName, key]);
        if (!inTransaction)
        {
            UnitApplied?.Invoke();
        }
    }
}
