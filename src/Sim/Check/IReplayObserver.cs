using Aof.Diagnostics;
using Sim.Run;

namespace Sim.Check;

/// <summary>Follows a plan that is run and judged.</summary>
public interface IReplayObserver
{
    /// <summary>The run is about to begin.</summary>
    void Watch(LiveRun watched);

    /// <summary>A crash state was judged.</summary>
    void Judged(JudgedState state);

    /// <summary>All is over: how often each <see cref="Probe"/> was hit, one element a probe.</summary>
    void OnHits(IReadOnlyList<long> probes);
}
