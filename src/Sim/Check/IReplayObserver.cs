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

    /// <summary>
    /// The replay is over. Receives how often each <see cref="Probe"/> was hit, one element for each probe.
    /// </summary>
    void OnHits(IReadOnlyList<long> probes);
}
