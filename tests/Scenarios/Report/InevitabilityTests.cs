using System.Globalization;
using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Plans;
using Sim.Search;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Report;

/// <summary>When a failure becomes certain: branches of a run with other seeds from some moment on.</summary>
public sealed class InevitabilityTests
{
    /// <summary>
    /// A write is acknowledged while an unsynced rewritten file becomes the log. Whether a crash falls into that gap
    /// depends on the seed.
    /// </summary>
    private static readonly Plan Timing = new()
    {
        Seed = 18,
        Config = new PlanConfig
        {
            Policy = FsyncPolicy.Always,
            AutoRewritePercentage = 183,
            AutoRewriteMinSize = 2_620,
            Defects = [nameof(Defect.RenameBeforeSync)],
        },
        Disk = new PlanDisk { SyncMaxUs = 25_510, ImagesPerCrash = 6 },
        Steps = [
            new PlanStep { AtUs = 3_747_046, Client = 1, Command = ["BGREWRITEAOF"] },
            new PlanStep { AtUs = 3_844_078, Client = 1, Command = ["INCRBYFLOAT", "f0", "7.60"] },
        ],
    };

    [Fact]
    public void ADefectOfTimingBecomesCertainBeforeTheCrash()
    {
        var found = Inevitability.Of(Timing, branches: 3, _ => { })!;
        Assert.Equal(ViolationKind.LostPromised, found.Kind);
        Assert.True(found.Points[0].Failed < 3);
        Assert.Equal(3, found.Points[^1].Failed);
        Assert.Equal("the crash", found.Points[^1].What);
        Assert.InRange(found.Points.ToList().IndexOf(found.CertainAfter!), 1, found.Points.Count - 1);
    }

    [Fact]
    public void ADefectOfNoTimingIsCertainFromTheStart()
    {
        var found = Inevitability.Of(Drawn.Broken, branches: 2, _ => { })!;
        Assert.All(found.Points, point => Assert.Equal(2, point.Failed));
        Assert.Equal(found.Points[0], found.CertainAfter);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_747_346)]
    [InlineData(3_801_052)]
    public void ABranchIsTheSameRunUntilItsMoment(long atUs)
    {
        var trunk = Replayer.Replay(Timing, recordTrace: true).Trace;
        var branch = Replayer.Replay(Timing with { Reseed = new Reseed(atUs, Seed: 99) }, recordTrace: true).Trace;
        Assert.Equal(Before(trunk, atUs), Before(branch, atUs));
        Assert.NotEqual(trunk, branch);
    }

    [Fact]
    public void OtherLuckAfterTheEndChangesNothing() =>
        Assert.Equal(Replayer.Replay(Timing).Fingerprint,
        Replayer.Replay(Timing with { Reseed = new Reseed(3_600_000_000, Seed: 99) }).Fingerprint);

    [Fact]
    public void ABranchIsAPlanThatItsFileHolds()
    {
        var branch = Timing with { Reseed = new Reseed(AtUs: 5, Seed: ulong.MaxValue) };
        Assert.True(PlanFile.TryRead(PlanFile.Write(branch), out var read, out var error), error);
        Assert.Equal(branch.Reseed, read.Reseed);
        Assert.DoesNotContain("reseed", PlanFile.Write(Timing), StringComparison.Ordinal);
    }

    [Fact]
    public void ReplayDrawsABarForEachMomentTheSameEachTime()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["plan.json"], PlanFile.Write(Timing));
        string[] Lines() =>
            CapturedTerminal.Run("replay", directory["plan.json"], "--inevitable", "--branches", "1").Output.TrimEnd()
            .Split('\n');
        var lines = Lines();
        Assert.Matches(@"^   0\.000000s [#.]{20} +[0-9]+ % the start$", lines[1].TrimEnd());
        Assert.Contains("#################### 100 % the crash", lines[^2], StringComparison.Ordinal);
        Assert.StartsWith("LostPromised is certain ", lines[^1], StringComparison.Ordinal);
        Assert.Equal(lines, Lines());
    }

    [Fact]
    public void WithoutAViolationThereIsNothingToBecomeInevitable()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["plan.json"], PlanFile.Write(Drawn.Sound));
        _ = CapturedTerminal.Run("replay", directory["plan.json"], "--inevitable").WentWell(
            holding: "no failure can become certain");
    }

    private static List<string> Before(IReadOnlyList<string> trace, long atUs) =>
        [.. trace.TakeWhile(
        line => decimal.Parse(line.AsSpan(0, 11), CultureInfo.InvariantCulture) * 1_000_000 < atUs)];
}
