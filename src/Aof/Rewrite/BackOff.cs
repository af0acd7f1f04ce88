using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Aof.Rewrite;

/// <summary>
/// After a failed rewrite the server waits before it starts another automatically: one second, doubling to a minute.
/// Where the log has several files each failure leaves an increment, so from the third in a row on it waits for a
/// minute, doubling to an hour (aofRewriteLimited() of Redis 7.0). A temporary increment is in vain with its rewrite:
/// no limit is needed while the log is being switched on, or is unsafe and accepts no write.
/// </summary>
internal sealed class BackOff(AofState state)
{
    private const int LimitedFrom = 3;
    private const long MinMs = 1000, MinuteMs = 60_000, HourMs = 60 * MinuteMs;

    private readonly bool childRetriedWithoutBackOff = state.Defects.Has(Defect.ChildRetriedWithoutBackOff);

    /// <summary>Failures in a row.</summary>
    private int failures;
    private long failedMs;

    /// <summary>The server may start a rewrite automatically.</summary>
    public bool IsOver => failures == 0 || state.Intervals.NowMs >= failedMs + RestMs;

    private bool IsLimited => state.Config.Layout == LogLayout.MultiPart && failures >= LimitedFrom
        && (childRetriedWithoutBackOff || (state.Mode == AofMode.On && !state.WriteStatus.FileUnsafe));

    private long RestMs => IsLimited ? Doubled(MinuteMs, failures - LimitedFrom, HourMs)
        : childRetriedWithoutBackOff ? 0
        : Doubled(MinMs, failures - 1, MinuteMs);

    /// <summary>A rewrite failed.</summary>
    /// <param name="hadChild">False: it ended before a child was forked, which 7.0 does not count.</param>
    public void Failed(bool hadChild = true)
    {
        Probes.Hit(failures == 0 ? Probe.BackOffBegins : Probe.BackOffDoubles);
        failures += hadChild || !childRetriedWithoutBackOff ? 1 : 0;
        failedMs = state.Intervals.NowMs;
        if (IsLimited)
        {
            Probes.Hit(Probe.RewritesLimited);
            state.Log(LogLevel.Warning, Invariant(
                $"{failures} rewrites in a row have failed: the next one begins by itself in {RestMs / MinuteMs} min"));
        }
    }

    /// <summary>A rewrite succeeded.</summary>
    public void Succeeded() => failures = 0;

    private static long Doubled(long ms, int times, long most) => Math.Min(most, ms << Math.Min(times, 6));
}
