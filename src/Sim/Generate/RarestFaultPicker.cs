using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Generate;

/// <summary>Counts how often each call met each kind of fault, and picks faults that were seen least.</summary>
internal sealed class RarestFaultPicker
{
    /// <summary>It draws so many faults and takes the one that was seen least often.</summary>
    private const int Candidates = 8;

    private readonly Dictionary<(SystemCall Call, Actor By, FaultKind Kind, Errno Errno), int> struck = [];

    /// <summary>Notes an injected fault.</summary>
    public void Saw(InjectedFault strike)
    {
        var way = (strike.Site.Call, strike.Site.By, strike.Kind, strike.Errno);
        struck[way] = struck.GetValueOrDefault(way) + 1;
    }

    /// <summary>A fault that was seen less often than others.</summary>
    public Fault Fault(Prng draw)
    {
        var least = Any(draw);
        for (var n = 1; n < Candidates; n++)
        {
            var other = Any(draw);
            least = Times(other) < Times(least) ? other : least;
        }

        return least;
    }

    private int Times(Fault fault) => struck.GetValueOrDefault((fault.Call, fault.By!.Value, fault.Kind, fault.Errno));

    /// <summary>
    /// Every second fault kills its caller: this can happen at every call, but other draws seldom choose it.
    /// </summary>
    private static Fault Any(Prng draw)
    {
        var site = PlanGenerator.Sites[draw.Below(PlanGenerator.Sites.Count)];
        return draw.Below(2) == 0 ? Ending(site, draw) : CallFaults.At(site, draw);
    }

    private static Fault Ending((SystemCall Call, Actor By) site, Prng draw)
    {
        var kind = site.By switch
        {
            Actor.Server => draw.Pick<FaultKind>([FaultKind.KilledBefore, FaultKind.KilledAfter]),
            Actor.Child =>
                draw.Pick<FaultKind>([FaultKind.KilledBefore, FaultKind.KilledAfter, FaultKind.Exit, FaultKind.Hang]),
            Actor.Background => FaultKind.Hang,
            _ => throw new ArgumentOutOfRangeException(nameof(site)),
        };
        return new Fault
        {
            Call = site.Call,
            By = site.By,
            Nth = draw.Range(1, draw.Range(1, 5)),
            Kind = kind,
            Amount = kind == FaultKind.Exit ? 1 : 0,
        };
    }
}
