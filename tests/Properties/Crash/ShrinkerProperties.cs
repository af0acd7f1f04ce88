using FsCheck.Xunit;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Disk;
using Sim.Minimize;
using Sim.Plans;

namespace Tests.Properties.Crash;

/// <summary>A smaller plan is a plan, is smaller, and there is an end of it.</summary>
[Properties(Arbitrary = [typeof(Plans)], QuietOnSuccess = true)]
public sealed class ShrinkerProperties
{
    [Property(MaxTest = 6)]
    public void ACandidateIsAnotherPlanAndNoneHasMore(Plan plan)
    {
        var text = PlanFile.Write(plan);
        foreach (var candidate in Minimizer.Candidates(plan))
        {
            var smaller = PlanFile.Write(candidate);
            Assert.NotEqual(text, smaller);
            Assert.True(PlanFile.TryRead(smaller, out _, out var problem), problem);
            Assert.True(candidate.Steps.Count <= plan.Steps.Count && candidate.Faults.Count <= plan.Faults.Count);
        }
    }

    [Property(MaxTest = 15)]
    public void WhoeverTakesCandidatesComesToThePlainestPlan(Plan plan, int choice)
    {
        plan = plan with { Reseed = new Reseed(1_000, 1) };
        var taken = 0;
        for (var candidates = Minimizer.Candidates(plan).ToList(); candidates.Count
            > 0; candidates = [.. Minimizer.Candidates(plan)])
        {
            plan = candidates[(int)((uint)(choice + (taken * 31)) % (uint)candidates.Count)];
            Assert.True(++taken < 5_000, "no end of smaller plans");
        }

        var plainest = new PlanDisk { Preset = DiskPreset.Every[0].Name, ImagesPerCrash = plan.Disk.ImagesPerCrash };
        Assert.Equal((0, 0, null, plainest), (plan.Steps.Count, plan.Faults.Count, plan.Reseed, plan.Disk));
    }

    /// <summary>Many small writes that matter only because the log must reach a certain length.</summary>
    [Fact]
    public void StepsThatOnlyFillTheLogBecomeOneWrite()
    {
        var many = Enumerable.Range(0, 90).Select(
            i => new PlanStep { AtUs = i, Command = ["RPUSH", "list", $"item {i}"] });
        var plan = new Plan { Steps = [.. many, new PlanStep { AtUs = 90, Command = ["SET", "a", "b"] }] };
        var broken = new Verdict { Violation = new Violation(ViolationKind.NotAPrefix, "", null, []) };
        var minimizer = new Minimizer(2_000, judge: candidate =>
            candidate.Steps.Sum(step => step.Command.Sum(argument => argument.Length)) >= 900
            && candidate.Steps.Any(step => step.Command is ["SET", "a", "b"]) ? broken : new Verdict());
        Assert.InRange(minimizer.Shrink(plan, broken).Plan.Steps.Count, 1, 5);
    }

    [Theory]
    [InlineData(PlanEvent.Pause, 4_000_000)]
    [InlineData(PlanEvent.StepClock, -4_000_000)]
    public void ASpanOfTimeBecomesShorterAndKeepsItsDirection(PlanEvent what, long byUs)
    {
        var shorter = Minimizer.Candidates(new Plan { Steps = [new PlanStep { Event = what, ByUs = byUs }] })
            .SelectMany(plan => plan.Steps).Select(step => step.ByUs).Distinct().Order().ToList();
        Assert.Contains(byUs / 2, shorter.Select(span => span / 1_000_000 * 1_000_000));
        Assert.All(shorter, span => Assert.Equal(Math.Sign(byUs), Math.Sign(span)));
    }
}
