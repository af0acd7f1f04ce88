using Aof.Diagnostics;
using Aof.KnownDefects;
using Sim.Check;
using Sim.Findings;
using Sim.Machine.Faults;
using Sim.Plans;
using Sim.Run;

namespace Sim.Search;

/// <summary>The result of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Fingerprint">The fingerprint of the trace and the verdict; it is the same on every machine.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Faults">The faults injected, by kind, with their outcomes.</param>
/// <param name="SimulatedUs">Virtual time, in microseconds.</param>
public sealed record SeedResult(
    ulong Seed, ulong Fingerprint, Verdict Verdict, Plan Plan, IReadOnlyList<FaultTally> Faults, long SimulatedUs)
{
    /// <summary>The injected faults, each kind once; empty unless the exploration is guided.</summary>
    public IReadOnlyList<InjectedFault> Struck { get; init; } = [];

    /// <summary>True when the plan is a changed copy of another plan (<see cref="ExploreOptions.Guided"/>).</summary>
    public bool IsChanged { get; init; }

    /// <summary>The coverage that a guided exploration uses.</summary>
    public IReadOnlyList<string> Reached { get; init; } = [];

    /// <summary>The hits of each <see cref="Probe"/>, one element a probe.</summary>
    public required IReadOnlyList<long> Hits { get; init; }

    /// <summary>The minimized failure; null when every promise was kept.</summary>
    public Failure? Failure { get; init; }
}

/// <summary>The totals of an exploration so far.</summary>
public sealed record ExploreSummary
{
    /// <summary>Seeds done.</summary>
    public long Seeds { get; init; }

    /// <summary>Those of them whose log has several files.</summary>
    public long OfSeveralFiles { get; init; }

    /// <summary>The counts of all verdicts, added up. Its violation is null: see <see cref="Violations"/>.</summary>
    public Verdict Total { get; init; } = new();

    /// <summary>Virtual time, in microseconds.</summary>
    public long SimulatedUs { get; init; }

    /// <summary>Real time.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The hits of each <see cref="Probe"/>, one element a probe.</summary>
    public IReadOnlyList<long> Hits { get; init; } = new long[Probes.Count];

    /// <summary>Faults injected, by kind, in ordinal order of the kinds.</summary>
    public IReadOnlyList<FaultTally> Faults { get; init; } = [];

    /// <summary>The seeds that broke a promise, in order.</summary>
    public IReadOnlyList<SeedResult> Violations { get; init; } = [];

    /// <summary>Adds one seed.</summary>
    public ExploreSummary With(SeedResult result) => this with
    {
        Seeds = Seeds + 1,
        OfSeveralFiles = OfSeveralFiles + (result.Plan.Config.Layout == LogLayout.MultiPart ? 1 : 0),
        Total = Sum(Total, result.Verdict),
        SimulatedUs = SimulatedUs + result.SimulatedUs,
        Faults = FaultTally.Sum(Faults, result.Faults),
        Hits = [.. Hits.Zip(result.Hits, (a, b) => a + b)],
        Violations = result.Verdict.Violation is null ? Violations : [.. Violations, result],
    };

    private static Verdict Sum(Verdict a, Verdict b) => new()
    {
        States = a.States + b.States,
        DistinctImages = a.DistinctImages + b.DistinctImages,
        Refused = a.Refused + b.Refused,
        Undetectable = a.Undetectable + b.Undetectable,
        Rotten = a.Rotten + b.Rotten,
        RotUndetected = a.RotUndetected + b.RotUndetected,
        LargestWindowUs = Math.Max(a.LargestWindowUs, b.LargestWindowUs),
    };
}
