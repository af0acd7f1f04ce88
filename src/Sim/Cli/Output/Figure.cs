using Sim.Search;

namespace Sim.Cli.Output;

/// <summary>One number of a summary: how it is shown, and how summaries of several machines are combined.</summary>
/// <param name="Name">Its name in JSON, which ends with its unit.</param>
/// <param name="Label">Its label for a person.</param>
/// <param name="Of">Reads it from a summary.</param>
internal sealed record Figure(string Name, string Label, Func<ExploreSummary, long> Of)
{
    /// <summary>The unit in microseconds, for a duration; otherwise 0.</summary>
    internal int Microseconds { get; init; }

    /// <summary>True when two values combine to their maximum; otherwise they are added.</summary>
    internal bool IsLargest { get; init; }

    internal static Figure Seeds { get; } = new("seeds", "seeds", summary => summary.Seeds);

    internal static Figure OfSeveralFiles { get; } =
        new("seedsOfSeveralFiles", "with a log of several files", summary => summary.OfSeveralFiles);

    internal static Figure States { get; } = new("states", "crash states verified", summary => summary.Total.States);

    internal static Figure Elapsed { get; } = new(
        "elapsedMs", "real time", summary => (long)summary.Elapsed.TotalMilliseconds)
    {
        Microseconds = 1000,
    };

    /// <summary>Every figure, in the order in which they are shown.</summary>
    internal static IReadOnlyList<Figure> All { get; } =
    [
        Seeds,
        OfSeveralFiles,
        States,
        new("distinctImages", "distinct images", summary => summary.Total.DistinctImages),
        new("simulatedUs", "simulated time", summary => summary.SimulatedUs) { Microseconds = 1 },
        Elapsed,
        new("largestEverysecLossUs", "largest everysec loss",
            summary => summary.Total.LargestWindowUs) { Microseconds = 1, IsLargest = true },
        new("refused", "starts refused, as allowed", summary => summary.Total.Refused),
        new("undetectable", "undetectable damage", summary => summary.Total.Undetectable),
        new("rotten", "flipped bits", summary => summary.Total.Rotten),
        new("rotUndetected", "undetectable flips", summary => summary.Total.RotUndetected),
    ];
}
