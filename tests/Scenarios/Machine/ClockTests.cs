using Sim.Machine.Time;
using Sim.Os;

namespace Tests.Scenarios.Machine;

/// <summary>Two clocks: one that can be set, and one that everything is timed by.</summary>
public class ClockTests
{
    private const long HourUs = 3_600_000_000;

    [Theory]
    [InlineData(HourUs)]
    [InlineData(-HourUs)]
    public void SettingTheWallClockMovesNothingElse(long byUs)
    {
        var on = TestMachine.With();
        long ranAtUs = 0;
        on.Machine.Scheduler.Post(TestMachine.StartUs + 50, () => ranAtUs = on.Elapsed);
        on.Machine.StepClock(byUs);
        on.Pass(us: 100);
        Assert.Equal(50, ranAtUs);
        Assert.Equal(100, on.Elapsed);
        Assert.Equal(TestMachine.StartUs + 100, on.Server.Clock.GetTimestamp());
        Assert.Equal(TestMachine.StartUs + 100 + byUs, on.Server.Clock.NowUs());
    }

    [Fact]
    public void StepsAddUpAndEndAtNineteenSeventy()
    {
        var on = TestMachine.With();
        on.Machine.StepClock(HourUs);
        on.Machine.StepClock(-HourUs - 1);
        Assert.Equal(-1, on.Machine.Clock.WallAheadUs);
        on.Machine.StepClock(-2 * TestMachine.StartUs);
        Assert.Equal(0, on.Server.Clock.NowUs());
    }

    [Fact]
    public void WhileTheMachineStandsStillNothingRuns()
    {
        var on = TestMachine.With(new MachineTimings { ChildStep = new(10, 0) });
        List<long> steps = [];
        on.Fork(TestMachine.Steps([.. Enumerable.Repeat<Action<Host>>(_ => steps.Add(on.Elapsed), 3)]));
        on.Pass(us: 5);
        on.Machine.Pause(HourUs);
        Assert.Equal([0L], steps);
        on.Pass(us: 100);
        Assert.Equal([0L, HourUs + 5, HourUs + 15], steps);
        Assert.Equal(on.Server.Clock.NowUs(), on.Server.Clock.GetTimestamp());
    }

    [Fact]
    public void AMachineCanStandStillInsideACall()
    {
        var on = TestMachine.With(TestMachine.SlowSync);
        var fd = on.Open();
        on.Machine.Scheduler.Post(TestMachine.StartUs + 5_000, () => on.Machine.Pause(HourUs));
        Assert.Equal(Errno.None, on.Files.Sync(fd));
        Assert.Equal(HourUs + 5_000, on.Elapsed);
    }

    [Fact]
    public void BothAreInTheFingerprint()
    {
        Assert.Equal(3, new[] { Fingerprint(_ => { }), Fingerprint(on => on.Machine.StepClock(1)), Fingerprint(on => on.Machine.Pause(1)) }.Distinct().Count());

        static ulong Fingerprint(Action<TestMachine> befall)
        {
            var on = TestMachine.With();
            befall(on);
            return on.Trace.Fingerprint;
        }
    }
}
