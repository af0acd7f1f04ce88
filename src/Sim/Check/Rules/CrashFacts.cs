using Sim.Plans;

namespace Sim.Check.Rules;

/// <summary>What is true of one crash, as far as the exceptions of the contract depend on it.</summary>
/// <param name="Kind">How the machine went down.</param>
/// <param name="Position">How many changes of the disk came before it.</param>
public sealed record CrashFacts(CrashKind Kind, int Position)
{
    /// <summary>The disk can leave a file that cannot be read.</summary>
    public bool DiskLeavesUnreadable { get; init; }

    /// <summary>aof-load-truncated: a start cuts off a torn tail.</summary>
    public bool CutsTornTail { get; init; }

    /// <summary>The page cache has given up pages of the log.</summary>
    public bool CacheLostPages { get; init; }

    /// <summary>The server rested between two turns, and nothing had kept it from leaving a whole log.</summary>
    public bool Rests { get; init; }

    /// <summary>
    /// A new file has just taken the log's place, so a disk whose syncs lie may have only a part of it.
    /// </summary>
    public bool NewLogMayBeCutShort { get; init; }

    /// <summary>
    /// For so many changes a sync that has completed may not be true yet (rule 6c): what a restart has left behind may
    /// come back.
    /// </summary>
    public int SyncLag { get; init; }

    /// <summary>Computes whether the log has bytes that no program wrote: the disk put them there.</summary>
    public required Func<bool> HasForeignBytes { get; init; }
}
