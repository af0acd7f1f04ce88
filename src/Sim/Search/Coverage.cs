using Aof.Diagnostics;
using Sim.Check;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Sim.Search;

/// <summary>
/// What a run and its crashes have reached, as names. These are rare paths, injected faults with their outcomes, and
/// combinations. A combination is flow × latest fault × kind of crash × whether the server then starts. A run that
/// reaches something new joins the corpus.
/// </summary>
public sealed class Coverage : IReplayObserver
{
    private readonly List<(Flow Flow, InjectedFault? Last)> moments = [];
    private readonly SortedSet<(Flow Flow, SystemCall? Call, Actor? By, FaultKind? Kind, CrashKind Crash,
        bool Starts)> crossings = [];
    private IReadOnlyList<long> hits = [];
    private LiveRun? run;
    private InjectedFault? last;

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. (run?.Struck ?? []).Select(
        cell => $"{cell.Strike.Site} {cell.Strike.Kind} {cell.Strike.Errno}: {cell.Outcome}"),
        .. Enum.GetValues<Probe>().Where(probe => hits.Count > 0 && hits[(int)probe] > 0).Select(
        probe => probe.ToString()),
        .. crossings.Select(
        cell => $"{cell.Flow}, {cell.Kind} of {cell.Call} by {cell.By}, {cell.Crash}: "
            + $"{(cell.Starts ? "starts" : "refuses")}"),
    ];

    /// <summary>The injected faults, each kind once.</summary>
    public IReadOnlyList<InjectedFault> Struck => [.. (run?.Struck ?? []).Select(cell => cell.Strike).Distinct()];

    /// <summary>Observes a run from its beginning.</summary>
    public void Watch(LiveRun watched)
    {
        run = watched;
        watched.Machine.Faults.Injecting += strike => last = strike;
        watched.Machine.Disk.Changing += Note;
    }

    /// <summary>Notes the rare paths that the run and its crashes took.</summary>
    public void OnHits(IReadOnlyList<long> probes) => hits = probes;

    /// <summary>Notes a judged crash.</summary>
    public void Judged(JudgedState state)
    {
        var (crash, outcome) = (state.Crash, state.Outcome);
        if (crash.Kind == CrashKind.BitRot)
        {
            return;
        }

        var (flow, fault) =
            moments.Count == 0 ? (Flow.Start, null) : moments[Math.Min(crash.Position, moments.Count - 1)];
        _ = crossings.Add((flow, fault?.Site.Call, fault?.Site.By, fault?.Kind, crash.Kind, outcome.Refused is null));
    }

    private void Note() => moments.Add((run!.Flow, last));
}
