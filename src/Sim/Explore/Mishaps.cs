using Aof.Os;
using Sim.Chance;
using Sim.Faults;

namespace Sim.Explore;

/// <summary>
/// What befalls processes, threads, pipes and clocks, added to a plan that knows nothing of it: a process is killed inside a call, a
/// child gives up or hangs, a background job is stuck, an answer does not come, somebody sets the clock, the machine stands still.
/// </summary>
internal static class Mishaps
{
    private const int MinuteUs = 60_000_000;

    private static readonly SystemCall[] ChildCalls =
    [
        SystemCall.Open, SystemCall.Write, SystemCall.Write, SystemCall.Sync, SystemCall.PipeRead, SystemCall.PipeWrite, SystemCall.Close, SystemCall.Rename,
    ];

    private static readonly SystemCall[] ServerCalls =
    [
        SystemCall.Write, SystemCall.Write, SystemCall.Write, SystemCall.Write, SystemCall.SyncData, SystemCall.SyncData, SystemCall.Sync, SystemCall.Open,
        SystemCall.Rename, SystemCall.Close, SystemCall.Unlink, SystemCall.Truncate, SystemCall.Read, SystemCall.Size, SystemCall.List, SystemCall.OpenDirectory,
        SystemCall.Fork, SystemCall.Kill, SystemCall.Reap, SystemCall.PipeCreate, SystemCall.PipeRead, SystemCall.PipeWrite,
    ];

    /// <summary>A plan and one to three mishaps.</summary>
    public static Plan Add(Plan plan, Prng draw)
    {
        var steps = new List<PlanStep>(plan.Steps);
        var faults = new List<Fault>(plan.Faults);
        var lastUs = plan.Steps.Count == 0 ? 0 : plan.Steps[^1].AtUs;
        for (var n = draw.Range(1, 3); n > 0; n--)
        {
            switch (draw.Below(7))
            {
                case 0 or 1:
                    steps.Add(ClockSet(draw, lastUs));
                    break;
                case 2:
                    steps.Add(new PlanStep { AtUs = draw.Below(lastUs + 1), Event = PlanEvent.Pause, ByUs = draw.Range(1_000, draw.Below(2) == 0 ? 10_000_000 : 20 * MinuteUs) });
                    break;
                case 3:
                    faults.Add(ServerKilled(draw));
                    break;
                case 4:
                    faults.Add(BackgroundStuck(draw));
                    break;
                case 5:
                    faults.Add(AnswerLost(draw));
                    break;
                default:
                    faults.Add(ChildLost(draw));
                    break;
            }
        }

        return plan with { Steps = [.. steps.OrderBy(step => step.AtUs)], Faults = faults };
    }

    private static PlanStep ClockSet(Prng draw, long lastUs)
    {
        var byUs = (long)draw.Range(1, 1_000_000) * (draw.Below(4) switch { 0 => 1, 1 => 60, _ => 7_200 });
        return new PlanStep { AtUs = draw.Below(lastUs + 1), Event = PlanEvent.StepClock, ByUs = draw.Below(2) == 0 ? byUs : -byUs };
    }

    private static Fault ServerKilled(Prng draw)
    {
        var call = draw.Pick<SystemCall>(ServerCalls);
        return new Fault
        {
            Call = call,
            By = Actor.Server,
            Nth = draw.Range(1, call == SystemCall.Write ? 30 : call == SystemCall.Reap ? 100 : 8),
            Times = draw.Below(4) == 0 ? 2 : 1,
            Kind = Death(draw),
        };
    }

    private static Fault ChildLost(Prng draw)
    {
        var kind = draw.Below(4) switch { 0 => FaultKind.Hang, 1 => FaultKind.Exit, _ => Death(draw) };
        return new Fault
        {
            Call = draw.Pick<SystemCall>(ChildCalls),
            By = Actor.Child,
            Nth = draw.Range(1, 4),
            Times = draw.Below(4) == 0 ? Fault.ForEver : 1,
            Kind = kind,
            Amount = kind == FaultKind.Exit ? 1 : 0,
        };
    }

    private static FaultKind Death(Prng draw) => draw.Below(2) == 0 ? FaultKind.KilledBefore : FaultKind.KilledAfter;

    private static Fault BackgroundStuck(Prng draw) => new()
    {
        Call = draw.Below(4) == 0 ? SystemCall.Close : SystemCall.SyncData,
        By = Actor.Background,
        Nth = draw.Range(1, 4),
        Kind = FaultKind.Hang,
    };

    /// <summary>Of a rewrite's three pipes the third brings the server's answer: it is lost, or comes after the five seconds that the child waits, or just before.</summary>
    private static Fault AnswerLost(Prng draw)
    {
        var (kind, errno) = draw.Below(3) switch { 0 => (FaultKind.Slow, Errno.None), 1 => (FaultKind.Error, Errno.EPIPE), _ => (FaultKind.Error, Errno.EAGAIN) };
        return new Fault
        {
            Call = SystemCall.PipeWrite,
            By = Actor.Server,
            Path = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"pipe:[{3 * draw.Range(1, 3)}]"),
            Nth = 1,
            Kind = kind,
            Errno = errno,
            Amount = kind == FaultKind.Slow ? draw.Range(4_800_000, 5_500_000) : 0,
        };
    }
}
