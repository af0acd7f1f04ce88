using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine.Faults;

/// <summary>What happens to one call.</summary>
/// <param name="Error">The errno that it fails with; <see cref="Errno.None"/> when it does not fail.</param>
/// <param name="AtMostBytes">How many bytes it moves at most.</param>
/// <param name="DelayUs">How many microseconds longer it takes.</param>
public readonly record struct Injection(Errno Error, int AtMostBytes, int DelayUs)
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static Injection Nothing => new(Errno.None, int.MaxValue, 0);

    /// <summary>
    /// Which bit of what is read is wrong, counted from 1; 0 when none is. Behind the end it counts on from the
    /// beginning.
    /// </summary>
    public int WrongBit { get; init; }

    /// <summary>The fault that ends the caller, or keeps it in the call; null when the call returns.</summary>
    public Fault? End { get; init; }

    /// <summary>Spoils what was read, if that is what happens.</summary>
    internal SysResult<int> Flip(Span<byte> buffer, SysResult<int> read)
    {
        if (WrongBit > 0 && read.Value > 0)
        {
            var bit = (WrongBit - 1) % (8 * read.Value);
            buffer[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        return read;
    }
}

/// <summary>How often faults of one sort struck.</summary>
/// <param name="Call">The kind of call.</param>
/// <param name="Kind">What was done to it.</param>
/// <param name="Errno">The error; <see cref="Errno.None"/> unless the kind is an error.</param>
/// <param name="Count">How many calls.</param>
public readonly record struct InjectedFaults(SystemCall Call, FaultKind Kind, Errno Errno, long Count);

/// <summary>
/// Decides for each call whether a fault strikes it. Every fault has a random stream of its own, named by its line, and
/// draws from it once for each call that it looks at, whether it may still strike or not: so taking one fault away, or
/// ending them all, changes nothing about which calls the others would strike. (Two faults with the same line have the
/// same luck.)
/// </summary>
public sealed class FaultInjector
{
    private readonly ArmedFault[] faults;
    private readonly List<InjectedFaults> injected = [];

    /// <summary>An injector for a run.</summary>
    /// <param name="plan">What will go wrong.</param>
    /// <param name="seed">Where chance comes from: the run's seed named "faults".</param>
    public FaultInjector(FaultPlan plan, Seed seed)
    {
        faults = plan.Faults.Count == 0 ? [] : [.. plan.Faults.Select(fault => new ArmedFault(fault, seed))];
    }

    /// <summary>An injector that leaves every call alone.</summary>
    public static FaultInjector None => new(FaultPlan.None, default);

    /// <summary>True from <see cref="Stop"/> on.</summary>
    public bool Stopped { get; private set; }

    /// <summary>What was injected so far, by call, kind and errno, in that order.</summary>
    public IReadOnlyList<InjectedFaults> Injected =>
        [.. injected.OrderBy(row => row.Call).ThenBy(row => row.Kind).ThenBy(row => row.Errno)];

    /// <summary>Classifies the files of the program under test; by default each is its log.</summary>
    public Func<string, FaultPlace> PlaceOf { get; init; } = static _ => FaultPlace.Log;

    /// <summary>Raised for each call that a fault could strike.</summary>
    public event Action<FaultSite>? Considering;

    /// <summary>Raised for each call that is struck, before it has any effect.</summary>
    public event Action<InjectedFault>? Injecting;

    /// <summary>Raised with each fault that strikes a call, before the call has any effect.</summary>
    internal event Action<Fault>? Striking;

    /// <summary>How many calls were struck so far.</summary>
    public long InjectedCount { get; private set; }

    /// <summary>The faults end: the machine is healthy from now on.</summary>
    public void Stop() => Stopped = true;

    /// <summary>What happens to a call. To be asked once for each call, before it has any effect.</summary>
    /// <param name="call">Its kind.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="path">The present name of the file it is about; null when it is about none.</param>
    /// <param name="mostShort">The most bytes that it can be cut down to; 0 when it moves none, or all of them or
    /// none.</param>
    public Injection Decide(SystemCall call, Actor by, string? path, int mostShort)
    {
        Considering?.Invoke(SiteOf(call, by, path));
        Fault? struck = null;
        foreach (var fault in faults)
        {
            if (fault.LooksAt(call, by, path, mostShort) && fault.Strikes(mayStill: struck is null && !Stopped))
            {
                struck = fault.Fault;
            }
        }

        return struck is null
            ? Injection.Nothing
            : Inject(struck, new InjectedFault(SiteOf(call, by, path), struck.Kind, struck.Errno), mostShort);
    }

    private FaultSite SiteOf(SystemCall call, Actor by, string? path) => new(call, by, path switch
    {
        null => FaultPlace.Nothing,
        _ when path.StartsWith("pipe:", StringComparison.Ordinal) => FaultPlace.Pipe,
        "." => FaultPlace.Directory,
        _ => PlaceOf(path),
    });

    private Injection Inject(Fault fault, InjectedFault strike, int mostShort)
    {
        InjectedCount++;
        Count(fault);
        Injecting?.Invoke(strike);
        Striking?.Invoke(fault);
        return fault.Kind switch
        {
            FaultKind.Error => new(fault.Errno, int.MaxValue, 0),
            FaultKind.Short => new(Errno.None, Math.Min(fault.Amount, mostShort), 0),
            FaultKind.Slow => new(Errno.None, int.MaxValue, fault.Amount),
            FaultKind.Flip => Injection.Nothing with { WrongBit = fault.Amount },
            FaultKind.KilledBefore or FaultKind.KilledAfter or FaultKind.Exit or FaultKind.Hang =>
                Injection.Nothing with { End = fault },
            _ => throw new InvalidOperationException("A fault of no kind."),
        };
    }

    private void Count(Fault fault)
    {
        var row = injected.FindIndex(
            row => row.Call == fault.Call && row.Kind == fault.Kind && row.Errno == fault.Errno);
        if (row < 0)
        {
            injected.Add(new(fault.Call, fault.Kind, fault.Errno, 1));
        }
        else
        {
            injected[row] = injected[row] with { Count = injected[row].Count + 1 };
        }
    }
}
