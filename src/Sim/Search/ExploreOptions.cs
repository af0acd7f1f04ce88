using Sim.Generate;

namespace Sim.Search;

/// <summary>What an exploration looks at.</summary>
public sealed record ExploreOptions : GenerateOptions
{
    /// <summary>The first seed.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>How far apart the seeds are: how many machines share them.</summary>
    public ulong Stride { get; init; } = 1;

    /// <summary>How many seeds; null: until <see cref="Time"/> is over.</summary>
    public ulong? Count { get; init; }

    /// <summary>How long; null: until <see cref="Count"/> is done.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>How many independent machines run side by side. Results do not depend on it.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>
    /// Plans that reach something new are changed and run again. What is run is then decided by the first seed, the stride and the count, and no longer by each seed
    /// alone; what is found is replayed from its plan.
    /// </summary>
    public bool Guided { get; init; }

    /// <summary>How long one seed may take, in real time, before the exploration gives up with its number: some thousand times what the longest takes.</summary>
    public TimeSpan TimeLimitPerSeed { get; init; } = TimeSpan.FromMinutes(15);
}
