using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Disk;
using Sim.Machine.Tracing;
using Sim.Minimize;
using Sim.Plans;

namespace Sim.Versions;

/// <summary>One cell: what a version can lose under a policy, by a kind of crash, on a kind of disk.</summary>
/// <param name="Profile">The version's profile.</param>
/// <param name="Policy">appendfsync.</param>
/// <param name="Crash">The kind of crash; null for what goes wrong without one.</param>
/// <param name="Disk">The disk's preset.</param>
/// <param name="Loss">The worst that was found.</param>
/// <param name="Seeds">How many seeds were tried.</param>
/// <param name="Seed">The first that showed it; null where nothing was found.</param>
/// <param name="Minimal">The smallest plan known that shows it; null where nothing was found.</param>
/// <param name="Violation">What that plan breaks.</param>
public sealed record VersionCell(
    string Profile, FsyncPolicy Policy, CrashKind? Crash, string Disk, Loss Loss, int Seeds, ulong? Seed, Plan? Minimal, Violation? Violation)
{
    /// <summary>How each switch that the minimal plan needs was seen on the real server of <see cref="Observations.Kept"/>: all of them live, or some only from an image; null where one was not.</summary>
    public SightingWay? Seen => Minimal is null ? null : Observations.Kept.Cover([.. Minimal.Config.ToAofConfig().Defects.Each]);
}

/// <summary>What which version of Redis loses: profile × policy × kind of crash × disk, by seeds that nobody aimed.</summary>
public static class VersionTable
{
    /// <summary>A loss that is known is looked for so many times as long as one that is not, before it counts as gone.</summary>
    private const int Patience = 10;

    private static readonly CrashKind?[] Crashes = [CrashKind.Kill, CrashKind.PowerLoss, null];

    /// <summary>The kinds of crash, in the order in which they are shown.</summary>
    public static IReadOnlyList<CrashKind?> CrashKinds => Crashes;

    /// <summary>Fills the cells of one profile, one policy and one disk with the worst that is found: one run of each seed, and one judgement of it, serves all kinds of crash.</summary>
    /// <param name="profile">The version.</param>
    /// <param name="policy">appendfsync.</param>
    /// <param name="disk">The disk's preset.</param>
    /// <param name="seeds">How many seeds, from 1; fewer when there is nothing worse to be found.</param>
    public static IReadOnlyList<VersionCell> Fill(Profile profile, FsyncPolicy policy, DiskPreset disk, int seeds)
    {
        var search = new VersionSearch(profile, policy, disk);
        while (search.Seeds < seeds && Crashes.Any(crash => search.Badness(crash) < Loss.Worst))
        {
            search.Try(crash => search.Badness(crash) < Loss.Worst);
        }

        return [.. Crashes.Select(crash => search.Cell(crash))];
    }

    /// <summary>Fills the cells of which it is known that they lose with the first loss that is found, and ends then; where none is known, with the first of so many seeds.</summary>
    /// <param name="profile">The version.</param>
    /// <param name="policy">appendfsync.</param>
    /// <param name="disk">The disk's preset.</param>
    /// <param name="seeds">How many seeds, from 1; ten times as many for what is known.</param>
    /// <param name="known">The kinds of crash that are known to lose.</param>
    public static IReadOnlyList<VersionCell> Check(Profile profile, FsyncPolicy policy, DiskPreset disk, int seeds, IReadOnlyCollection<CrashKind?> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var search = new VersionSearch(profile, policy, disk);
        var asked = known.Count > 0 ? known : Crashes;
        while (search.Seeds < (known.Count > 0 ? Patience * seeds : seeds) && asked.Any(crash => search.Badness(crash) == 0))
        {
            search.Try(crash => asked.Contains(crash) && search.Badness(crash) == 0);
        }

        return [.. asked.Select(crash => search.Cell(crash))];
    }

    /// <summary>
    /// Makes the plans of cells small. The smallest plan of one cell is often that of another: a cell takes over what breaks the same promise by the same
    /// crash in its own version and on its own disk, and only where none does its own plan is made smaller.
    /// </summary>
    /// <param name="cells">The cells, of any versions, policies and disks.</param>
    /// <param name="runs">How many smaller plans are tried for a cell.</param>
    public static IReadOnlyList<VersionCell> Shrunk(IReadOnlyList<VersionCell> cells, int runs)
    {
        // Groups side by side: what comes of one does not depend on another, and within one the cells come in their order.
        var groups = cells.Select((cell, at) => (cell, at)).Where(it => it.cell.Minimal is not null)
            .GroupBy(it => (it.cell.Policy, it.cell.Crash, it.cell.Violation!.Kind)).AsParallel().SelectMany(group =>
            {
                var known = new List<Plan>();
                return group.Select(it => (Cell: Shrunk(it.cell, known, runs), it.at)).ToList();
            });
        var shrunk = cells.ToArray();
        foreach (var (cell, at) in groups)
        {
            shrunk[at] = cell;
        }

        return shrunk;
    }

    private static VersionCell Shrunk(VersionCell cell, List<Plan> known, int runs)
    {
        var switches = Profile.Named(cell.Profile)!.Defects;
        foreach (var smallest in known)
        {
            var plan = smallest with { Crash = null, Disk = smallest.Disk with { Preset = cell.Disk } };
            if (switches.With(plan.Config.ToAofConfig().Defects) == switches
                && Judged(plan, cell.Crash).Violation is { } same && same.Kind == cell.Violation!.Kind)
            {
                return cell with { Minimal = plan with { Crash = same.Crash }, Violation = same };
            }
        }

        var found = WithOneSwitch(cell) ?? (cell.Minimal!, new Verdict { Violation = cell.Violation });
        var (minimal, verdict) = new Minimizer(runs, plan => Judged(plan, cell.Crash), smaller => smaller.Disk.Preset == cell.Disk).Shrink(found.Plan, found.Verdict);
        known.Add(minimal);
        return cell with { Minimal = minimal, Violation = verdict.Violation };
    }

    /// <summary>The plan with the one switch of the version that suffices to break the promise; null when it takes two.</summary>
    private static (Plan Plan, Verdict Verdict)? WithOneSwitch(VersionCell cell)
    {
        foreach (var defect in Profile.Named(cell.Profile)!.Defects.Each)
        {
            var plan = cell.Minimal! with { Crash = null, Config = cell.Minimal.Config with { Defects = [defect.ToString()] } };
            if (Judged(plan, cell.Crash) is { Violation: { } same } verdict && same.Kind == cell.Violation!.Kind)
            {
                return (plan, verdict);
            }
        }

        return null;
    }

    /// <summary>A plan by one kind of crash, or without any.</summary>
    private static Verdict Judged(Plan plan, CrashKind? crash)
    {
        var run = CheckedRun.Execute(plan, new Trace(Plan.StartUs));
        return crash is null ? new Verdict { Violation = run.Broken ?? run.Anomaly } : new Verifier(run) { Only = crash }.Judge();
    }
}
