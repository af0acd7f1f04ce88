namespace Aof.Format;

/// <summary>Where the writing of a snapshot is.</summary>
internal enum SnapshotStep
{
    /// <summary>One more command of a value, with more of the same to come.</summary>
    InsideKey,

    /// <summary>A key is complete, deadline included.</summary>
    KeyDone,
}
