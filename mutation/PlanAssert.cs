using Sim.Check;
using Sim.Plans;

namespace Tests.Scenarios;

/// <summary>Judges a plan in a test. A mutant needs no smallest plan and no story.</summary>
internal static class PlanAssert
{
    /// <summary>Fails when the plan breaks a promise.</summary>
    /// <param name="plan">The plan.</param>
    public static ReplayResult Check(Plan plan)
    {
        var replayed = Replayer.Replay(plan);
        Assert.Null(replayed.Verdict.Violation);
        return replayed;
    }
}
