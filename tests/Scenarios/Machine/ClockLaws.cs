using Aof.Os;
using Sim.Time;

namespace Tests.Scenarios.Machines;

/// <summary>Two clocks: one that can be set, and one that everything is timed by.</summary>
public class ClockLaws
{
    private const long HourUs = 3_600_000_000;

    [Theory]
    [InlineData(HourUs)]
    [InlineData(-HourUs)]
    public void SettingTheWallClockMovesNothingElse(long byUs)
    {
        Booted on = Booted.With();
        long ranAtUs = 0;
        on.Machine.Scheduler.Post(Booted.StartUs + 50, () => ranAtUs = on.Elapsed);
        on.Machine.StepClock(byUs);
        on.Pass(us: 100);
        Assert.Equal(50, ranAtUs);
        Assert.Equal(100, on.Elapsed);
        Assert.Equal(Booted.StartUs + 100, on.Server.Clock.GetTimestamp());
        Assert.Equal(Booted.StartUs + 100 + byUs, on.Server.Clock.NowUs());
    }

    [Fact]
    public void StepsAddUpAndEndAtNineteenSeventy()
    {
        Booted on = Booted.With();
        on.Machine.StepClock(HourUs);
        on.Machine.StepClock(-HourUs - 1);
        Assert.Equal(-1, on.Machine.Clock.WallAheadUs);
        on.Machine.StepClock(-2 * Booted.StartUs);
        Assert.Equal(0, on.Server.Clock.NowUs());
    }

    [Fact]
    public void WhileTheMachineStandsStillNothingRuns()
    {
        Booted on = Booted.With(new MachineTimings { ChildStep = new(10, 0) });
        List<long> steps = [];
        on.Fork(Booted.Steps([.. Enumerable.Repeat<Action<Host>>(_ => steps.Add(on.Elapsed), 3)]));
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
        Booted on = Booted.With(Booted.SlowSync);
        int fd = on.Open();
        on.Machine.Scheduler.Post(Booted.StartUs + 5_000, () => on.Machine.Pause(HourUs));
        Assert.Equal(Errno.None, on.Files.Sync(fd));
        Assert.Equal(HourUs + 5_000, on.Elapsed);
    }

    [Fact]
    public void BothAreInTheFingerprint()
    {
        Assert.Equal(3, new[] { Fingerprint(_ => { }), Fingerprint(on => on.Machine.StepClock(1)), Fingerprint(on => on.Machine.Pause(1)) }.Distinct().Count());

        static ulong Fingerprint(Action<Booted> befall)
        {
            Booted on = Booted.With();
            befall(on);
            return on.Trace.Fingerprint;
        }
    }
}
