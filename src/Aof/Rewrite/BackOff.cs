using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.State;

namespace Aof.Rewrite;

/// <summary>After a rewrite has failed the server waits before it starts the next by itself: a second, doubling to a minute.</summary>
internal sealed class BackOff(AofState state)
{
    private const long FirstMs = 1000, LongestMs = 60_000;

    private readonly bool childRetriedWithoutBackOff = state.Defects.Has(Defect.ChildRetriedWithoutBackOff);

    private long delayMs;
    private long nextMs = long.MinValue;

    /// <summary>May the server try by itself?</summary>
    public bool IsOver => childRetriedWithoutBackOff || state.Intervals.NowMs >= nextMs;

    /// <summary>A rewrite failed.</summary>
    public void Failed()
    {
        Probes.Hit(delayMs == 0 ? Probe.BackOffBegins : Probe.BackOffDoubles);
        delayMs = Math.Min(LongestMs, Math.Max(FirstMs, delayMs * 2));
        nextMs = state.Intervals.NowMs + delayMs;
    }

    /// <summary>A rewrite succeeded.</summary>
    public void Succeeded()
    {
        delayMs = 0;
        nextMs = long.MinValue;
    }
}
