using Sim.Check;
using Sim.Generate;

namespace Sim.Search;

/// <summary>The options of an exploration.</summary>
public sealed record ExploreOptions : GenerateOptions
{
    /// <summary>The first seed.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>The distance between two seeds: the number of machines that share the exploration.</summary>
    public ulong Stride { get; init; } = 1;

    /// <summary>The number of seeds; null: until <see cref="Time"/> is over.</summary>
    public ulong? Count { get; init; }

    /// <summary>The duration; null: until <see cref="Count"/> seeds are done.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>The number of independent machines that run in parallel. Results do not depend on it.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>
    /// Plans that reach something new are changed and run again. The runs are then decided by the first seed, the
    /// stride and the count, no longer by each seed alone. A violation is replayed from its plan.
    /// </summary>
    public bool Guided { get; init; }

    /// <summary>
    /// The maximum processor time of one seed. One that takes longer has hung: its plan is kept, and the exploration
    /// ends.
    /// </summary>
    public TimeSpan TimeLimitPerSeed { get; init; } = PatientReplayer.Patience;
}
