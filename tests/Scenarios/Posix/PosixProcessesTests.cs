using Sim.Os;
using Sim.Os.Posix;

namespace Tests.Scenarios.Posix;

public sealed class PosixProcessesTests : IDisposable
{
    private const OpenMode NewFile = OpenMode.Write | OpenMode.Create | OpenMode.Truncate;
    private readonly RealMachine machine = new();

    private PosixProcesses Processes => machine.Machine.Processes;

    public void Dispose() => machine.Dispose();

    [PosixFact]
    public void AChildRunsToItsEndAndIsReapedOnce()
    {
        var pid = RealMachine.Value(Processes.Fork(WritesAFile));
        Assert.True(Processes.AnyRunning);
        Assert.Equal(new ChildEnd(pid, 0, 0), Processes.Reap());
        Assert.Null(Processes.Reap());
        Assert.Equal("from the child", File.ReadAllText(machine.PathOf("child")));
    }

    [PosixFact]
    public void TheEndOfAChildClosesWhatItOpenedAndNothingElse()
    {
        var shared = machine.Open("shared", NewFile);
        _ = Processes.Fork(host => ClosesTheSharedFile(host, shared));
        Assert.Equal(0, Processes.Reap()?.ExitCode);
        machine.Write(shared, "still open");
        Assert.Equal(1, machine.Machine.OpenDescriptors);
    }

    [PosixFact]
    public void ProcessExitIsTheExitCode()
    {
        var pid = RealMachine.Value(Processes.Fork(_ => throw new ProcessExit(7, "for the test")));
        Assert.Equal(new ChildEnd(pid, 7, 0), Processes.Reap());
    }

    [PosixFact]
    public void AKilledChildNeverRunsOn()
    {
        var pid = RealMachine.Value(Processes.Fork(WritesAFile));
        Assert.Equal(Errno.None, Processes.Kill(pid, Signals.User1));
        Assert.Null(Processes.Reap());
        Assert.False(File.Exists(machine.PathOf("child")));
        Assert.Equal(Errno.ESRCH, Processes.Kill(pid, Signals.User1));
    }

    [PosixFact]
    public void AChildWaitsForAPipeUntilItIsReadable()
    {
        var pipe = RealMachine.Value(machine.Pipes.Create());
        _ = Processes.Fork(host => WaitsForAByte(host, pipe.ReadEnd, timeoutMs: 60_000));
        Assert.Null(Processes.Reap());

        machine.Write(pipe.WriteEnd, "!");
        Assert.Equal(0, Processes.Reap()?.ExitCode);
    }

    [PosixFact]
    public void AChildsWaitEndsWhenItsTimeIsOver()
    {
        var pipe = RealMachine.Value(machine.Pipes.Create());
        _ = Processes.Fork(host => WaitsForAByte(host, pipe.ReadEnd, timeoutMs: 5));
        Processes.RunChildren(patienceMs: 1000);
        Assert.Equal(1, Processes.Reap()?.ExitCode);
    }

    [PosixFact]
    public void AChildHasAProcessIdOfItsOwn()
    {
        var seen = 0;
        var pid = RealMachine.Value(Processes.Fork(host => Remembers(host, value => seen = value)));
        _ = Processes.Reap();
        Assert.Equal(pid, seen);
        Assert.NotEqual(Processes.Current, pid);
        Assert.NotEqual(pid, RealMachine.Value(Processes.Fork(WritesAFile)));
    }

    private static IEnumerable<Wait> WritesAFile(Host host)
    {
        yield return Wait.Yield;
        var fd = RealMachine.Value(host.Files.Open("child", NewFile));
        yield return Wait.Yield;
        _ = host.Files.Write(fd, "from the child"u8);
    }

    private static IEnumerable<Wait> ClosesTheSharedFile(Host host, int shared)
    {
        _ = host.Files.Open("left open", NewFile);
        Assert.Equal(Errno.None, host.Files.Close(shared));
        yield return Wait.Yield;
        Assert.Equal(Errno.EBADF, host.Files.Write(shared, "x"u8).Error);
    }

    private static IEnumerable<Wait> WaitsForAByte(Host host, int fd, int timeoutMs)
    {
        yield return Wait.Readable(fd, timeoutMs);
        if (!host.Pipes.Readable(fd))
        {
            throw new ProcessExit(1, "nothing came");
        }
    }

    private static IEnumerable<Wait> Remembers(Host host, Action<int> remember)
    {
        remember(host.Processes.Current);
        yield break;
    }
}
