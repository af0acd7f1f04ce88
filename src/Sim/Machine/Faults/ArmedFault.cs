using Sim.Machine.Random;
using Sim.Machine.Tracing;

namespace Sim.Machine.Faults;

/// <summary>A fault in a run: how many calls it has looked at, and how many it may still strike.</summary>
internal sealed class ArmedFault
{
    private readonly Prng? stream;
    private long seen;
    private int left;

    public ArmedFault(Fault fault, Seed seed)
    {
        Fault = fault;
        left = fault.Times;
        stream = fault.Chance is null ? null : seed.Stream(fault.ToString());
    }

    /// <summary>What goes wrong.</summary>
    public Fault Fault { get; }

    /// <summary>True when this is one of its calls. A short fault passes over what cannot be cut short.</summary>
    public bool LooksAt(SystemCall call, Actor by, string? path, int mostShort) =>
        Fault.Call == call
        && (Fault.By is null || Fault.By == by)
        && (Fault.Kind != FaultKind.Short || mostShort > 0)
        && (Fault.Path is null || (path is not null && PathPattern.Matches(Fault.Path, path)));

    /// <summary>Counts one of its calls, and says whether it strikes. A strike that may not happen is not used up.</summary>
    public bool Strikes(bool mayStill)
    {
        seen++;
        var due = stream is null ? seen >= Fault.Nth : stream.Chance(Fault.Chance!.Value);
        if (!due || !mayStill || left == 0)
        {
            return false;
        }

        left -= Fault.Times == Fault.ForEver ? 0 : 1;
        return true;
    }
}

/// <summary>Names with * for any characters, none included.</summary>
internal static class PathPattern
{
    /// <summary>True when the whole path fits the pattern.</summary>
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
