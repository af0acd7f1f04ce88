using Aof.KnownDefects;
using Sim.Generate;
using Sim.Plans;
using Sim.Search;

namespace Tests.Scenarios.Explore;

/// <summary>Seeds have both generations of the log: one file, and several as of Redis 7.0.</summary>
public sealed class GenerationTests
{
    [Fact]
    public void AThirdOfTheSeedsHasALogOfSeveralFiles()
    {
        var plans = Enumerable.Range(1, 600).Select(seed => PlanGenerator.Generate((ulong)seed, new ExploreOptions()));
        Assert.InRange(plans.Count(plan => plan.Config.Layout == LogLayout.MultiPart), 150, 250);
    }

    [Theory]
    [InlineData(LogLayout.SingleFile, Defect.NoDirectoryFsync)]
    [InlineData(LogLayout.MultiPart, Defect.ManifestBeforeTail)]
    [InlineData(LogLayout.MultiPart, Defect.NoDirectoryFsync, Defect.ManifestBeforeTail)]
    public void ADefectDecidesWhichLogShowsIt(LogLayout layout, params Defect[] defects)
    {
        var options = new ExploreOptions { Defects = [.. defects.Select(defect => defect.ToString())] };
        Assert.All(Enumerable.Range(1, 20), seed => Assert.Equal(
            layout, PlanGenerator.Generate((ulong)seed, options).Config.Layout));
    }

    [Theory]
    [InlineData(Dialect.Redis6)]
    [InlineData(Dialect.Redis72)]
    public void AProfileHasOneLogAndFaultsThatStrikeIt(Dialect dialect)
    {
        var (options, layout) = (new ExploreOptions { Dialect = dialect }, dialect.Layout());
        var plans = Enumerable.Range(1, 100).Select(seed => PlanGenerator.Generate((ulong)seed, options)).ToList();
        Assert.All(plans, plan => Assert.Equal(layout, plan.Config.Layout));
        Assert.Equal(layout == LogLayout.MultiPart, plans.SelectMany(plan => plan.Faults).Any(
            fault => fault.Path?.StartsWith("appendonlydir", StringComparison.Ordinal) == true));
    }

    [Fact]
    public void APlanThatNamesNoLayoutHasOneFile()
    {
        var old = PlanFile.Write(new Plan());
        Assert.DoesNotContain("layout", old, StringComparison.Ordinal);
        Assert.DoesNotContain("dialect", old, StringComparison.Ordinal);
        Assert.True(PlanFile.TryRead(old, out var plan, out var error), error);
        Assert.Equal(LogLayout.SingleFile, plan.Config.Layout);
    }

    /// <summary>However many of its defects the minimizer switches off.</summary>
    [Fact]
    public void APlanKeepsTheDialectOfItsProfile()
    {
        var options = new ExploreOptions { Dialect = Profile.Redis70.Dialect };
        Assert.True(
            PlanFile.TryRead(PlanFile.Write(PlanGenerator.Generate(1, options)), out var plan, out var error), error);
        Assert.Equal((LogLayout.MultiPart, Dialect.Redis7), (plan.Config.Layout, plan.Config.ToAofConfig().Dialect));
    }
}
