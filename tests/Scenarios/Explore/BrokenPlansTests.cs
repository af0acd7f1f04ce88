using Sim.Check;
using Sim.Check.Rules;

namespace Tests.Scenarios.Explore;

/// <summary>
/// What the oracle must see: small plans, each of which breaks a rule with a known defect switched on, and keeps every
/// rule without it. A file is named after the rule, the crash and the defect.
/// </summary>
public sealed class BrokenPlansTests
{
    public static TheoryData<string> Names() => PlanFolder.Names("BrokenPlans");

    [Theory]
    [MemberData(nameof(Names))]
    public void TheRuleIsBrokenOnlyWithTheDefect(string name)
    {
        var plan = PlanFolder.Read("BrokenPlans", name);
        var kind = Enum.Parse<ViolationKind>(
            name.Split('.')[0].Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
        Assert.Equal(kind, Replayer.Replay(plan).Verdict.Violation?.Kind);
        Assert.NotNull(Replayer.Replay(plan with { Crash = null }).Verdict.Violation);
        _ = PlanAssert.Check(plan with { Config = plan.Config with { Defects = [] }, Crash = null });
    }
}
