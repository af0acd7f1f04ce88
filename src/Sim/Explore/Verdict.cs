namespace Sim.Explore;

/// <summary>Which promise of the contract a run or a crash broke (design: the oracle).</summary>
public enum ViolationKind
{
    /// <summary>What came back is no state that the dataset ever was in: a hole, a reordering, or something torn in two.</summary>
    NotAPrefix,

    /// <summary>A write that the contract promised is gone.</summary>
    LostPromised,

    /// <summary>What a completed fsync covered is gone.</summary>
    LostSynced,

    /// <summary>The server refused to start where the disk cannot have left an unreadable file.</summary>
    Refused,

    /// <summary>After the crash something went wrong: the repair, the second life, or a crash during recovery.</summary>
    AfterRecovery,

    /// <summary>When the faults had stopped the server did not heal.</summary>
    NotHealed,

    /// <summary>The server ended itself, or refused writes, and no call had failed.</summary>
    Exited,

    /// <summary>A write that was not kept was answered as if it were, or one that was refused was done.</summary>
    ErrorNotTold,

    /// <summary>The run did not come to an end.</summary>
    Hung,

    /// <summary>What the server says of itself is not so: how the last rewrite ended, or why a write failed; or what the checker says of a log.</summary>
    Misreported,

    /// <summary>A descriptor stays open that nobody uses, a file stays that nobody writes, or a part of a write that failed.</summary>
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

/// <summary>A broken promise.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Summary">One line.</param>
/// <param name="Crash">Where the machine was crashed; null when no crash was needed.</param>
/// <param name="Story">What was acknowledged, what came back, the first difference.</param>
public sealed record Violation(ViolationKind Kind, string Summary, CrashChoice? Crash, IReadOnlyList<string> Story);

/// <summary>What a run and all its crashes came to.</summary>
public sealed record Verdict
{
    /// <summary>The first broken promise; null when none was.</summary>
    public Violation? Violation { get; init; }

    /// <summary>Crash states verified: pairs of a crash point and an image.</summary>
    public long States { get; init; }

    /// <summary>Different images among them, on which a server was started.</summary>
    public long DistinctImages { get; init; }

    /// <summary>States in which the server refused to start, as it may, and the checker's repair was right.</summary>
    public long Refused { get; init; }

    /// <summary>States whose damage the format cannot tell from data: bytes that nobody wrote, inside a value; or a rewritten log that a lying disk cut. Counted, never asserted away.</summary>
    public long Undetectable { get; init; }

    /// <summary>States in which one bit of the log had rotted.</summary>
    public long Rotten { get; init; }

    /// <summary>Those among them that were loaded, and gave something that was never there or is no longer all that was promised.</summary>
    public long RotUndetected { get; init; }

    /// <summary>The largest span of acknowledged writes lost to a power loss under everysec on a healthy disk, in microseconds.</summary>
    public long LargestWindowUs { get; init; }
}
