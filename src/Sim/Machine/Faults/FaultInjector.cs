using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine.Faults;

/// <summary>The effect of faults on one call.</summary>
/// <param name="Error">The error of the call; <see cref="Errno.None"/> when it does not fail.</param>
/// <param name="AtMostBytes">The largest number of bytes that it moves.</param>
/// <param name="DelayUs">Its additional duration, in microseconds.</param>
public readonly record struct Injection(Errno Error, int AtMostBytes, int DelayUs)
{
    /// <summary>No effect.</summary>
    public static Injection Nothing => new(Errno.None, int.MaxValue, 0);

    /// <summary>
    /// The flipped bit of a read, counted from 1 and modulo the number of bits read; 0 for none.
    /// </summary>
    public int WrongBit { get; init; }

    /// <summary>True when the journal of the file system aborts.</summary>
    public bool Aborts { get; init; }

    /// <summary>The fault that ends the caller or prevents the return of the call; null when it returns.</summary>
    public Fault? End { get; init; }

    /// <summary>Flips the wrong bit of a read, if there is one.</summary>
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

/// <summary>The number of injected faults of one sort.</summary>
/// <param name="Call">The kind of call.</param>
/// <param name="Kind">The effect on it.</param>
/// <param name="Errno">The error; <see cref="Errno.None"/> unless the kind is an error.</param>
/// <param name="Count">The number of calls.</param>
public readonly record struct InjectedFaults(SystemCall Call, FaultKind Kind, Errno Errno, long Count);

/// <summary>
/// Decides for each call whether a fault is injected into it. Each fault has its own random stream, named by its line.
/// It draws once for each matching call, also when no injection is allowed. So removing one fault, or stopping all of
/// them, does not change the draws of the others. (Two faults with the same line draw the same numbers.)
/// </summary>
public sealed class FaultInjector
{
    private readonly ArmedFault[] faults;
    private readonly List<InjectedFaults> injected = [];

    /// <summary>An injector for a run.</summary>
    /// <param name="plan">The faults.</param>
    /// <param name="seed">The seed of their random streams: the child "faults" of the run's seed.</param>
    public FaultInjector(FaultPlan plan, Seed seed)
    {
        faults = plan.Faults.Count == 0 ? [] : [.. plan.Faults.Select(fault => new ArmedFault(fault, seed))];
    }

    /// <summary>A new injector without faults.</summary>
    public static FaultInjector None => new(FaultPlan.None, default);

    /// <summary>True after <see cref="Stop"/>.</summary>
    public bool Stopped { get; private set; }

    /// <summary>The faults injected so far, ordered by call, kind and errno.</summary>
    public IReadOnlyList<InjectedFaults> Injected =>
        [.. injected.OrderBy(row => row.Call).ThenBy(row => row.Kind).ThenBy(row => row.Errno)];

    /// <summary>
    /// Classifies the paths of the program under test, for reports. By default every file is a <see
    /// cref="FaultPlace.Log"/>.
    /// </summary>
    public Func<string, FaultPlace> PlaceOf { get; init; } = static _ => FaultPlace.Log;

    /// <summary>Raised for each call, with the path of its file, before the decision about faults.</summary>
    public event Action<FaultSite, string?>? Considering;

    /// <summary>Raised for each call that gets a fault, before the call has any effect.</summary>
    public event Action<InjectedFault>? Injecting;

    /// <summary>Raised with each fault that strikes a call, before the call has any effect.</summary>
    internal event Action<Fault>? Striking;

    /// <summary>The number of calls that got a fault so far.</summary>
    public long InjectedCount { get; private set; }

    /// <summary>For each fault, in the order of the plan, the matching calls, from 1, that got it.</summary>
    internal IReadOnlyList<IReadOnlyList<int>> Strikes => [.. faults.Select(fault => fault.Strikes)];

    /// <summary>Stops all faults: the machine is healthy from now on.</summary>
    public void Stop() => Stopped = true;

    /// <summary>Decides about one call. Call it once for each system call, before the call has any effect.</summary>
    /// <param name="call">The kind of call.</param>
    /// <param name="by">The process or thread that makes it.</param>
    /// <param name="path">The present path of its file; null when it has none.</param>
    /// <param name="mostShort">
    /// The largest number of bytes to which it can be cut; 0 when it moves no bytes, or only all of them.
    /// </param>
    public Injection Decide(SystemCall call, Actor by, string? path, int mostShort)
    {
        Considering?.Invoke(SiteOf(call, by, path), path);
        Fault? first = null;
        foreach (var fault in faults)
        {
            if (fault.Matches(call, by, path, mostShort) && fault.IsInjected(mayStill: first is null && !Stopped))
            {
                first = fault.Fault;
            }
        }

        return first is null
            ? Injection.Nothing
            : Inject(first, new InjectedFault(SiteOf(call, by, path), first.Kind, first.Errno), mostShort);
    }

    private FaultSite SiteOf(SystemCall call, Actor by, string? path) => new(call, by, path switch
    {
        null => FaultPlace.Nothing,
        _ when path.StartsWith("pipe:", StringComparison.Ordinal) => FaultPlace.Pipe,
        "." => FaultPlace.Directory,
        _ => PlaceOf(path),
    });

    private Injection Inject(Fault fault, InjectedFault injected, int mostShort)
    {
        InjectedCount++;
        Count(fault);
        Injecting?.Invoke(injected);
        Striking?.Invoke(fault);
        return fault.Kind switch
        {
            FaultKind.Error => new(fault.Errno, int.MaxValue, 0),
            FaultKind.Short => new(Errno.None, Math.Min(fault.Amount, mostShort), 0),
            FaultKind.Slow => new(Errno.None, int.MaxValue, fault.Amount),
            FaultKind.Flip => Injection.Nothing with { WrongBit = fault.Amount },
            FaultKind.Abort => Injection.Nothing with { Aborts = true },
            FaultKind.KilledBefore or FaultKind.KilledAfter or FaultKind.Exit or FaultKind.Hang =>
                Injection.Nothing with { End = fault },
            _ => throw new InvalidOperationException($"An unknown kind of fault: {fault.Kind}."),
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
