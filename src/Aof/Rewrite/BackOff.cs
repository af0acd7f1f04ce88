using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.State;

namespace Aof.Rewrite;

/// <summary>
/// After a failed rewrite the server waits before it starts another automatically: one second, doubling to a minute.
/// Redis 7.0 has longer waits (aofRewriteLimited()).
/// </summary>
internal sealed class BackOff(AofState state)
{
    private const long MinMs = 1000, MaxMs = 60_000;

    private readonly bool childRetriedWithoutBackOff = state.Defects.Has(Defect.ChildRetriedWithoutBackOff);

    private long delayMs;
    private long nextMs = long.MinValue;

    /// <summary>The server may start a rewrite automatically.</summary>
    public bool IsOver => childRetriedWithoutBackOff || state.Intervals.NowMs >= nextMs;

    /// <summary>A rewrite failed.</summary>
    public void Failed()
    {
        Probes.Hit(delayMs == 0 ? Probe.BackOffBegins : Probe.BackOffDoubles);
        delayMs = Math.Min(MaxMs, Math.Max(MinMs, delayMs * 2));
        nextMs = state.Intervals.NowMs + delayMs;
    }

    /// <summary>A rewrite succeeded.</summary>
    public void Succeeded()
    {
        delayMs = 0;
        nextMs = long.MinValue;
    }
}
