using FsCheck.Xunit;
using Sim.Check;
using Sim.Plans;
using Tests.Scenarios;

namespace Tests.Properties.Crash;

/// <summary>
/// What the project exists for: after any crash of any run, what comes back is what the contract promised.
/// </summary>
[Properties(Arbitrary = [typeof(Plans)], QuietOnSuccess = true)]
public sealed class CrashProperties
{
    [Property(MaxTest = 90)]
    public void EveryCrashOfEveryPlanKeepsTheContract(Plan plan) =>
        PlanAssert.Check(plan, property: nameof(EveryCrashOfEveryPlanKeepsTheContract));

    [Property(MaxTest = 25)]
    public void TheSamePlanGivesTheSameTrace(Plan plan)
    {
        var once = Replayer.Replay(plan, recordTrace: true);
        var again = Replayer.Replay(plan, recordTrace: true);
        Assert.Equal(once.Trace, again.Trace);
        Assert.Equal(once.Fingerprint, again.Fingerprint);
    }

    [Property(MaxTest = 50)]
    public void APlanIsWrittenAndReadBackTheSame(Plan plan)
    {
        var text = PlanFile.Write(plan);
        Assert.True(PlanFile.TryRead(text, out var read, out var error), error);
        Assert.Equal(text, PlanFile.Write(read));
        Assert.Equal(Replayer.Replay(plan).Fingerprint, Replayer.Replay(read).Fingerprint);
    }
}
