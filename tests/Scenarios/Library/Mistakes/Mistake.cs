namespace Tests.Scenarios.Library.Mistakes;

/// <summary>Classic mistakes of logs and stores, one at a time.</summary>
public enum Mistake
{
    None,

    // A segmented log with group commit, rotation and checkpoints.
    LogIsNotSynced,
    NameOfSegmentIsNotSynced,
    NameOfCheckpointIsNotSynced,
    CheckpointIsNotSynced,
    SegmentsGoBeforeCheckpoint,
    OldSegmentIsNotSynced,
    StaleTailOfRecycledSegment,
    NumbersRestartAfterCheckpoint,
    TornTailStays,
    LogHasNoChecksum,
    BadRecordIsSkipped,
    RecoveredTailIsNotSynced,

    // Tables, manifest, CURRENT and compaction, as in LevelDB.
    TableIsNotSynced,
    NameOfTableIsNotSynced,
    ManifestIsNotSynced,
    NameOfCurrentIsNotSynced,
    CurrentIsNotSynced,
    CompactionDeletesFirst,
    FileNumberIsUsedTwice,
    ReusedLogKeepsItsTail,
    CurrentIsWrittenInPlace,
    TableLogHasNoChecksum,
    TableLogSkipsBadRecord,
    NameOfNewLogIsNotSynced,

    // Pages with a rollback journal.
    JournalIsNotSynced,
    NameOfJournalIsNotSynced,
    PagesAreNotSynced,
    JournalHasNoChecksum,
    UnlinkIsNotSynced,
    PagesGoBeforeJournal,
    SizeIsNotRestored,
    HotJournalIsThrownAway,
    StaleTailOfKeptJournal,
    RollbackIsNotSynced,
}
