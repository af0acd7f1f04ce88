using Aof.State;
using Sim.Check;
using Sim.Generate;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Matrix;
using Sim.Os;
using Sim.Plans;
using Tests.Scenarios;

namespace Tests.Properties.Crash;

/// <summary>
/// One fault, at each call that the subsystem makes, under each policy: the contract holds, and the server heals.
/// </summary>
public sealed class SingleFaultProperties
{
    private static Plan Reference(FsyncPolicy policy, Fault fault)
    {
        var plan = fault switch
        {
            { Call: SystemCall.Truncate } => ReferencePlans.Torn(policy),
            { Call: SystemCall.SyncData, By: Actor.Child } => ReferencePlans.InPieces(policy),
            _ => ReferencePlans.Everything(policy),
        };
        return plan with { Faults = [.. plan.Faults, fault] };
    }

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
            PlanAssert.Check(Reference(policy, fault));
        }
    }

    [Fact]
    public void EverySiteIsReachedUnderSomePolicy()
    {
        var unreached = PlanGenerator.Sites.Distinct().Where(
            site => !Enum.GetValues<FsyncPolicy>().Any(policy => Reached(policy, site.Call, site.By)));
        Assert.Empty(unreached);
    }

    private static bool Reached(FsyncPolicy policy, SystemCall call, Actor by) =>
        Replayer.Replay(Reference(
            policy, new Fault { Call = call, By = by, Nth = 1, Times = 1, Kind = FaultKind.Slow, Amount = 1 }))
            .Run.Machine.Faults.InjectedCount > 0;

    /// <summary>The faults that end the caller, or keep it in the call.</summary>
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
            var fault = new Fault { Call = call, By = by, Nth = nth, Times = 1 };
            yield return fault with { Kind = FaultKind.Error, Errno = Errno.EIO };
            yield return fault with { Kind = FaultKind.Error, Errno = Errno.EINTR };
            foreach (var kind in nth == 2 ? [] : Ends(by))
            {
                yield return new Fault
                {
                    Call = call,
                    By = by,
                    Nth = nth,
                    Kind = kind,
                    Amount = kind == FaultKind.Exit ? 1 : 0,
                };
            }

            if (call is SystemCall.Write)
            {
                yield return fault with { Kind = FaultKind.Short, Amount = 5 };
                yield return fault with { Times = 3, Kind = FaultKind.Error, Errno = Errno.ENOSPC };
            }
        }
    }
}
