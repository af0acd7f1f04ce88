using Aof.Diagnostics;
using Sim.Check;
using Sim.Findings;
using Sim.Machine.Faults;
using Sim.Plans;
using Sim.Run;

namespace Sim.Search;

/// <summary>What one seed came to.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Fingerprint">Of everything that happened and of the verdict: the same on every machine.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Faults">How many faults of each kind were injected, and what came of them.</param>
/// <param name="SimulatedUs">Virtual time, in microseconds.</param>
public sealed record SeedResult(
    ulong Seed, ulong Fingerprint, Verdict Verdict, Plan Plan, IReadOnlyList<FaultTally> Faults, long SimulatedUs)
{
    /// <summary>How calls were struck, each way once; empty unless the exploration is guided.</summary>
    public IReadOnlyList<InjectedFault> Struck { get; init; } = [];

    /// <summary>True when the plan is not the seed's own, but a changed copy of another (<see cref="ExploreOptions.Guided"/>).</summary>
    public bool IsChanged { get; init; }

    /// <summary>What a guided exploration has reached with it.</summary>
    public IReadOnlyList<string> Reached { get; init; } = [];

    /// <summary>How often each <see cref="Probe"/> was hit, one element a probe.</summary>
    public required IReadOnlyList<long> Hits { get; init; }

    /// <summary>Where a promise was broken: the failure, made small.</summary>
    public Failure? Failure { get; init; }
}

/// <summary>What an exploration has come to so far.</summary>
public sealed record ExploreSummary
{
    /// <summary>Seeds done.</summary>
    public long Seeds { get; init; }

    /// <summary>Crash states verified.</summary>
    public long States { get; init; }

    /// <summary>Different images among them.</summary>
    public long DistinctImages { get; init; }

    /// <summary>States with an allowed refusal to start and a right repair.</summary>
    public long Refused { get; init; }

    /// <summary>States whose damage the format cannot tell from data.</summary>
    public long Undetectable { get; init; }

    /// <summary>States in which one bit of the log had rotted.</summary>
    public long Rotten { get; init; }

    /// <summary>Those of them that nothing detected.</summary>
    public long RotUndetected { get; init; }

    /// <summary>Largest everysec loss on a healthy disk, in microseconds.</summary>
    public long LargestWindowUs { get; init; }

    /// <summary>Virtual time, in microseconds.</summary>
    public long SimulatedUs { get; init; }

    /// <summary>Real time.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>How often each <see cref="Probe"/> was hit, one element a probe.</summary>
    public IReadOnlyList<long> Hits { get; init; } = new long[Probes.Count];

    /// <summary>Faults injected, by kind, in ordinal order of the kinds.</summary>
    public IReadOnlyList<FaultTally> Faults { get; init; } = [];

    /// <summary>The seeds that broke a promise, in order.</summary>
    public IReadOnlyList<SeedResult> Violations { get; init; } = [];

    /// <summary>This and one more seed.</summary>
    public ExploreSummary With(SeedResult result) => this with
    {
        Seeds = Seeds + 1,
        States = States + result.Verdict.States,
        DistinctImages = DistinctImages + result.Verdict.DistinctImages,
        Refused = Refused + result.Verdict.Refused,
        Undetectable = Undetectable + result.Verdict.Undetectable,
        Rotten = Rotten + result.Verdict.Rotten,
        RotUndetected = RotUndetected + result.Verdict.RotUndetected,
        LargestWindowUs = Math.Max(LargestWindowUs, result.Verdict.LargestWindowUs),
        SimulatedUs = SimulatedUs + result.SimulatedUs,
        Faults = FaultTally.Sum(Faults, result.Faults),
        Hits = [.. Hits.Zip(result.Hits, (a, b) => a + b)],
        Violations = result.Verdict.Violation is null ? Violations : [.. Violations, result],
    };
}
