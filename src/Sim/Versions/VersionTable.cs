using Aof;
using Sim.Disk;
using Sim.Explore;

namespace Sim.Versions;

/// <summary>One cell: what a version can lose under a policy, by a kind of crash, on a kind of disk.</summary>
/// <param name="Profile">The version's profile.</param>
/// <param name="Policy">appendfsync.</param>
/// <param name="Crash">The kind of crash; null for what goes wrong without one.</param>
/// <param name="Disk">The disk's preset.</param>
/// <param name="Loss">The worst that was found.</param>
/// <param name="Seeds">How many seeds were tried.</param>
/// <param name="Seed">The first that showed it; null where nothing was found.</param>
/// <param name="Minimal">The smallest plan that shows it.</param>
/// <param name="Violation">What that plan breaks.</param>
public sealed record VersionCell(
    string Profile, FsyncPolicy Policy, CrashKind? Crash, string Disk, Loss Loss, int Seeds, ulong? Seed, Plan? Minimal, Violation? Violation);

/// <summary>What which version of Redis loses: profile × policy × kind of crash × disk, by seeds that nobody aimed.</summary>
public static class VersionTable
{
    private static readonly CrashKind?[] Crashes = [CrashKind.Kill, CrashKind.PowerLoss, null];

    /// <summary>The kinds of crash, in the order in which they are shown.</summary>
    public static IReadOnlyList<CrashKind?> CrashKinds => Crashes;

    /// <summary>Fills the cells of one profile, one policy and one disk: one run of each seed serves all kinds of crash.</summary>
    /// <param name="profile">The version.</param>
    /// <param name="policy">appendfsync.</param>
    /// <param name="disk">The disk's preset.</param>
    /// <param name="seeds">How many seeds, from 1.</param>
    /// <param name="shrinkRuns">How many smaller plans are tried for each cell.</param>
    public static IReadOnlyList<VersionCell> Fill(Profile profile, FsyncPolicy policy, DiskPreset disk, int seeds, int shrinkRuns)
    {
        var options = new ExploreOptions { Policy = policy, Disk = disk.Name, Defects = [.. Enum.GetValues<Defect>().Where(profile.Defects.Has).Select(defect => defect.ToString())] };
        var worst = new (Plan Plan, Verdict Verdict)?[Crashes.Length];
        for (var seed = 1UL; seed <= (ulong)seeds; seed++)
        {
            var plan = PlanGenerator.Generate(seed, options);
            var run = LiveRun.Execute(plan, new Trace(LiveRun.StartUs));
            for (var i = 0; i < Crashes.Length; i++)
            {
                Keep(ref worst[i], plan, Judged(plan, run, Crashes[i]));
            }
        }

        return [.. Crashes.Select((crash, i) => worst[i] is { } found
            ? Broken(new VersionCell(profile.Name, policy, crash, disk.Name, Loss.Of(found.Verdict.Violation!.Kind), seeds, found.Plan.Seed, null, null), found, shrinkRuns)
            : new VersionCell(profile.Name, policy, crash, disk.Name, Loss.ByDesign(policy, crash, disk), seeds, null, null, null))];
    }

    private static Verdict Judged(Plan plan, LiveRun run, CrashKind? crash) => crash is { } kind
        ? new Verifier(plan, run) { Only = kind }.JudgeUpTo(run.History.MisreadAt is { } misread ? misread + 1 : run.History.Promises.Count)
        : new Verdict { Violation = Contract.OfRun(plan, run) };

    private static void Keep(ref (Plan Plan, Verdict Verdict)? worst, Plan plan, Verdict verdict)
    {
        if (verdict.Violation is { } found && (worst is null || Loss.Of(found.Kind).Badness > Loss.Of(worst.Value.Verdict.Violation!.Kind).Badness))
        {
            worst = (plan, verdict);
        }
    }

    private static VersionCell Broken(VersionCell cell, (Plan Plan, Verdict Verdict) found, int shrinkRuns)
    {
        var (minimal, verdict) = new Shrinker(shrinkRuns, cell.Crash, plan => plan.Disk.Preset == cell.Disk).Shrink(found.Plan, found.Verdict);
        return cell with { Minimal = minimal, Violation = verdict.Violation };
    }
}
