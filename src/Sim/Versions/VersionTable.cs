using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Disk;
using Sim.Machine.Tracing;
using Sim.Machine.Workers;
using Sim.Minimize;
using Sim.Plans;

namespace Sim.Versions;

/// <summary>One cell: the loss of a version under a policy, by a kind of crash, on a kind of disk.</summary>
/// <param name="Profile">The version's profile.</param>
/// <param name="Policy">appendfsync.</param>
/// <param name="Crash">The kind of crash; null for violations without a crash.</param>
/// <param name="Disk">The disk's preset.</param>
/// <param name="Loss">The worst loss found.</param>
/// <param name="Seeds">The number of seeds tried.</param>
/// <param name="Seed">The first that showed it; null where nothing was found.</param>
/// <param name="Minimal">The smallest plan known that shows it; null where nothing was found.</param>
/// <param name="Violation">The violation of that plan.</param>
public sealed record VersionCell(
    string Profile, FsyncPolicy Policy, CrashKind? Crash, string Disk, Loss Loss, int Seeds, ulong? Seed, Plan? Minimal,
    Violation? Violation)
{
    /// <summary>
    /// How the switches that the minimal plan needs were seen on the real server of <see cref="Observations.Kept"/>.
    /// All live, or some only from an image; null when one was not seen.
    /// </summary>
    public SightingWay? Seen =>
        Minimal is null ? null : Observations.Kept.Cover([.. Minimal.Config.ToAofConfig().Defects.Each]);
}

/// <summary>
/// The losses of versions of Redis: profile × policy × kind of crash × disk, found by ordinary seeds.
/// </summary>
public static class VersionTable
{
    /// <summary>A known loss counts as gone only after so many times the usual number of seeds.</summary>
    private const int Patience = 10;

    private static readonly CrashKind?[] Crashes = [CrashKind.Kill, CrashKind.PowerLoss, null];

    /// <summary>The kinds of crash, in the order in which they are shown.</summary>
    public static IReadOnlyList<CrashKind?> CrashKinds => Crashes;

    /// <summary>
    /// Fills the cells of one profile, one policy and one disk with the worst loss found. One run of each seed, judged
    /// once, serves all kinds of crash.
    /// </summary>
    /// <param name="profile">The version.</param>
    /// <param name="policy">appendfsync.</param>
    /// <param name="disk">The disk's preset.</param>
    /// <param name="seeds">The number of seeds, from 1; fewer when the worst possible loss is found.</param>
    public static IReadOnlyList<VersionCell> Fill(Profile profile, FsyncPolicy policy, DiskPreset disk, int seeds)
    {
        var search = new VersionSearch(profile, policy, disk);
        while (search.Seeds < seeds && Crashes.Any(crash => search.SeverityOf(crash) < Loss.Worst))
        {
            search.Try(crash => search.SeverityOf(crash) < Loss.Worst);
        }

        return [.. Crashes.Select(crash => search.Cell(crash))];
    }

    /// <summary>
    /// Fills the cells of known losses with the first loss found, and stops then. Where no loss is known, it stops with
    /// the first loss of the given number of seeds.
    /// </summary>
    /// <param name="profile">The version.</param>
    /// <param name="policy">appendfsync.</param>
    /// <param name="disk">The disk's preset.</param>
    /// <param name="seeds">The number of seeds, from 1; ten times as many for a known loss.</param>
    /// <param name="known">The kinds of crash with a known loss.</param>
    public static IReadOnlyList<VersionCell> Check(
        Profile profile, FsyncPolicy policy, DiskPreset disk, int seeds, IReadOnlyCollection<CrashKind?> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var search = new VersionSearch(profile, policy, disk);
        var asked = known.Count > 0 ? known : Crashes;
        while (search.Seeds < (known.Count > 0 ? Patience * seeds : seeds)
            && asked.Any(crash => search.SeverityOf(crash) == 0))
        {
            search.Try(crash => asked.Contains(crash) && search.SeverityOf(crash) == 0);
        }

        return [.. asked.Select(crash => search.Cell(crash))];
    }

    /// <summary>
    /// Minimizes the plans of cells. The smallest plan of one cell often serves another. A cell takes over a plan that
    /// breaks the same promise by the same crash in its own version and on its own disk. Only without such a plan is
    /// its own minimized.
    /// </summary>
    /// <param name="cells">The cells, of any versions, policies and disks.</param>
    /// <param name="runs">The maximum number of smaller plans to try for a cell.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It has ended early.</exception>
    public static IReadOnlyList<VersionCell> Shrunk(
        IReadOnlyList<VersionCell> cells, int runs, CancellationToken cancel = default)
    {
        // Groups run in parallel: they do not depend on each other. Within one the cells keep their order.
        var groups = cells.Select((cell, at) => (Cell: cell, At: at)).Where(it => it.Cell.Minimal is not null)
            .GroupBy(it => (it.Cell.Policy, it.Cell.Crash, it.Cell.Violation!.Kind))
            .Select(group => group.ToList()).ToList();
        var shrunk = cells.ToArray();
        WorkerPool.ForEach(groups, group => Shrunk([.. group.Select(it => it.Cell)], [], runs), (group, results) =>
        {
            foreach (var (it, result) in group.Zip(results))
            {
                shrunk[it.At] = result;
            }
        }, cancel);
        return shrunk;
    }

    private static List<VersionCell> Shrunk(List<VersionCell> group, List<Plan> known, int runs) =>
        [.. group.Select(cell => Shrunk(cell, known, runs))];

    private static VersionCell Shrunk(VersionCell cell, List<Plan> known, int runs)
    {
        var (switches, layout) = (Profile.Named(cell.Profile)!.Defects, cell.Minimal!.Config.Layout);
        foreach (var smallest in known.Where(plan => plan.Config.Layout == layout))
        {
            var plan = smallest with { Crash = null, Disk = smallest.Disk with { Preset = cell.Disk } };
            if (switches.With(plan.Config.ToAofConfig().Defects) == switches
                && Judged(plan, cell.Crash).Violation is { } same && same.Kind == cell.Violation!.Kind)
            {
                return cell with { Minimal = plan with { Crash = same.Crash }, Violation = same };
            }
        }

        var found = WithOneSwitch(cell) ?? (cell.Minimal!, new Verdict { Violation = cell.Violation });
        var (minimal, verdict) = new Minimizer(runs, plan => Judged(plan, cell.Crash),
            smaller => smaller.Disk.Preset == cell.Disk).Shrink(found.Plan, found.Verdict);
        known.Add(minimal);
        return cell with { Minimal = minimal, Violation = verdict.Violation };
    }

    /// <summary>
    /// The plan with the single switch of the version that suffices to break the promise; null when it takes two.
    /// </summary>
    private static (Plan Plan, Verdict Verdict)? WithOneSwitch(VersionCell cell)
    {
        foreach (var defect in Profile.Named(cell.Profile)!.Defects.Each)
        {
            var plan = cell.Minimal! with
            {
                Crash = null,
                Config = cell.Minimal.Config with { Defects = [defect.ToString()] },
            };
            if (Judged(plan, cell.Crash) is { Violation: { } same } verdict && same.Kind == cell.Violation!.Kind)
            {
                return (plan, verdict);
            }
        }

        return null;
    }

    /// <summary>Judges a plan by one kind of crash, or without any.</summary>
    private static Verdict Judged(Plan plan, CrashKind? crash)
    {
        var run = CheckedRun.Execute(plan, new Trace(Plan.StartUs));
        return crash is null
            ? new Verdict { Violation = run.Broken ?? run.Anomaly }
            : new Verifier(run) { Only = crash }.Judge();
    }
}
