using Aof.KnownDefects;
using Aof.State;

namespace Sim.Generate;

/// <summary>The settings that are fixed in every generated or mutated plan; the seed draws the rest.</summary>
public record GenerateOptions
{
    /// <summary>
    /// Whose commands the server has, and with it which files make the log; null: of those files in which the defects
    /// show. Without a defect the seed draws them.
    /// </summary>
    public Dialect? Dialect { get; init; }

    /// <summary>appendfsync; null: the seed draws it.</summary>
    public FsyncPolicy? Policy { get; init; }

    /// <summary>The name of the disk's preset; null: the seed draws it.</summary>
    public string? Disk { get; init; }

    /// <summary>The maximum number of power-loss images that are checked at each change of the disk.</summary>
    public int ImagesPerCrash { get; init; } = 6;

    /// <summary>Names of known defects that are switched on.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];
}
