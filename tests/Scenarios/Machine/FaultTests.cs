using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Tests.Scenarios.Machine;

public class FaultTests
{
    [Fact]
    public void AtTheNthCallOnce()
    {
        var on = TestMachine.With(faults: "ENOSPC on write by server of a, 3rd call, once");
        var fd = on.Open();
        Errno[] errors = [.. Enumerable.Range(0, 5).Select(_ => on.Files.Write(fd, "x"u8).Error)];
        Assert.Equal([Errno.None, Errno.None, Errno.ENOSPC, Errno.None, Errno.None], errors);
        Assert.Equal("xxxx", on.Content("a"));
    }

    [Fact]
    public void FromTheNthCallForEver()
    {
        var on = TestMachine.With(faults: "EIO on write, 2nd call, for ever");
        var fd = on.Open();
        Errno[] errors = [.. Enumerable.Range(0, 4).Select(_ => on.Files.Write(fd, "x"u8).Error)];
        Assert.Equal([Errno.None, Errno.EIO, Errno.EIO, Errno.EIO], errors);
        Assert.Equal([new InjectedFaults(SystemCall.Write, FaultKind.Error, Errno.EIO, 3)], on.Machine.Faults.Injected);
    }

    [Fact]
    public void ForAWhile()
    {
        var on = TestMachine.With(faults: "EINTR on read, 1st call, 2 times");
        var fd = on.Open("a", OpenMode.Read | OpenMode.Create);
        Errno[] errors = [.. Enumerable.Range(0, 3).Select(_ => on.Files.Read(fd, new byte[1]).Error)];
        Assert.Equal([Errno.EINTR, Errno.EINTR, Errno.None], errors);
    }

    [Fact]
    public void OnlyOnThePathThatThePatternNames()
    {
        var on = TestMachine.With(faults: "EIO on write of temp-*.aof, 1st call, for ever");
        Assert.Equal(Errno.None, on.Files.Write(on.Open("appendonly.aof"), "x"u8).Error);
        Assert.Equal(Errno.EIO, on.Files.Write(on.Open("temp-rewriteaof-bg-1001.aof"), "x"u8).Error);
    }

    [Fact]
    public void AFileIsKnownByItsPresentName()
    {
        var on = TestMachine.With(
            faults: ["EIO on write of log, 1st call, for ever", "EINTR on write of log (deleted), 1st call, for ever"]);
        var old = on.Open("log");
        var temp = on.Open("temp");
        Assert.Equal(Errno.None, on.Files.Write(temp, "x"u8).Error);
        on.Files.Rename("temp", "log");
        Assert.Equal(Errno.EIO, on.Files.Write(temp, "x"u8).Error);
        Assert.Equal(Errno.EINTR, on.Files.Write(old, "x"u8).Error);
        on.Files.Unlink("log");
        Assert.Equal(Errno.EINTR, on.Files.Write(temp, "x"u8).Error);
    }

    [Fact]
    public void OnlyForWhomItNames()
    {
        var on = TestMachine.With(faults: "EIO on write by child, 1st call, for ever");
        var fd = on.Open();
        Errno? childs = null;
        on.Fork(TestMachine.Steps(child => childs = child.Files.Write(fd, "x"u8).Error));
        on.Pass(us: 10);
        Assert.Equal(Errno.EIO, childs);
        Assert.Equal(Errno.None, on.Files.Write(fd, "x"u8).Error);
    }

    [Fact]
    public void ByChanceTheSameCallsAreStruckInEveryRun()
    {
        var first = Struck(seed: 5, "EIO on write, chance 1/4, for ever");
        Assert.Equal(first, Struck(seed: 5, "EIO on write, chance 1/4, for ever"));
        Assert.NotEqual(first, Struck(seed: 6, "EIO on write, chance 1/4, for ever"));
        Assert.InRange(first.Count(struck => struck), 60, 140);
    }

    [Fact]
    public void AnotherFaultDoesNotChangeWhichCallsChanceStrikes()
    {
        var alone = Struck(seed: 5, "EIO on write, chance 1/4, for ever");
        var together = Struck(seed: 5, "ENOSPC on write, chance 1/4, for ever", "EIO on write, chance 1/4, for ever");
        Assert.All(alone.Zip(together), pair => Assert.True(!pair.First || pair.Second));
        Assert.True(together.Count(struck => struck) > alone.Count(struck => struck));
    }

    [Fact]
    public void AShortWriteMovesTheOffsetByItsBytes()
    {
        var on = TestMachine.With(faults: "only 2 bytes on write, 1st call, once");
        var fd = on.Open("a", OpenMode.Write | OpenMode.Create);
        Assert.Equal(2, on.Files.Write(fd, "12345"u8).Value);
        Assert.Equal(3, on.Files.Write(fd, "345"u8).Value);
        Assert.Equal("12345", on.Content("a"));
    }

    [Fact]
    public void AShortCallMovesFewerThanAskedAndAtLeastOne()
    {
        var on = TestMachine.With(faults: "only 100 bytes on write, 1st call, for ever");
        var fd = on.Open();
        Assert.Equal(4, on.Files.Write(fd, "12345"u8).Value);
        Assert.Equal(1, on.Files.Write(fd, "5"u8).Value);
        Assert.Equal(1, on.Machine.Faults.InjectedCount);
    }

    [Fact]
    public void ASmallWriteToAPipeIsNeverCutShort()
    {
        var on = TestMachine.With(faults: "only 1 bytes on pipe-write, 1st call, for ever");
        var pipe = on.Pipe();
        Assert.Equal(4_096, on.Files.Write(pipe.WriteEnd, new byte[4_096]).Value);
        Assert.Equal(1, on.Files.Write(pipe.WriteEnd, new byte[4_097]).Value);
    }

    [Fact]
    public void ASlowCallTakesVirtualTimeAndWorks()
    {
        var on = TestMachine.With(faults: "2000000 us more on write, 1st call, once");
        var fd = on.Open();
        Assert.Equal(1, on.Files.Write(fd, "x"u8).Value);
        Assert.Equal(2_000_000, on.Elapsed);
        on.Files.Write(fd, "x"u8);
        Assert.Equal(2_000_000, on.Elapsed);
    }

    [Fact]
    public void AFailedForkStartsNothing()
    {
        var on = TestMachine.With(faults: "EAGAIN on fork, 1st call, once");
        Assert.Equal(Errno.EAGAIN, on.Server.Processes.Fork(TestMachine.Forever).Error);
        Assert.Empty(on.Machine.LiveChildren);
        on.Fork(TestMachine.Forever);
        Assert.Single(on.Machine.LiveChildren);
    }

    [Fact]
    public void AFailedPipeOpensNothing()
    {
        var on = TestMachine.With(faults: "EMFILE on pipe-create, 1st call, once");
        Assert.Equal(Errno.EMFILE, on.Server.Pipes.Create().Error);
        Assert.Equal(3, on.Open());
    }

    [Fact]
    public void AFailedCloseLosesTheDescriptorAllTheSame()
    {
        var on = TestMachine.With(faults: "EIO on close, 1st call, once");
        var fd = on.Open();
        Assert.Equal(Errno.EIO, on.Files.Close(fd));
        Assert.Equal(Errno.EBADF, on.Files.Close(fd));
    }

    [Fact]
    public void AFailedRenameOrTruncateChangesNothing()
    {
        var on = TestMachine.With(faults: ["EIO on rename of a, 1st call, once", "EINTR on truncate, 1st call, once"]);
        var fd = on.Open();
        on.Files.Write(fd, "123"u8);
        Assert.Equal(Errno.EIO, on.Files.Rename("a", "b"));
        Assert.Equal(Errno.EINTR, on.Files.Truncate(fd, 0));
        Assert.Equal("123", on.Content("a"));
    }

    [Fact]
    public void AfterFaultsStopNoneIsInjectedAndLatenciesStay()
    {
        Assert.Equal(EndOf(stopAfter: 0), EndOf(stopAfter: 200));

        static long EndOf(int stopAfter)
        {
            var on = TestMachine.With(MachineTimings.Default, seed: 3, faults: "EIO on write, chance 1/2, for ever");
            var fd = on.Open();
            for (var i = 0; i < 200; i++)
            {
                if (i == stopAfter)
                {
                    on.Machine.Faults.Stop();
                }

                on.Files.Write(fd, "x"u8);
            }

            Assert.Equal(stopAfter > 0, on.Machine.Faults.InjectedCount > 0);
            return on.Elapsed;
        }
    }

    [Fact]
    public void AStrikeThatMayNotHappenIsNotUsedUp()
    {
        var faults = new FaultInjector(
            FaultLines.Plan("EIO on sync, 1st call, once", "ENOSPC on sync, 1st call, once"), new Seed(1));
        Assert.Equal(Errno.EIO, faults.Decide(SystemCall.Sync, Actor.Server, "a", mostShort: 0).Error);
        Assert.Equal(Errno.ENOSPC, faults.Decide(SystemCall.Sync, Actor.Server, "a", mostShort: 0).Error);
        Assert.Equal(Injection.Nothing, faults.Decide(SystemCall.Sync, Actor.Server, "a", mostShort: 0));
    }

    private static bool[] Struck(ulong seed, params string[] faults)
    {
        var on = TestMachine.With(seed: seed, faults: faults);
        var fd = on.Open();
        return [.. Enumerable.Range(0, 400).Select(_ => !on.Files.Write(fd, "x"u8).Ok)];
    }
}
