namespace Sim.Check.Rules;

/// <summary>Which promise of the contract a run or a crash broke (design: the oracle).</summary>
public enum ViolationKind
{
    /// <summary>
    /// What came back is no state that the dataset ever was in: a hole, a reordering, or something torn in two.
    /// </summary>
    NotAPrefix,

    /// <summary>A write that the contract promised is gone.</summary>
    LostPromised,

    /// <summary>What a completed fsync covered is gone.</summary>
    LostSynced,

    /// <summary>The server refused to start where the disk cannot have left an unreadable file.</summary>
    Refused,

    /// <summary>
    /// After the crash something went wrong: the repair, the second life, or a crash during recovery.
    /// </summary>
    AfterRecovery,

    /// <summary>When the faults had stopped the server did not heal.</summary>
    NotHealed,

    /// <summary>The server ended itself, or refused writes, and no call had failed.</summary>
    Exited,

    /// <summary>A write that was not kept was answered as if it were, or one that was refused was done.</summary>
    ErrorNotTold,

    /// <summary>The run did not come to an end.</summary>
    Hung,

    /// <summary>
    /// What the server says of itself is not so: how the last rewrite ended, or why a write failed; or what the checker
    /// says of a log.
    /// </summary>
    Misreported,

    /// <summary>
    /// A descriptor stays open that nobody uses, a file stays that nobody writes, or a part of a write that failed.
    /// </summary>
    Leaked,

    /// <summary>After a failure the server tried again at once.</summary>
    Hasty,

    /// <summary>A log that had grown was not rewritten, or a rewrite was given up for nothing.</summary>
    NotRewritten,

    /// <summary>Work was put off until clients must wait for it.</summary>
    Stalled,

    /// <summary>A setting was without effect.</summary>
    SettingIgnored,
}
