using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Generate;
using Sim.Machine.Disk;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Search;

namespace Sim.Versions;

/// <summary>Searches seed after seed for losses of one profile, one policy and one disk.</summary>
/// <param name="profile">The version.</param>
/// <param name="policy">appendfsync.</param>
/// <param name="disk">The disk's preset.</param>
internal sealed class VersionSearch(Profile profile, FsyncPolicy policy, DiskPreset disk)
{
    private readonly ExploreOptions options = new()
    {
        Dialect = profile.Dialect,
        Policy = policy,
        Disk = disk.Name,
        Defects = [.. profile.Defects.Each.Select(defect => defect.ToString())],
    };
    private readonly List<(CrashKind? Crash, Plan Plan, Violation Violation)> worst = [];

    /// <summary>The number of seeds tried, from 1.</summary>
    internal int Seeds { get; private set; }

    /// <summary>The severity of the worst loss found for a kind of crash; 0 when none was.</summary>
    internal int SeverityOf(CrashKind? crash) =>
        worst.FindIndex(found => found.Crash == crash) is var at and >= 0
        ? Loss.Of(worst[at].Violation.Kind).Severity
        : 0;

    /// <summary>
    /// Runs the next seed. For each requested kind of crash the first loss counts, as in a replay of the plan.
    /// </summary>
    internal void Try(Predicate<CrashKind?> asked)
    {
        var plan = PlanGenerator.Generate((ulong)++Seeds, options);
        var run = CheckedRun.Execute(plan, new Trace(Plan.StartUs));
        if (asked(null) && (run.Broken ?? run.Anomaly) is { } broken)
        {
            Keep(null, plan, broken);
        }

        var open = new List<CrashKind>();
        open.AddRange(new[] { CrashKind.Kill, CrashKind.PowerLoss }.Where(kind => asked(kind)));
        var verifier = new Verifier(run)
        {
            Only = open.Count == 1 ? open[0] : null,
            JudgesAll = true,
            Judged = state =>
            {
                if (state is { Broken: { } kind, Undetectable: false } && open.Remove(state.Crash.Kind))
                {
                    Keep(state.Crash.Kind, plan, FailureReport.Describe(state, kind, run.Run));
                }
            },
        };
        for (var position = 1; position <= run.JudgedPositions && open.Count > 0; position++)
        {
            if (verifier.JudgeUpTo(position).Violation is { Kind: ViolationKind.Hung or ViolationKind.Threw } ended)
            {
                open.ForEach(kind => Keep(kind, plan, ended));
                return;
            }
        }
    }

    /// <summary>The result for a kind of crash, with the plan as it was found.</summary>
    internal VersionCell Cell(CrashKind? crash) =>
        worst.FindIndex(it => it.Crash == crash) is var at and >= 0 && worst[at] is var (_, plan, violation)
            ? new VersionCell(profile.Name, policy, crash, disk.Name, Loss.Of(violation.Kind), Seeds, plan.Seed,
            plan with { Crash = violation.Crash }, violation)
            : new VersionCell(
            profile.Name, policy, crash, disk.Name, Loss.ByDesign(policy, crash, disk), Seeds, null, null, null);

    private void Keep(CrashKind? crash, Plan plan, Violation violation)
    {
        if (Loss.Of(violation.Kind).Severity > SeverityOf(crash))
        {
            _ = worst.RemoveAll(found => found.Crash == crash);
            worst.Add((crash, plan, violation));
        }
    }
}
