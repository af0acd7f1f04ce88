using Aof.Diagnostics;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check;

/// <summary>What a replay showed.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Fingerprint">Of everything that happened.</param>
/// <param name="Run">The run.</param>
/// <param name="Trace">What happened, as lines; empty unless it was asked for.</param>
public sealed record ReplayResult(Verdict Verdict, ulong Fingerprint, LiveRun Run, IReadOnlyList<string> Trace)
{
    /// <summary>
    /// How often each <see cref="Probe"/> was hit, in the run and in every recovery: one element for each probe.
    /// </summary>
    public required IReadOnlyList<long> Hits { get; init; }
}

/// <summary>Runs one plan and judges it: the same way each time, in every process.</summary>
public static class Replayer
{
    /// <summary>Runs a plan, and judges every crash of it or the one that it names.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="recordTrace">Whether what happens is kept as lines.</param>
    /// <param name="observer">Follows the run and its crashes; null when nothing does.</param>
    public static ReplayResult Replay(Plan plan, bool recordTrace = false, IReplayObserver? observer = null)
    {
        var trace = new Trace(Plan.StartUs) { Recording = recordTrace };
        var probes = new long[Probes.Count];
        var before = Probes.Watch(probes);
        var run = CheckedRun.Execute(plan, trace, observer is null ? null : observer.Watch);
        var verdict = new Verifier(run) { Judged = observer is null ? null : observer.Judged }.Judge();
        _ = Probes.Watch(before);
        observer?.OnHits(probes);
        foreach (var unit in run.Run.History.Units)
        {
            trace.Fold((long)unit.Fingerprint);
        }

        trace.Fold(verdict.States);
        trace.Fold(verdict.DistinctImages);
        trace.Fold(verdict.Refused);
        trace.Fold(verdict.Undetectable);
        trace.Fold(verdict.Rotten);
        trace.Fold(verdict.RotUndetected);
        trace.Fold(verdict.Violation is { } violation ? (int)violation.Kind : -1);
        return new ReplayResult(verdict, trace.Fingerprint, run.Run, trace.Lines) { Hits = probes };
    }
}
