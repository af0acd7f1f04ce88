using Aof.KnownDefects;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Plans;

namespace Tests.Scenarios.Explore;

/// <summary>
/// Plans that once broke a promise, in their smallest form: of the subsystem, or of an oracle that claimed too much.
/// </summary>
public sealed class KeptPlansHoldTests
{
    public static TheoryData<string> Names() => PlanFolder.Names("KeptPlans");

    public static TheoryData<string> NamesWithACrash() =>
        [.. PlanFolder.Files("KeptPlans").Where(static name => Read(name).Crash is not null)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryPromiseIsKeptAtEveryCrash(string name)
    {
        var verdict = PlanAssert.Check(Read(name) with { Crash = null }).Verdict;
        Assert.True(verdict.States > 0);
    }

    /// <summary>A bit that rotted is judged only where the plan names it, or where chance picks it.</summary>
    [Theory]
    [MemberData(nameof(NamesWithACrash))]
    public void EveryPromiseIsKeptAtTheNamedCrash(string name) => PlanAssert.Check(Read(name));

    [Theory]
    [InlineData("difference-lost-in-the-pipe.json", Defect.DiffReadErrorIgnored, ViolationKind.NotAPrefix)]
    [InlineData("fsync-failed-in-an-earlier-life.json", Defect.LoadedTailNotSynced, ViolationKind.LostPromised)]
    [InlineData("clock-set-back-under-everysec.json", Defect.IntervalsByWallClock, ViolationKind.LostPromised)]
    [InlineData("number-of-arguments-that-rotted.json", Defect.CheckerIgnoresNames, ViolationKind.Misreported)]
    public void WithItsDefectSwitchedOnItBreaksAgain(string name, Defect defect, ViolationKind kind)
    {
        var plan = Read(name);
        var verdict =
            Replayer.Replay(plan with { Config = plan.Config with { Defects = [defect.ToString()] } }).Verdict;
        Assert.Equal(kind, verdict.Violation?.Kind);
    }

    private static Plan Read(string name) => PlanFolder.Read("KeptPlans", name);
}
