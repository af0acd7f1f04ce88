using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Generate;
using Sim.Minimize;
using Sim.Plans;
using Sim.Search;
using Xunit.Abstractions;

namespace Tests.Scenarios.Explore;

/// <summary>
/// A harness that finds nothing proves little until it is seen to find what is there: each of these defects of Redis,
/// switched on alone, is found by seeds that were not aimed at it.
/// </summary>
public sealed class DefectsAreFoundTests(ITestOutputHelper output)
{
    [Theory]
    // Where most is promised, most is missed.
    [InlineData(Defect.FsyncErrorIgnored, 60, ViolationKind.LostPromised, FsyncPolicy.Always, "posix-weak")]
    [InlineData(Defect.RenameBeforeSync, 100, ViolationKind.LostPromised)]
    [InlineData(Defect.NoDirectoryFsync, 20, ViolationKind.LostPromised)]
    [InlineData(Defect.LoadedTailNotSynced, 60, ViolationKind.LostPromised, FsyncPolicy.Always, "posix-weak")]
    [InlineData(Defect.TornTransactionCutInside, 40, ViolationKind.AfterRecovery)]
    [InlineData(Defect.ExpiryInTwoRecords, 40, ViolationKind.NotAPrefix)]
    [InlineData(Defect.OkDespiteFailedWrite, 60, ViolationKind.ErrorNotTold)]
    [InlineData(Defect.ErrorStateStuckAfterRewrite, 60, ViolationKind.NotHealed)]
    // It is about no other policy.
    [InlineData(Defect.AckedUnsyncedAfterRewrite, 150, ViolationKind.LostPromised, FsyncPolicy.Always)]
    // Every disk shows it, and this one costs least.
    [InlineData(Defect.RedeliveryNotLogged, 200, ViolationKind.NotAPrefix, null, "ideal")]
    [InlineData(Defect.IntervalsByWallClock, 120, ViolationKind.LostPromised, FsyncPolicy.EverySecond)]
    [InlineData(Defect.CheckerIgnoresNames, 40, ViolationKind.Misreported)]
    [InlineData(Defect.DeadTempFilesStay, 60, ViolationKind.Leaked)]
    [InlineData(Defect.NoDiffPipes, 40, ViolationKind.Stalled)]
    [InlineData(Defect.NoPreamble, 40, ViolationKind.SettingIgnored)]
    [InlineData(Defect.ManifestBeforeTail, 40, ViolationKind.AfterRecovery)]
    [InlineData(Defect.IdleCountsAsSynced, 40, ViolationKind.LostPromised)]
    [InlineData(Defect.PastFieldsAbsentAtLoad, 40, ViolationKind.NotAPrefix)]
    [InlineData(Defect.FieldDeadlineLostByFloat, 100, ViolationKind.NotAPrefix)]
    public void ByRandomSeeds(
        Defect defect, int seeds, ViolationKind kind, FsyncPolicy? policy = null, string? disk = null)
    {
        var found = FirstFound(
            new ExploreOptions
            {
                Defects = [defect.ToString()],
                Policy = policy,
                Disk = disk,
            },
            seeds, kind);
        Assert.NotNull(found);

        var shrinker = new Minimizer(maxRuns: 400);
        var (smallest, shown) = shrinker.Shrink(found.Plan, found.Verdict);
        output.WriteLine(
            $"seed {found.Seed}: {found.Plan.Steps.Count} steps, {found.Plan.Faults.Count} faults; after "
            + $"{shrinker.Runs} runs {smallest.Steps.Count} steps, {smallest.Faults.Count} faults");
        Assert.Equal(found.Verdict.Violation!.Kind, shown.Violation!.Kind);
        Assert.InRange(smallest.Steps.Count, 0, 5);
    }

    /// <summary>
    /// Which of two promises a loss breaks depends on which seed comes upon it first; what else a defect breaks is
    /// looked at elsewhere.
    /// </summary>
    private static ViolationKind Told(ViolationKind kind) =>
        kind == ViolationKind.LostSynced ? ViolationKind.LostPromised : kind;

    [Fact]
    public void AFoundDefectIsToldAndReplaysFromItsKeptPlan()
    {
        var options = new ExploreOptions { Defects = [nameof(Defect.NoDirectoryFsync)], Policy = FsyncPolicy.Always };
        var explorer = new Explorer(options);
        var found = explorer.Shrunk(
            explorer.RunSeed(FirstFound(options, 20, ViolationKind.LostPromised)!.Seed)).Failure!;
        Assert.True(PlanFile.TryRead(PlanFile.Write(found.Minimal), out var kept, out var error), error);
        var again = Replayer.Replay(kept).Verdict;
        Assert.Equal(found.Violation.Kind, again.Violation!.Kind);
        Assert.Equal(found.Violation.Story, again.Violation.Story);
        Assert.Contains(again.Violation.Story,
            line => line.Contains("First promised write that is missing", StringComparison.Ordinal));
        Assert.InRange(kept.Steps.Count, 0, 5);
    }

    private static ReplayOutcome? FirstFound(ExploreOptions options, int seeds, ViolationKind kind)
    {
        for (ulong seed = 1; seed <= (ulong)seeds; seed++)
        {
            var plan = PlanGenerator.Generate(seed, options);
            var verdict = Replayer.Replay(plan).Verdict;
            if (verdict.Violation is { } violation && Told(violation.Kind) == Told(kind))
            {
                return new ReplayOutcome(seed, plan, verdict);
            }
        }

        return null;
    }

    private sealed record ReplayOutcome(ulong Seed, Plan Plan, Verdict Verdict);
}
