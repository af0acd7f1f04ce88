using Sim.Machine.Crash;

namespace Sim.Audit.Records;

/// <summary>
/// The record of a run that crashed and of the recovery after it, as one record. So a crash in the recovery is a crash
/// of a record like any other, held to what the run had acknowledged.
/// </summary>
internal static class RecoveryRecord
{
    /// <summary>False when the crash is in the middle of an entry: then no record ends there.</summary>
    public static bool CanFollow(RebuiltDisk run, CrashCase crash) =>
        Lived(run, crash).LastOrDefault().Changes == crash.Position;

    /// <summary>Puts the record of a recovery behind that of the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="crash">The crash of it whose image was recovered.</param>
    /// <param name="recovery">The record of the recovery.</param>
    public static RecordContent After(RebuiltDisk run, CrashCase crash, RecordContent recovery)
    {
        var lived = Lived(run, crash).ToList();

        // A recovery takes no time: what the run owed is what it still owes.
        var crashUs = lived.Select(done => done.Entry.AtUs).LastOrDefault();
        var before = lived.ConvertAll(done => done.Entry).FindAll(
            entry => crash.IsKill ? !IsEnd(entry.Kind) : IsSaid(entry.Kind) && entry.Kind != EntryKind.AcknowledgedBy);
        var most = before.Where(entry => !IsSaid(entry.Kind)).Select(entry => entry.File).DefaultIfEmpty(0).Max();
        var after = recovery.Entries.Where(entry => !IsSaid(entry.Kind) && !(crash.IsKill && IsBefore(entry.Kind)))
            .Select(entry => entry with { AtUs = crashUs, File = entry.File == 0 ? 0 : entry.File + most }).ToList();
        return new RecordContent(
            [
                .. Words(run, crash),
                .. after.TakeWhile(entry => IsBefore(entry.Kind)),
                .. before,
                .. after.SkipWhile(entry => IsBefore(entry.Kind)),
            ],
            recovery.Damage);
    }

    private static IEnumerable<(RecordEntry Entry, int Changes)> Lived(RebuiltDisk run, CrashCase crash) =>
        run.Done.TakeWhile(done => done.Changes <= crash.Position);

    /// <summary>How the program acknowledges: it comes first in a record.</summary>
    private static IEnumerable<RecordEntry> Words(RebuiltDisk run, CrashCase crash) =>
        crash.IsKill || run.AcknowledgedBy.Length == 0
            ? []
            : [new RecordEntry(EntryKind.AcknowledgedBy) { Path = run.AcknowledgedBy }];

    private static bool IsBefore(EntryKind kind) => kind is EntryKind.DirectoryBefore or EntryKind.FileBefore;

    private static bool IsEnd(EntryKind kind) =>
        kind is EntryKind.DirectoryAfter or EntryKind.FileAfter or EntryKind.Ended;

    private static bool IsSaid(EntryKind kind) =>
        kind is EntryKind.Said or EntryKind.Heard or EntryKind.Replied or EntryKind.AcknowledgedBy;
}
