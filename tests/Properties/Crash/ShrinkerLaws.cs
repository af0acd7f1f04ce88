using FsCheck.Xunit;
using Sim.Explore;

namespace Tests.Properties.Crash;

/// <summary>A smaller plan is a plan, is smaller, and there is an end of it.</summary>
[Properties(Arbitrary = [typeof(Plans)], QuietOnSuccess = true)]
public sealed class ShrinkerLaws
{
    [Property(MaxTest = 25)]
    public void ACandidateIsAnotherPlanAndNoneHasMore(Plan plan)
    {
        var text = PlanFile.Write(plan);
        foreach (var candidate in Shrinker.Candidates(plan))
        {
            var smaller = PlanFile.Write(candidate);
            Assert.NotEqual(text, smaller);
            Assert.True(PlanFile.TryRead(smaller, out _, out var problem), problem);
            Assert.True(candidate.Steps.Count <= plan.Steps.Count && candidate.Faults.Count <= plan.Faults.Count);
        }
    }

    [Property(MaxTest = 15)]
    public void WhoeverTakesCandidatesComesToAnEnd(Plan plan, int choice)
    {
        var taken = 0;
        for (var candidates = Shrinker.Candidates(plan).ToList(); candidates.Count > 0; candidates = [.. Shrinker.Candidates(plan)])
        {
            plan = candidates[(int)((uint)(choice + (taken * 31)) % (uint)candidates.Count)];
            Assert.True(++taken < 5_000, "no end of smaller plans");
        }
    }
}
