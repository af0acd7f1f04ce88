namespace Sim.Check.Rules;

/// <summary>The rule of the <see cref="Contract"/> that a run or a crash broke.</summary>
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

    /// <summary>The server did not heal after the faults had stopped.</summary>
    NotHealed,

    /// <summary>The server ended itself, or refused writes or an orderly end, and no call had failed.</summary>
    Exited,

    /// <summary>A lost write was answered OK, or a refused write was done.</summary>
    ErrorNotTold,

    /// <summary>The run did not come to an end.</summary>
    Hung,

    /// <summary>
    /// A report is false: the server's on how the last rewrite ended or why a write failed, or the checker's on a log.
    /// </summary>
    Misreported,

    /// <summary>An unused descriptor stays open, an unused file stays, or a part of a failed write stays.</summary>
    Leaked,

    /// <summary>After a failure the server tried again at once.</summary>
    Hasty,

    /// <summary>A log that had grown was not rewritten, or a rewrite was given up without a reason.</summary>
    NotRewritten,

    /// <summary>Work was put off until clients must wait for it.</summary>
    Stalled,

    /// <summary>A setting was without effect.</summary>
    SettingIgnored,

    /// <summary>A reply is missing, malformed, or wrong, or a command did something else than it should.</summary>
    WrongReply,

    /// <summary>The server's code, or a check of it, threw what nothing handles.</summary>
    Threw,
}
