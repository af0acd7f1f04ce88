using Sim.Machine.Time;
using Sim.Os;

namespace Tests.Scenarios.Machine;

public class ChildTests
{
    [Fact]
    public void AChildMovesWhileTheServerIsInsideASlowCall()
    {
        var on = TestMachine.With(TestMachine.SlowSync);
        var fd = on.Open();
        var steps = 0;
        on.Fork(TestMachine.Steps([.. Enumerable.Repeat<Action<Host>>(_ => steps++, 5)]));
        Assert.Equal(0, steps);
        on.Files.Sync(fd);
        Assert.Equal(5, steps);
        Assert.Equal(10_000, on.Elapsed);
    }

    [Fact]
    public void TheEffectOfACallComesAtItsEnd()
    {
        var on = TestMachine.With(new MachineTimings { Write = new(100, 0) });
        var fd = on.Open();
        List<long> sizes = [];
        on.Machine.Scheduler.Post(TestMachine.StartUs + 99, () => sizes.Add(on.Machine.Disk.Lookup("a").Value.Size));
        on.Machine.Scheduler.Post(TestMachine.StartUs + 101, () => sizes.Add(on.Machine.Disk.Lookup("a").Value.Size));
        on.Files.Write(fd, "12345"u8);
        on.Pass(us: 10);
        Assert.Equal([0L, 5L], sizes);
    }

    [Fact]
    public void AChildThatEndsIsReapedOnceWithExitCodeZero()
    {
        var on = TestMachine.With();
        var pid = on.Fork(TestMachine.Steps(_ => { }));
        Assert.Null(on.Server.Processes.Reap());
        on.Pass(us: 10);
        Assert.Equal(new ChildEnd(pid, ExitCode: 0, Signal: 0), on.Server.Processes.Reap());
        Assert.Null(on.Server.Processes.Reap());
    }

    [Fact]
    public void AChildThatExitsIsReapedWithItsCode()
    {
        var on = TestMachine.With();
        var pid = on.Fork(TestMachine.Steps(_ => throw new ProcessExit(1, "no")));
        on.Pass(us: 10);
        Assert.Equal(new ChildEnd(pid, ExitCode: 1, Signal: 0), on.Server.Processes.Reap());
    }

    [Fact]
    public void AKilledChildIsReapedWithItsSignal()
    {
        var on = TestMachine.With();
        var pid = on.Fork(TestMachine.Forever);
        Assert.Equal([pid], on.Machine.LiveChildren);
        Assert.Equal(Errno.None, on.Machine.KillChild(pid, Signals.Kill));
        Assert.Empty(on.Machine.LiveChildren);
        Assert.Equal(new ChildEnd(pid, ExitCode: 0, Signals.Kill), on.Server.Processes.Reap());
        Assert.Equal(Errno.ESRCH, on.Machine.KillChild(pid, Signals.Kill));
    }

    [Fact]
    public void TheServersOwnKillReaps()
    {
        var on = TestMachine.With();
        var pid = on.Fork(TestMachine.Forever);
        Assert.Equal(Errno.None, on.Server.Processes.Kill(pid, Signals.User1));
        Assert.Null(on.Server.Processes.Reap());
        Assert.Equal(Errno.ESRCH, on.Server.Processes.Kill(pid, Signals.User1));
    }

    [Fact]
    public void KillAlsoReapsAChildThatHadEndedByItself()
    {
        var on = TestMachine.With();
        var pid = on.Fork(TestMachine.Steps());
        on.Pass(us: 10);
        Assert.Equal(Errno.None, on.Server.Processes.Kill(pid, Signals.User1));
        Assert.Null(on.Server.Processes.Reap());
    }

    [Fact]
    public void AnOrphanGoesOnAndIsNobodysToReap()
    {
        var on = TestMachine.With();
        var pid = on.Fork(TestMachine.Steps(
            child => child.Files.Open("temp", OpenMode.Write | OpenMode.Create),
            child => child.Files.Write(3, "orphan"u8)));
        on.Machine.KillServer();
        on.Boot();
        Assert.Equal([pid], on.Machine.LiveChildren);
        on.Pass(us: 10);
        Assert.Equal("orphan", on.Content("temp"));
        Assert.Empty(on.Machine.LiveChildren);
        Assert.Null(on.Server.Processes.Reap());
        Assert.False(on.Machine.HasServerEvents);
    }

    [Fact]
    public void APollEndsWhenThePipeIsReadable()
    {
        var on = TestMachine.With(new MachineTimings { Wake = new(7, 0) });
        var pipe = on.Pipe();
        long woken = 0;
        on.Fork(Poll);
        on.Pass(us: 1_000);
        on.Files.Write(pipe.WriteEnd, "x"u8);
        on.Pass(us: 1_000);
        Assert.Equal(1_007, woken);

        IEnumerable<Wait> Poll(Host child)
        {
            yield return Wait.Readable(pipe.ReadEnd, timeoutMs: 1_000);
            woken = on.Elapsed;
        }
    }

    [Fact]
    public void APollEndsWhenItsTimeIsOver()
    {
        var on = TestMachine.With();
        var pipe = on.Pipe();
        long woken = 0;
        on.Fork(Poll);
        on.Pass(us: 10_000);
        Assert.Equal(5_001, woken);

        IEnumerable<Wait> Poll(Host child)
        {
            yield return Wait.Readable(pipe.ReadEnd, timeoutMs: 5);
            woken = on.Elapsed;
        }
    }

    [Fact]
    public void AStarvedChildTakesSoManyTimesLonger()
    {
        Assert.Equal(8 * EndOfChild(slowdown: 1), EndOfChild(slowdown: 8));
    }

    [Fact]
    public void WhatIsLeftOfItsCallIsNotStarvedWhenItIsFed()
    {
        var alone = EndOfChild(slowdown: 1);
        Assert.InRange(EndOfChild(slowdown: 8, fedAtUs: 4 * alone), 4 * alone, 5 * alone);
    }

    private static long EndOfChild(int slowdown, long fedAtUs = long.MaxValue)
    {
        var on = TestMachine.With(TestMachine.SlowSync);
        on.Machine.ChildSlowdown = slowdown;
        on.Fork(TestMachine.Steps(child => child.Files.Sync(child.Files.OpenDirectory(".").Value), _ => { }));
        _ = on.Machine.Scheduler.Post(
            on.Machine.Clock.NowUs + Math.Min(fedAtUs, 1_000_000_000), () => on.Machine.ChildSlowdown = 1);
        while (on.Machine.LiveChildren.Count > 0)
        {
            on.Machine.RunToNextEvent(long.MaxValue);
        }

        return on.Elapsed;
    }

    [Fact]
    public void AWriteOfTheChildWakesTheServer()
    {
        var on = TestMachine.With();
        var pipe = on.Pipe();
        var wakeups = 0;
        on.Machine.ServerWakeup += () => wakeups++;
        on.Files.Write(pipe.WriteEnd, "x"u8);
        on.Files.Read(pipe.ReadEnd, new byte[1]);
        Assert.False(on.Machine.TakeServerEvents());

        on.Fork(TestMachine.Steps(child => child.Files.Write(pipe.WriteEnd, "!"u8), _ => { }, _ => { }));
        on.Pass(us: 1);
        Assert.True(on.Machine.TakeServerEvents());
        Assert.False(on.Machine.TakeServerEvents());
        on.Pass(us: 10);
        Assert.True(on.Machine.TakeServerEvents());
        Assert.Equal(2, wakeups);
    }

    [Fact]
    public void AnyOtherExceptionOfAChildIsAFailureOfTheRun()
    {
        var on = TestMachine.With();
        on.Fork(TestMachine.Steps(_ => throw new InvalidOperationException("broken")));
        Assert.Throws<InvalidOperationException>(() => on.Pass(us: 10));
    }

    [Fact]
    public void EveryProcessHasAPidOfItsOwn()
    {
        var on = TestMachine.With();
        Assert.Equal(1_000, on.Server.Processes.Current);
        Assert.Equal(1_001, on.Fork(TestMachine.Steps()));
        on.Machine.KillServer();
        Assert.Equal(1_002, on.Boot().Processes.Current);
    }
}
