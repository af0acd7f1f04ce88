using Aof.Os;
using Sim.Process;

namespace Tests.Scenarios.Machines;

public class KillLaws
{
    [Fact]
    public void AServerKilledInsideACallNeverReturnsFromIt()
    {
        Booted on = Booted.With(Booted.SlowSync);
        int fd = on.Open();
        on.Machine.Scheduler.Post(Booted.StartUs + 2, on.Machine.KillServer);
        Assert.Throws<ServerKilled>(() => on.Files.Write(fd, "12345"u8));
        Assert.Equal("", on.Content("a"));
        Assert.False(on.Machine.ServerIsUp);
    }

    [Fact]
    public void ADeadServersHostIsOfNoUse()
    {
        Booted on = Booted.With();
        on.Machine.KillServer();
        Assert.Throws<ServerKilled>(() => on.Files.Open("a", OpenMode.Read));
    }

    [Fact]
    public void TheServersEndsOfPipesCloseWithIt()
    {
        Booted on = Booted.With();
        PipeEnds pipe = on.Pipe();
        List<Errno> seen = [];
        on.Fork(Booted.Steps(
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
        Booted on = Booted.With();
        Assert.Throws<InvalidOperationException>(() => on.Boot());
    }

    [Fact]
    public void TheServerCannotCallWhileItIsInsideACall()
    {
        Booted on = Booted.With(Booted.SlowSync);
        int fd = on.Open();
        on.Machine.Scheduler.Post(Booted.StartUs + 2, () => on.Files.Write(fd, "x"u8));
        Assert.Throws<InvalidOperationException>(() => on.Files.Write(fd, "y"u8));
    }

    [Fact]
    public void AKilledChildsFinallyBlocksDoNotRun()
    {
        Booted on = Booted.With();
        bool cleaned = false;
        int pid = on.Fork(Program);
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
