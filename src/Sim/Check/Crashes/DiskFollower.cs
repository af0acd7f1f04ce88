using Sim.Check.Rules;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>
/// Follows what the disk itself does to the log, as far as rule 6 of the <see cref="Contract"/> depends on it: pages
/// that the cache has given up, an error that the disk hides, a new file in the log's place.
/// </summary>
internal sealed class DiskFollower(LiveRun run, CrashModel model)
{
    private readonly History history = run.History;
    private readonly DiskPreset disk = run.Plan.Disk.Kind;

    /// <summary>One entry for each file, because a log may have several.</summary>
    private readonly List<LostPages> lost = [];
    private HiddenError? hidden;
    private int? replacedAt;

    /// <summary>
    /// The cache has given up pages of the file that is the log, or of which a starting server has made the log.
    /// </summary>
    public bool CacheLostPages => lost.Exists(IsOfLog);

    /// <summary>Units that the page cache has left (rule 6a); unbounded while it has all.</summary>
    public int CachedUnits => lost.Where(IsOfLog).Select(file => Math.Max(
        0, Math.Min(file.Most, history.LastLive(file.Left, model.Position)))).DefaultIfEmpty(int.MaxValue).Min();

    /// <summary>
    /// Units acknowledged when the disk hid an error that is not made good yet (rule 6b); unbounded when there is none.
    /// </summary>
    public int UnitsBeforeHiddenError => hidden?.Units ?? int.MaxValue;

    /// <summary>The disk hides an error that is not made good yet.</summary>
    public bool HidesError => hidden is not null;

    /// <summary>
    /// A new file has just taken the log's place, so a disk whose syncs lie may have only a part of it (rule 6d).
    /// </summary>
    public bool MayBeCutShort(CrashChoice crash) =>
        crash.Kind == CrashKind.PowerLoss && !disk.KeepsItsWord && replacedAt is { } replaced
        && crash.Position - replaced <= disk.SyncLag;

    /// <summary>Takes note of the last change.</summary>
    /// <param name="position">How many changes there were.</param>
    /// <param name="killed">What a server makes of the image that a kill leaves.</param>
    /// <param name="image">That image.</param>
    public void Follow(int position, RecoveryOutcome killed, DiskImage image)
    {
        _ = lost.RemoveAll(file => !IsOfLog(file));
        hidden = hidden is not null && model.DurableInOrder >= hidden.MadeGoodAt ? null : hidden;
        switch (position == 0 ? null : run.Machine.Disk.Journal[position - 1])
        {
            case Change.Reread reread when IsOfLog(reread.Inode):
                var executed = history.Promises[position].Executed;
                var left = new LostPages(
                    reread.Inode, [.. killed.Matches.Where(unit => unit <= executed)], CachedUnits);
                _ = lost.RemoveAll(file => file.Inode == reread.Inode);
                lost.Add(left);
                break;
            case Change.SyncFailed failed when disk.FailedSync == FailedSync.ReportedByNextSync:
                hidden = new HiddenError(
                    Math.Min(UnitsBeforeHiddenError, history.Promises[position - 1].Always),
                    Math.Max(hidden?.MadeGoodAt ?? 0, failed.CoversUpTo));
                break;
            case Change.Aborted:
                hidden = new HiddenError(
                    Math.Min(UnitsBeforeHiddenError, history.Promises[position - 1].Always), int.MaxValue);
                break;
            case Change.Rename rename when TakesPlace(rename.ToName, image):
                replacedAt = position;
                break;
            default:
                break;
        }
    }

    /// <summary>A new file has this name, which the manifest or a file of the log has.</summary>
    private static bool TakesPlace(string name, DiskImage image) =>
        ServerFiles.Manifest.EndsWith("/" + name, StringComparison.Ordinal)
        || ServerFiles.LogOn(image).Any(file => file.Content.Length > 0
            && (file.Path == name || file.Path.EndsWith("/" + name, StringComparison.Ordinal)));

    private bool IsOfLog(LostPages file) => IsOfLog(file.Inode) || history.Promises[model.Position].Starts;

    private bool IsOfLog(int inode) => ServerFiles.IsOfLog(model.PathOf(inode));

    /// <summary>The page cache has given up pages of a file.</summary>
    /// <param name="Inode">The file.</param>
    /// <param name="Left">The states that the rest of it may be, ascending. A later start may drop some.</param>
    /// <param name="Most">Units that it had left before.</param>
    private sealed record LostPages(int Inode, IReadOnlyList<int> Left, int Most);

    /// <summary>A sync failed, and the disk reports that at the next one.</summary>
    /// <param name="Units">Units acknowledged before.</param>
    /// <param name="MadeGoodAt">When this change of the disk is durable, all that the sync should have covered
    /// is.</param>
    private sealed record HiddenError(int Units, int MadeGoodAt);
}
