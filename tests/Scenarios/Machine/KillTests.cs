using Sim.Machine.Process;
using Sim.Os;

namespace Tests.Scenarios.Machine;

public class KillTests
{
    [Fact]
    public void AServerKilledInsideACallNeverReturnsFromIt()
    {
        var on = TestMachine.With(TestMachine.SlowSync);
        var fd = on.Open();
        on.Machine.Scheduler.Post(TestMachine.StartUs + 2, on.Machine.KillServer);
        Assert.Throws<ServerKilled>(() => on.Files.Write(fd, "12345"u8));
        Assert.Equal("", on.Content("a"));
        Assert.False(on.Machine.ServerIsUp);
    }

    [Fact]
    public void ADeadServersHostIsOfNoUse()
    {
        var on = TestMachine.With();
        on.Machine.KillServer();
        Assert.Throws<ServerKilled>(() => on.Files.Open("a", OpenMode.Read));
    }

    [Fact]
    public void TheServersEndsOfPipesCloseWithIt()
    {
        var on = TestMachine.With();
        var pipe = on.Pipe();
        List<Errno> seen = [];
        on.Fork(TestMachine.Steps(
            child => child.Files.Close(pipe.WriteEnd),
            child => seen.Add(child.Files.Read(pipe.ReadEnd, new byte[1]).Error),
            child => seen.Add(child.Files.Read(pipe.ReadEnd, new byte[1]).Error)));
        on.Pass(us: 1);
        Assert.Equal([Errno.EAGAIN], seen);
        on.Machine.KillServer();
        on.Pass(us: 10);
        Assert.Equal([Errno.EAGAIN, Errno.None], seen);
    }

    [Fact]
    public void OnlyOneServerIsUpAtATime()
    {
        var on = TestMachine.With();
        Assert.Throws<InvalidOperationException>(() => on.Boot());
    }

    [Fact]
    public void TheServerCannotCallWhileItIsInsideACall()
    {
        var on = TestMachine.With(TestMachine.SlowSync);
        var fd = on.Open();
        on.Machine.Scheduler.Post(TestMachine.StartUs + 2, () => on.Files.Write(fd, "x"u8));
        Assert.Throws<InvalidOperationException>(() => on.Files.Write(fd, "y"u8));
    }

    [Fact]
    public void AKilledChildsFinallyBlocksDoNotRun()
    {
        var on = TestMachine.With();
        var cleaned = false;
        var pid = on.Fork(Program);
        on.Pass(us: 10);
        on.Machine.KillChild(pid, Signals.Kill);
        on.Pass(us: 10_000);
        Assert.False(cleaned);

        IEnumerable<Wait> Program(Host child)
        {
            try
            {
                yield return new Wait(-1, 1);
            }
            finally
            {
                cleaned = true;
            }
        }
    }
}
