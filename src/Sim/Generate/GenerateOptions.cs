using Aof.State;

namespace Sim.Generate;

/// <summary>What is fixed in every plan that is generated or mutated; the seed draws the rest.</summary>
public record GenerateOptions
{
    /// <summary>appendfsync; null: the seed draws it.</summary>
    public FsyncPolicy? Policy { get; init; }

    /// <summary>The name of the disk's preset; null: the seed draws it.</summary>
    public string? Disk { get; init; }

    /// <summary>How many images of a power loss are checked at each change of the disk.</summary>
    public int ImagesPerCrash { get; init; } = 6;

    /// <summary>Names of known defects that are switched on.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];
}
