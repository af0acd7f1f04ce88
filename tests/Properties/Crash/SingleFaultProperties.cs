using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Generate;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Matrix;
using Sim.Os;
using Sim.Plans;
using Sim.Run;
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
            { Call: SystemCall.MakeDirectory } => ReferencePlans.InParts(ReferencePlans.Everything(policy)),
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

    /// <summary>
    /// Each call of a rewrite of a log of several files fails, or is the last of its process: the log starts after
    /// every crash, with all that was promised.
    /// </summary>
    [Theory]
    [InlineData(FsyncPolicy.Always, false)]
    [InlineData(FsyncPolicy.Always, true)]
    [InlineData(FsyncPolicy.EverySecond, false)]
    [InlineData(FsyncPolicy.EverySecond, true)]
    [InlineData(FsyncPolicy.No, false)]
    public void AnyStepOfARewriteOfPartsMayFail(FsyncPolicy policy, bool isSwitchedOn)
    {
        var plan = RewriteOfParts(policy, isSwitchedOn);
        var faults = StepsOfTheRewrite(plan).SelectMany(FaultsAt).ToList();
        Assert.InRange(faults.Count, 60, 200);
        foreach (var fault in faults)
        {
            _ = PlanAssert.Check(plan with { Faults = [fault] });
        }
    }

    private static Plan RewriteOfParts(FsyncPolicy policy, bool isSwitchedOn)
    {
        string[][] commands = isSwitchedOn
            ? [["SET", "s", "1"], ["CONFIG", "SET", "appendonly", "no"], ["SET", "s", "2"],
                ["CONFIG", "SET", "appendonly", "yes"], ["SET", "s", "3"]]
            : [["SET", "s", "1"], ["BGREWRITEAOF"], ["SET", "s", "2"]];
        return new Plan
        {
            Seed = 7,
            Config = new PlanConfig
            {
                Layout = LogLayout.MultiPart,
                Policy = policy,
                AutoRewritePercentage = 0,
            },
            Disk = new PlanDisk { Preset = "posix-weak", ImagesPerCrash = 2 },
            Steps = [.. commands.Select((command, n) => new PlanStep { AtUs = n * 1000, Command = command })],
        };
    }

    /// <summary>The calls between the last command but one, which begins the rewrite, and the healing.</summary>
    private static List<(SystemCall Call, Actor By, int Nth)> StepsOfTheRewrite(Plan plan)
    {
        var (all, steps) = (new List<(SystemCall Call, Actor By)>(), new List<(SystemCall, Actor, int)>());
        var fromUs = Plan.StartUs + plan.Steps[^2].AtUs;
        _ = LiveRun.Execute(plan, new Trace(Plan.StartUs), run => run.Machine.Faults.Considering += (site, _) =>
        {
            all.Add((site.Call, site.By));
            if (run.Machine.Clock.NowUs >= fromUs && !run.Machine.Faults.Stopped)
            {
                steps.Add((site.Call, site.By, all.Count(call => call == all[^1])));
            }
        });
        return steps;
    }

    private static IEnumerable<Fault> FaultsAt((SystemCall Call, Actor By, int Nth) step)
    {
        var fault = new Fault { Call = step.Call, By = step.By, Nth = step.Nth };
        yield return fault with { Kind = FaultKind.Error, Errno = Errno.EIO };
        yield return step.By == Actor.Background
            ? fault with { Kind = FaultKind.Hang }
            : fault with { Kind = FaultKind.KilledAfter };
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
