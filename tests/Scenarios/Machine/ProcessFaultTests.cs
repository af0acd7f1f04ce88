using Sim.Machine.Process;
using Sim.Os;

namespace Tests.Scenarios.Machine;

/// <summary>Faults that kill the process that makes a call, or hang it.</summary>
public class ProcessFaultTests
{
    [Theory]
    [InlineData("SIGKILL before the effect on write by child, 1st call, once", "", 0, Signals.Kill)]
    [InlineData("SIGKILL after the effect on write by child, 1st call, once", "struck", 0, Signals.Kill)]
    [InlineData("exit 7 on write by child, 1st call, once", "", 7, 0)]
    public void AStruckChildEndsInsideItsCall(string fault, string content, int exitCode, int signal)
    {
        var on = TestMachine.With(faults: fault);
        var fd = on.Open();
        var pid = on.Fork(
            TestMachine.Steps(child => child.Files.Write(fd, "struck"u8), child => child.Files.Write(fd, "more"u8)));
        on.Pass(us: 100);
        Assert.Equal(content, on.Content("a"));
        Assert.Equal(new ChildEnd(pid, exitCode, signal), on.Server.Processes.Reap());
        Assert.Empty(on.Machine.LiveChildren);
    }

    [Fact]
    public void AChildThatHangsLivesAndDoesNothing()
    {
        var on = TestMachine.With(faults: "hang on write by child, 1st call, once");
        var fd = on.Open();
        var pid = on.Fork(TestMachine.Steps(child => child.Files.Write(fd, "never"u8)));
        on.Pass(us: 3_600_000_000);
        Assert.Equal([pid], on.Machine.LiveChildren);
        Assert.Equal("", on.Content("a"));
        Assert.Null(on.Server.Processes.Reap());
        Assert.Equal(Errno.None, on.Server.Processes.Kill(pid, Signals.User1));
        Assert.Empty(on.Machine.LiveChildren);
    }

    [Fact]
    public void WhenFaultsStopAHungChildIsKilledAndOthersAreNot()
    {
        var on = TestMachine.With(faults: "hang on size by child, 1st call, once");
        var hanging = on.Fork(TestMachine.Steps(child => child.Files.Size(3)));
        var other = on.Fork(TestMachine.Forever);
        on.Pass(us: 100);
        on.Machine.EndHangs();
        Assert.Equal([other], on.Machine.LiveChildren);
        Assert.Equal(new ChildEnd(hanging, ExitCode: 0, Signals.Kill), on.Server.Processes.Reap());
    }

    [Fact]
    public void AChildKilledInsideACallCleansNothingUp()
    {
        var on = TestMachine.With(faults: "SIGKILL before the effect on size by child, 1st call, once");
        on.Open("temp");
        var pid = on.Fork(Program);
        on.Pass(us: 100);
        Assert.Equal("", on.Content("temp"));
        Assert.Equal(Signals.Kill, on.Server.Processes.Reap()!.Value.Signal);
        Assert.Equal(1_001, pid);

        static IEnumerable<Wait> Program(Host child)
        {
            try
            {
                child.Files.Size(3);
                yield return Wait.Yield;
            }
            finally
            {
                child.Files.Unlink("temp");
            }
        }
    }

    [Theory]
    [InlineData("SIGKILL before the effect on write by server, 2nd call, once", "first")]
    [InlineData("SIGKILL after the effect on write by server, 2nd call, once", "firstsecond")]
    public void AStruckServerNeverReturnsFromItsCall(string fault, string content)
    {
        var on = TestMachine.With(faults: fault);
        var fd = on.Open();
        on.Files.Write(fd, "first"u8);
        Assert.Throws<ServerKilled>(() => on.Files.Write(fd, "second"u8));
        Assert.False(on.Machine.ServerIsUp);
        Assert.Equal(content, on.Content("a"));
    }

    [Fact]
    public void AServerStruckAfterItsForkLeavesAnOrphan()
    {
        var on = TestMachine.With(faults: "SIGKILL after the effect on fork by server, 1st call, once");
        Assert.Throws<ServerKilled>(() => on.Fork(TestMachine.Forever));
        on.Boot();
        Assert.Single(on.Machine.LiveChildren);
        Assert.Null(on.Server.Processes.Reap());
    }

    [Fact]
    public void AServerStruckInAWaitThatFoundNothingIsGoneToo()
    {
        var on = TestMachine.With(faults: "SIGKILL after the effect on reap by server, 1st call, once");
        Assert.Throws<ServerKilled>(() => on.Server.Processes.Reap());
    }

    [Fact]
    public void AHungBackgroundJobBlocksItsKindUntilFaultsStop()
    {
        var on = TestMachine.With(TestMachine.SlowSync, faults: "hang on sync-data by background, 1st call, once");
        var fd = on.Open();
        var other = on.Open("b");
        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        on.Server.Background.Submit(BackgroundJob.Close, other);
        on.Pass(us: 3_600_000_000);
        Assert.Equal(2, on.Server.Background.Pending(BackgroundJob.Sync));
        Assert.Equal(0, on.Server.Background.Pending(BackgroundJob.Close));
        on.Machine.EndHangs();
        on.Pass(us: 20_000);
        Assert.Equal(2, on.Server.Background.SyncsDone);
        Assert.Equal(Errno.None, on.Server.Background.LastSync);
    }

    [Fact]
    public void AHangingJobOfADeadServerIsNeverDone()
    {
        var on = TestMachine.With(faults: "hang on sync-data by background, 1st call, once");
        on.Server.Background.Submit(BackgroundJob.Sync, on.Open());
        on.Pass(us: 10);
        on.Machine.KillServer();
        on.Boot();
        on.Machine.EndHangs();
        on.Pass(us: 10);
        Assert.Equal(0, on.Server.Background.SyncsDone);
        Assert.Equal(1, on.Machine.Disk.Journal.Count);
    }
}
