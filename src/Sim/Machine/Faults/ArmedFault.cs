using Sim.Machine.Random;
using Sim.Machine.Tracing;

namespace Sim.Machine.Faults;

/// <summary>A fault in a run, with its counts of matching calls and of injections left.</summary>
internal sealed class ArmedFault
{
    private readonly Prng? stream;
    private readonly List<int> strikes = [];
    private int seen;
    private int left;

    public ArmedFault(Fault fault, Seed seed)
    {
        Fault = fault;
        left = fault.Times;
        stream = fault.Chance is null ? null : seed.Stream(fault.ToString());
    }

    /// <summary>The fault as in the plan.</summary>
    public Fault Fault { get; }

    /// <summary>The matching calls, from 1, into which it was injected.</summary>
    public IReadOnlyList<int> Strikes => strikes;

    /// <summary>True when the call matches the fault. A short fault ignores calls that cannot be short.</summary>
    public bool Matches(SystemCall call, Actor by, string? path, int mostShort) =>
        Fault.Call == call
        && (Fault.By is null || Fault.By == by)
        && (Fault.Kind != FaultKind.Short || mostShort > 0)
        && (Fault.Path is null || (path is not null && PathPattern.Matches(Fault.Path, path)));

    /// <summary>
    /// Counts a matching call, and returns true when the fault is injected into it.
    /// </summary>
    /// <param name="mayStill">False when no injection is allowed; then none is used up.</param>
    public bool IsInjected(bool mayStill)
    {
        seen++;
        var due = stream is null ? seen >= Fault.Nth : stream.Chance(Fault.Chance!.Value);
        if (!due || !mayStill || left == 0)
        {
            return false;
        }

        strikes.Add(seen);
        left -= Fault.Times == Fault.ForEver ? 0 : 1;
        return true;
    }
}

/// <summary>Path patterns in which * stands for any characters, also for none.</summary>
internal static class PathPattern
{
    /// <summary>True when the whole path matches the pattern.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
        {
            return pattern.SequenceEqual(path);
        }

        if (!path.StartsWith(pattern[..star], StringComparison.Ordinal))
        {
            return false;
        }

        var rest = pattern[(star + 1)..];
        for (var skipped = star; skipped <= path.Length; skipped++)
        {
            if (Matches(rest, path[skipped..]))
            {
                return true;
            }
        }

        return false;
    }
}
