using Aof;
using Aof.Os;
using Sim.Explore;
using Sim.Faults;

namespace Tests.Properties.Crash;

/// <summary>One fault, at each call that the subsystem makes, under each policy: the contract holds, and the server heals.</summary>
public sealed class SingleFaultLaws
{
    /// <summary>A plan that makes every kind of call: writes, transactions, deadlines, pauses for everysec, two rewrites.</summary>
    private static Plan Reference(FsyncPolicy policy, Fault fault) => new()
    {
        Seed = 2,
        Config = new PlanConfig { Policy = policy, AutoRewritePercentage = 0 },
        Disk = new PlanDisk { Preset = "posix-weak", ImagesPerCrash = 3 },
        Faults = fault.Call == SystemCall.Truncate ? [.. ShortWrite, fault] : [fault],
        Steps =
        [
            At(0, "SET", "s", "1"), At(5, "RPUSH", "l", "a", "b"), At(10, "MULTI"), At(10, "INCR", "n"), At(10, "SADD", "t", "x"), At(10, "EXEC"),
            At(1200, "SET", "s", "2", "PX", "100000"), At(1300, "BGREWRITEAOF"), At(1301, "SET", "s", "3"), At(1302, "HSET", "h", "f", "v"),
            At(2600, "ZADD", "z", "1.5", "m"), Killed(2700), At(2750, "APPEND", "s", "4"), At(3900, "BGREWRITEAOF"), At(3901, "SELECT", "1"), At(3901, "SET", "other", "database"), At(5200, "DEL", "l"),
        ],
    };

    /// <summary>Only a short write makes the server truncate.</summary>
    private static readonly Fault[] ShortWrite =
    [
        new() { Call = SystemCall.Write, By = Actor.Server, Nth = 3, Times = 1, Kind = FaultKind.Short, Amount = 7 },
        new() { Call = SystemCall.Write, By = Actor.Server, Nth = 4, Times = 1, Kind = FaultKind.Error, Errno = Errno.ENOSPC },
    ];

    private static PlanStep Killed(long ms) => new() { AtUs = ms * 1000, Event = PlanEvent.KillServer };

    private static PlanStep At(long ms, params string[] command) => new() { AtUs = ms * 1000, Command = command };

    public static TheoryData<FsyncPolicy, SystemCall, Actor> Sites()
    {
        var data = new TheoryData<FsyncPolicy, SystemCall, Actor>();
        foreach (var policy in Enum.GetValues<FsyncPolicy>())
        {
            foreach (var (call, by) in PlanGenerator.Sites.Distinct())
            {
                data.Add(policy, call, by);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Sites))]
    public void OneFaultBreaksNoPromise(FsyncPolicy policy, SystemCall call, Actor by)
    {
        foreach (var fault in FaultsAt(call, by))
        {
            Kept.Check(Reference(policy, fault));
        }
    }

    [Fact]
    public void EverySiteIsReachedUnderSomePolicy()
    {
        var unreached = PlanGenerator.Sites.Distinct().Where(site => !Enum.GetValues<FsyncPolicy>().Any(policy => Reached(policy, site.Call, site.By)));
        Assert.Empty(unreached);
    }

    private static bool Reached(FsyncPolicy policy, SystemCall call, Actor by) =>
        Replayer.Replay(Reference(policy, new Fault { Call = call, By = by, Nth = 1, Times = 1, Kind = FaultKind.Slow, Amount = 1 })).Run.Machine.Faults.InjectedCount > 0;

    /// <summary>The faults that end whoever makes a call, or keep him in it.</summary>
    private static FaultKind[] Ends(Actor by) => by switch
    {
        Actor.Server => [FaultKind.KilledBefore, FaultKind.KilledAfter],
        Actor.Child => [FaultKind.KilledBefore, FaultKind.KilledAfter, FaultKind.Exit, FaultKind.Hang],
        Actor.Background => [FaultKind.Hang],
        _ => throw new ArgumentOutOfRangeException(nameof(by)),
    };

    private static IEnumerable<Fault> FaultsAt(SystemCall call, Actor by)
    {
        foreach (var nth in (int[])[1, 2, 4])
        {
            yield return new Fault { Call = call, By = by, Nth = nth, Times = 1, Kind = FaultKind.Error, Errno = Errno.EIO };
            yield return new Fault { Call = call, By = by, Nth = nth, Times = 1, Kind = FaultKind.Error, Errno = Errno.EINTR };
            foreach (var kind in nth == 2 ? [] : Ends(by))
            {
                yield return new Fault { Call = call, By = by, Nth = nth, Kind = kind, Amount = kind == FaultKind.Exit ? 1 : 0 };
            }

            if (call is SystemCall.Write)
            {
                yield return new Fault { Call = call, By = by, Nth = nth, Times = 1, Kind = FaultKind.Short, Amount = 5 };
                yield return new Fault { Call = call, By = by, Nth = nth, Times = 3, Kind = FaultKind.Error, Errno = Errno.ENOSPC };
            }
        }
    }
}
