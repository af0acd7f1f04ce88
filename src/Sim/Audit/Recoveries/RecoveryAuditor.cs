using Sim.Audit.Checks;
using Sim.Audit.Recording;
using Sim.Audit.Records;
using Sim.Machine.Crash;
using Sim.Machine.Disk;

namespace Sim.Audit.Recoveries;

/// <summary>A kind of failure of crashes in recoveries.</summary>
/// <param name="Failure">The failure.</param>
/// <param name="First">The crash before the recovery.</param>
/// <param name="Record">The record of the run up to that crash and of the recovery.</param>
/// <param name="Auditor">The audit of that record.</param>
public sealed record RecoveryFailure(
    AuditFailure Failure, CrashCase First, RecordContent Record, Auditor Auditor);

/// <summary>What the crashes of recoveries have shown.</summary>
/// <param name="Recoveries">The number of recoveries that were crashed.</param>
/// <param name="Possible">The number of recoveries that changed the disk.</param>
/// <param name="States">The number of crashes.</param>
/// <param name="Images">The number of different images among them, in each recovery.</param>
/// <param name="Failures">The kinds of failures, those of the run left out.</param>
/// <param name="Objection">Why a recovery could not be recorded; null when all could.</param>
public sealed record CrashedRecoveries(
    int Recoveries, int Possible, int States, int Images, IReadOnlyList<RecoveryFailure> Failures, string? Objection);

/// <summary>Records recoveries, and crashes those everywhere.</summary>
/// <param name="disk">The rebuilt disk of the run.</param>
/// <param name="options">What is tried.</param>
/// <param name="recoveries">Recovers images.</param>
internal sealed class RecoveryAuditor(RebuiltDisk disk, AuditOptions options, ImageRecoveries recoveries)
{
    /// <summary>The largest number of images of a recovery: it bounds the time of a check.</summary>
    private const int MostImages = 50;

    public required Func<RecoveryOutcome, Duties, Judgement?> Judge { get; init; }

    /// <summary>What was there before the run.</summary>
    public required IReadOnlyList<string> There { get; init; }

    /// <summary>Crashes some of the recoveries.</summary>
    /// <param name="images">The images that were recovered well, and changed by it.</param>
    /// <param name="known">The kinds of failures that need no crash of a recovery.</param>
    public CrashedRecoveries Run(IReadOnlyList<CrashedImage> images, IReadOnlyList<string> known)
    {
        if (options.Recoveries == 0 || ProgramRecorder.Objection() is not null)
        {
            return new CrashedRecoveries(0, images.Count, 0, 0, [], ProgramRecorder.Objection());
        }

        var chosen = Chosen(images);
        var records = recoveries.Record([.. chosen.Select(one => one.Image)]);
        var made = chosen.Zip(records, Made).ToList();
        var audits = made.Where(one => one.Auditor.Disk.Objection is null).ToList();
        recoveries.Recover([.. audits.SelectMany(one => one.Auditor.Images)]);
        var (reports, failures) = (new List<AuditReport>(), new SortedDictionary<string, RecoveryFailure>());
        foreach (var (first, record, auditor) in audits)
        {
            reports.Add(auditor.Run());
            foreach (var failure in reports[^1].Failures.Where(failure => !known.Contains(failure.Judgement.Key)))
            {
                var found = new RecoveryFailure(failure with { IsOfRecovery = true }, first, record, auditor);
                _ = failures.TryAdd(found.Failure.KindName, found);
            }
        }

        return new CrashedRecoveries(audits.Count, images.Count, reports.Sum(report => report.States),
            reports.Sum(report => report.Images), [.. failures.Values],
            made.Select(one => one.Auditor.Disk.Objection).FirstOrDefault(objection => objection is not null));
    }

    /// <summary>
    /// One of each kind, then a second one, and so on; two are alike when they did the same to the same files after the
    /// same kind of crash. Those that did the most come first, and of equal ones the latest: there most is owed.
    /// </summary>
    private List<(DiskImage Image, CrashCase First)> Chosen(IReadOnlyList<CrashedImage> images)
    {
        var kinds = images
            .Select(image => (image.Image, First: First(image), recoveries[image.Image].Traces))
            .Where(one => RecoveryRecord.CanFollow(disk, one.First))
            .GroupBy(one => string.Join(',', one.Traces.Append(one.First.IsKill ? "kill" : "loss")))
            .OrderByDescending(kind => kind.First().Traces.Count).ThenBy(kind => kind.Key, StringComparer.Ordinal);
        return
        [
            .. kinds.SelectMany(kind => kind.OrderByDescending(one => one.First.Position).Index())
                .OrderBy(one => one.Index).Take(options.Recoveries).Select(one => (one.Item.Image, one.Item.First)),
        ];
    }

    /// <summary>The last crash that leaves the image, and the kill there, if it is one: after that all can be lost.
    /// </summary>
    private static CrashCase First(CrashedImage image) =>
        image.Cases.First(crash => crash.Position == image.Cases[^1].Position);

    private (CrashCase First, RecordContent Record, Auditor Auditor) Made(
        (DiskImage Image, CrashCase First) chosen, RecordContent recovery)
    {
        var first = chosen.First;
        var record = RecoveryRecord.After(disk, first, recovery);
        var rebuilt = RebuiltDisk.Of(record);
        var auditor = new Auditor(rebuilt, new Promises(rebuilt), options with
        {
            Disks = first.Disk is { } preset ? [preset] : options.Disks,
            Sample = MostImages,
            From = (first.IsKill ? first.Position : 0) + 1,

            // A power loss owes less, and no later kill -9 owes more.
            KillGrace = first.IsKill ? options.KillGrace : options.Grace,
        }, recoveries)
        {
            Judge = Judge,
            There = There,
            BeginsDamaged = CrashCases.ShowsUnwritten(chosen.Image),
        };
        return (first, record, auditor);
    }
}
