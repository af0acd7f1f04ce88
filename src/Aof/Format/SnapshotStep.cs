namespace Aof.Format;

/// <summary>The progress of writing a snapshot.</summary>
internal enum SnapshotStep
{
    /// <summary>A part of a key is written; more of it follows.</summary>
    InsideKey,

    /// <summary>A key is written, including its deadline.</summary>
    KeyDone,
}
