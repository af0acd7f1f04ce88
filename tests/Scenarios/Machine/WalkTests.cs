using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Os;

namespace Tests.Scenarios.Machine;

/// <summary>
/// Random walks over everything that a server, its children and the harness can do, with faults at every kind of call.
/// </summary>
public class WalkTests
{
    private static readonly string[] Faults =
    [
        "EIO on write, chance 1/20, for ever", "only 3 bytes on write, chance 1/20, for ever",
        "EINTR on read, chance 1/9, for ever",
        "EIO on sync-data by background, chance 1/5, for ever", "EAGAIN on fork, chance 1/5, for ever",
        "EMFILE on open, chance 1/9, 5 times",
        "700 us more on sync of f*, chance 1/3, for ever", "EIO on rename, 2nd call, 2 times",
        "EMFILE on pipe-create, 3rd call, once",
    ];

    [Fact]
    public void AnyWalkTwiceIsTheSameWalk()
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var first = Walk(seed);
            var second = Walk(seed);
            Assert.Equal(first.Trace.Fingerprint, second.Trace.Fingerprint);
            Assert.Equal(first.Elapsed, second.Elapsed);
            Assert.Equal(first.Machine.Disk.CachedImage().Hash, second.Machine.Disk.CachedImage().Hash);
            Assert.Equal(first.Machine.Faults.Injected, second.Machine.Faults.Injected);
        }
    }

    [Fact]
    public void EveryFaultOfTheWalkStrikesInSomeWalk()
    {
        var struck = new long[Faults.Length];
        for (ulong seed = 0; seed < 20; seed++)
        {
            foreach (var row in Walk(seed).Machine.Faults.Injected)
            {
                struck[Array.FindIndex(Faults, line => Matches(FaultLines.Parsed(line), row))] += row.Count;
            }
        }

        Assert.All(struck, count => Assert.True(count > 0));

        static bool Matches(Fault fault, InjectedFaults row) =>
            (fault.Call, fault.Kind, fault.Errno) == (row.Call, row.Kind, row.Errno);
    }

    [Fact]
    public void AfterEveryWalkTheMachineComesToRest()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var on = Walk(seed);
            on.Machine.LiveChildren.ToList().ForEach(pid => on.Machine.KillChild(pid, Signals.Kill));
            on.Machine.KillServer();
            on.Pass(us: 60_000_000);
            Assert.Null(on.Machine.Scheduler.NextDueUs);
            on.Boot();
            Assert.Equal(3, on.Files.OpenDirectory(".").Value);
        }
    }

    private static TestMachine Walk(ulong seed)
    {
        var on = TestMachine.With(MachineTimings.Default, seed, descriptors: 20, diskBytes: 3_000, faults: Faults);
        var walk = new Prng(new Seed(seed).Fork("walk"));
        for (var i = 0; i < 150; i++)
        {
            Step(on, walk);
        }

        return on;
    }

    private static void Step(TestMachine on, Prng walk)
    {
        var fd = walk.Range(3, 14);
        switch (walk.Below(16))
        {
            case 0 or 1:
                on.Files.Open("f" + walk.Below(4),
                OpenMode.Read | OpenMode.Write | OpenMode.Create | (OpenMode)(walk.Below(2) * 4)); break;
            case 2 or 3 or 4: on.Files.Write(fd, new byte[walk.Below(90)]); break;
            case 5: on.Files.Read(fd, new byte[walk.Below(90)]); break;
            case 6: on.Files.Sync(fd); break;
            case 7: on.Files.Close(fd); break;
            case 8: on.Server.Background.Submit((BackgroundJob)walk.Below(2), fd); break;
            case 9: on.Server.Pipes.Create(); break;
            case 10: on.Files.Rename("f" + walk.Below(4), "f" + walk.Below(4)); break;
            case 11: on.Server.Processes.Fork(host => ChildWalk(host, new Prng(new Seed(walk.Next())))); break;
            case 12: on.Server.Processes.Reap(); break;
            case 13: on.Files.Truncate(fd, walk.Below(50)); break;
            case 14: on.Pass(us: walk.Below(5_000)); break;
            default: KillSomebody(on, walk); break;
        }
    }

    private static void KillSomebody(TestMachine on, Prng walk)
    {
        if (walk.Below(6) == 0)
        {
            on.Machine.KillServer();
            on.Boot();
        }
        else if (on.Machine.LiveChildren is [int pid, ..])
        {
            on.Machine.KillChild(pid, Signals.User1);
        }
    }

    private static IEnumerable<Wait> ChildWalk(Host host, Prng walk)
    {
        for (var i = 0; i < 10; i++)
        {
            var fd = walk.Range(3, 14);
            host.Files.Write(fd, new byte[walk.Below(6_000)]);
            host.Files.Read(fd, new byte[walk.Below(6_000)]);
            yield return Wait.Readable(fd, walk.Below(3));
        }
    }
}
