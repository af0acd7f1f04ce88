using Sim.Audit.Checks;
using Sim.Audit.Devices;
using Sim.Audit.Records;
using Sim.Machine.Crash;
using Sim.Machine.Disk;

namespace Sim.Audit.Recoveries;

/// <summary>What an audit tries.</summary>
/// <param name="Disks">The disks of the power losses; a kill -9 is always tried.</param>
/// <param name="Images">The largest number of images at each crash point and disk.</param>
/// <param name="Grace">A power loss owes what was acknowledged this long before it.</param>
/// <param name="Jobs">The number of recoveries at a time.</param>
public sealed record AuditOptions(IReadOnlyList<DiskPreset> Disks, int Images, TimeSpan Grace, int Jobs)
{
    /// <summary>A kill -9 owes what was acknowledged this long before it.</summary>
    public TimeSpan KillGrace { get; init; }

    /// <summary>The largest number of images that are recovered.</summary>
    public int Sample { get; init; } = int.MaxValue;

    /// <summary>No further image is recovered once this is cancelled.</summary>
    public CancellationToken Over { get; init; }

    /// <summary>True to recover each image twice.</summary>
    public bool Twice { get; init; }

    /// <summary>The first crash point.</summary>
    public int From { get; init; }

    /// <summary>The largest number of recoveries that are recorded and crashed too.</summary>
    public int Recoveries { get; init; }
}

/// <summary>A kind of failure.</summary>
/// <param name="Judgement">What is wrong.</param>
/// <param name="Shown">The crash that shows it: on the most honest disk, the first one.</param>
/// <param name="Image">The files that this crash left.</param>
/// <param name="Outcome">What came of them.</param>
/// <param name="Duties">What it was held to.</param>
/// <param name="Disks">The disks that show the kind, the most honest one first.</param>
/// <param name="States">The number of crashes that show it.</param>
public sealed record AuditFailure(
    Judgement Judgement, CrashCase Shown, DiskImage Image, RecoveryOutcome Outcome, Duties Duties,
    IReadOnlyList<string> Disks, int States)
{
    /// <summary>True when it is a crash of the recovery after a crash of the run.</summary>
    public bool IsOfRecovery { get; init; }

    /// <summary>Failures with equal names are one kind.</summary>
    public string KindName =>
        (IsOfRecovery ? "recovery: " : "") + (Shown.Disk is null ? "kill -9 " : "") + Judgement.Key;
}

/// <summary>A kind of failure on a real file system.</summary>
/// <param name="Judgement">What is wrong.</param>
/// <param name="Shown">The first image that shows it.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Duties">What it was held to.</param>
/// <param name="Images">The number of images that show it.</param>
public sealed record DeviceFailure(
    Judgement Judgement, DeviceImage Shown, RecoveryOutcome Outcome, Duties Duties, int Images);

/// <summary>The result of an audit.</summary>
/// <param name="States">The number of crashes.</param>
/// <param name="Images">The number of different images among them: each was recovered once.</param>
/// <param name="Sampled">The number of crash points of a disk at which only a sample was tried.</param>
/// <param name="Failures">The kinds of failures, the most honest disk first.</param>
public sealed record AuditReport(int States, int Images, int Sampled, IReadOnlyList<AuditFailure> Failures)
{
    /// <summary>
    /// The number of crashes whose only harm is bytes that no program wrote: what came back was never begun, and all
    /// that was owed is there. Only a checksum could notice that.
    /// </summary>
    public int Undetectable { get; init; }

    /// <summary>The number of images that were not recovered, and of groups of all; null when all were.</summary>
    public (int Images, int Groups)? Left { get; init; }
}

/// <summary>Crashes a record everywhere and recovers every image.</summary>
public sealed class Auditor
{
    private readonly RebuiltDisk disk;
    private readonly Promises promises;
    private readonly AuditOptions options;
    private readonly ImageRecoveries recoveries;
    private readonly CrashCases allCrashes;
    private readonly Lazy<TriedCrashes> tried;
    private readonly List<CrashedImage> good = [];
    private int undetectable;

    /// <summary>An audit of a record.</summary>
    /// <param name="disk">The rebuilt disk.</param>
    /// <param name="promises">What the program promised.</param>
    /// <param name="options">What is tried.</param>
    /// <param name="start">Starts a recovery; each job has its own.</param>
    public Auditor(RebuiltDisk disk, Promises promises, AuditOptions options, Func<IRecovery> start)
        : this(disk, promises, options, new ImageRecoveries(options.Jobs, options.Twice, start))
    {
    }

    internal Auditor(RebuiltDisk disk, Promises promises, AuditOptions options, ImageRecoveries recoveries)
    {
        (this.disk, this.promises, this.options, this.recoveries) = (disk, promises, options, recoveries);
        (allCrashes, tried) = (disk.Crashes(options.Images), new Lazy<TriedCrashes>(Choose));
    }

    /// <summary>Judges an outcome.</summary>
    public Func<RecoveryOutcome, Duties, Judgement?> Judge { get; init; } = Judgement.Of;

    /// <summary>The rebuilt disk.</summary>
    public RebuiltDisk Disk => disk;

    /// <summary>What may be there besides, because an earlier crash left it.</summary>
    internal IReadOnlyList<string> There { get; init; } = [];

    /// <summary>True when an earlier crash left bytes that no program wrote.</summary>
    internal bool BeginsDamaged { get; init; }

    /// <summary>All that is recovered.</summary>
    internal IEnumerable<DiskImage> Images => tried.Value.Images.Select(image => image.Image).Prepend(disk.Before);

    /// <summary>
    /// Recovers what the run left, undamaged. A recovery that fails then says nothing about crashes. Not asked of a run
    /// with a fault: that is what it may show.
    /// </summary>
    /// <returns>Why it fails; null when it does not.</returns>
    public string? EndProblem()
    {
        var end = disk.Disk.CachedImage();
        recoveries.Recover(disk.Struck is null ? [end] : []);
        return disk.Struck is null && recoveries[end] is { End: not RecoveryEnd.Recovered } outcome
            ? $"the recovery fails before anything is crashed, on what the run left: {outcome.Says}"
            : null;
    }

    /// <summary>Runs the audit.</summary>
    public AuditReport Run()
    {
        recoveries.Recover([disk.Before]);
        recoveries.Recover([.. Images], options.Over);
        var failures = new List<AuditFailure>();
        List<CrashedImage> images = [.. tried.Value.InOrder.Where(image => recoveries.Knows(image.Image))];
        foreach (var image in images)
        {
            var known = failures.Count;
            failures.AddRange(image.Cases.Select(crash => Judged(
                image.Image, crash, () => allCrashes.ImageOf(crash)!)).OfType<AuditFailure>());
            if (failures.Count == known && recoveries[image.Image].Traces.Count > 0)
            {
                good.Add(image);
            }
        }

        var kinds = failures.GroupBy(failure => failure.KindName, StringComparer.Ordinal)
            .OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => Summed([.. kind]));
        return new AuditReport(images.Sum(image => image.Cases.Count), images.Count, tried.Value.Sampled,
            [.. kinds.OrderBy(failure => Honesty(failure.Shown))])
        {
            Undetectable = undetectable,
            Left = images.Count < tried.Value.All ? (tried.Value.All - images.Count, tried.Value.Groups) : null,
        };
    }

    /// <summary>
    /// Crashes some of the recoveries that changed the disk, each as a run of its own. Only after <see cref="Run"/>.
    /// </summary>
    /// <param name="report">What the crashes of the run have shown: those kinds are not shown again.</param>
    public CrashedRecoveries CrashRecoveries(AuditReport report) =>
        new RecoveryAuditor(disk, options, recoveries) { Judge = Judge, There = recoveries[disk.Before].Words }
            .Run(good, [.. report.Failures.Select(failure => failure.Judgement.Key)]);

    /// <summary>
    /// Which change had to be durable before which: the failure is gone once what it touched is synced at that place.
    /// Null when no single sync heals it.
    /// </summary>
    public (int Earlier, int Later)? OrderNeeded(AuditFailure failure) =>
        disk.Crashes(options.Images).Needed(failure.Shown, left =>
        {
            List<DiskImage> images = [.. left];
            recoveries.Recover(images);
            return images.Exists(image => Judged(image, failure.Shown, () => image) is not null);
        });

    /// <summary>
    /// Judges what a real file system left: the kinds of failures, each with the first image that shows it, and the
    /// number of all that do.
    /// </summary>
    public IReadOnlyList<DeviceFailure> Judged(DeviceRun run)
    {
        recoveries.Recover([disk.Before, .. run.Images.Select(image => image.Image)]);
        var failures = new SortedDictionary<string, DeviceFailure>(StringComparer.Ordinal);
        foreach (var image in run.Images.OrderBy(image => image.Arrived))
        {
            var duties = WithBefore(promises.AtTime(image.LatestUs, options.Grace), image.Image);
            if (Judge(recoveries[image.Image], duties) is { } judgement)
            {
                var known = failures.GetValueOrDefault(judgement.Key)
                    ?? new DeviceFailure(judgement, image, recoveries[image.Image], duties, Images: 0);
                failures[judgement.Key] = known with { Images = known.Images + 1 };
            }
        }

        return [.. failures.Values];
    }

    /// <param name="image">The files.</param>
    /// <param name="crash">The crash that left them.</param>
    /// <param name="left">The image of this very crash: an equal one of another crash may have other bytes for another
    /// reason.</param>
    private AuditFailure? Judged(DiskImage image, CrashCase crash, Func<DiskImage> left)
    {
        var duties = WithBefore(
            promises.At(crash.Position, crash.Disk is null ? options.KillGrace : options.Grace), image);
        var outcome = recoveries[image];
        if (Judge(outcome, duties) is not { } judgement)
        {
            return null;
        }

        if (judgement.MayBeDamage && (BeginsDamaged || CrashCases.ShowsUnwritten(left())))
        {
            undetectable++;
            return null;
        }

        return new AuditFailure(judgement, crash, image, outcome, duties, [crash.DiskName], States: 1);
    }

    /// <summary>
    /// What a recovery gives of the disk before the run may be there all the time. Where the program says of nothing
    /// that it begins, anything may be there.
    /// </summary>
    private Duties WithBefore(Duties duties, DiskImage image)
    {
        var before = recoveries[promises.Begun.Count == 0 ? image : disk.Before].Words;
        return duties with { There = There.Count == 0 ? before : [.. before, .. There] };
    }

    private TriedCrashes Choose()
    {
        var crashes = disk.Crashes(options.Images);
        var all = crashes.All(options.Disks, options.From);
        var (order, groups) = CrashCases.Ranked(disk.Disk.Journal, all);
        return new TriedCrashes(all, [.. order.Take(options.Sample)], groups, crashes.Sampled);
    }

    private AuditFailure Summed(List<AuditFailure> failures)
    {
        var shown = failures.OrderBy(failure => Honesty(failure.Shown)).First();
        return shown with
        {
            // An equal image of another crash was lost in another way.
            Image = allCrashes.ImageOf(shown.Shown)!,
            States = failures.Count,
            Disks = [.. failures.Select(failure => failure.Shown).OrderBy(Honesty).Select(crash => crash.DiskName)
                .Distinct()],
        };
    }

    /// <summary>The order of the disks as they were given, then of the crash points, then of the images.</summary>
    private (int Disk, int Position, int Image) Honesty(CrashCase crash) =>
        (crash.Disk is null ? -1 : options.Disks.Index().First(disk => disk.Item == crash.Disk).Index,
            crash.Position, crash.Image);

    /// <param name="Crashes">All images, in the order of the crashes.</param>
    /// <param name="Ranked">The indexes of those that are recovered, the most different ones first.</param>
    /// <param name="Groups">The number of groups of all.</param>
    /// <param name="Sampled">The number of crash points of a disk at which only a sample is tried.</param>
    private sealed record TriedCrashes(
        IReadOnlyList<CrashedImage> Crashes, IReadOnlyList<int> Ranked, int Groups, int Sampled)
    {
        public int All => Crashes.Count;

        /// <summary>What is recovered, the most different images first.</summary>
        public IEnumerable<CrashedImage> Images => Ranked.Select(index => Crashes[index]);

        /// <summary>The same, in the order of the crashes.</summary>
        public IEnumerable<CrashedImage> InOrder => Ranked.Order().Select(index => Crashes[index]);
    }
}
