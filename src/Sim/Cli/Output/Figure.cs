using Sim.Search;

namespace Sim.Cli.Output;

/// <summary>One number of a summary: how it is shown, and what becomes of it when the summaries of several machines are put together.</summary>
/// <param name="Name">Its name in JSON, which ends with its unit.</param>
/// <param name="Label">Its name for a person.</param>
/// <param name="Of">Where it comes from.</param>
internal sealed record Figure(string Name, string Label, Func<ExploreSummary, long> Of)
{
    /// <summary>How many microseconds one is, where it is a length of time; otherwise 0.</summary>
    internal int Microseconds { get; init; }

    /// <summary>True when the larger of two is that of both together; otherwise they are added.</summary>
    internal bool IsLargest { get; init; }

    internal static Figure Seeds { get; } = new("seeds", "seeds", summary => summary.Seeds);

    internal static Figure States { get; } = new("states", "crash states verified", summary => summary.States);

    internal static Figure Elapsed { get; } = new("elapsedMs", "real time", summary => (long)summary.Elapsed.TotalMilliseconds) { Microseconds = 1000 };

    /// <summary>Every figure, in the order in which they are shown.</summary>
    internal static IReadOnlyList<Figure> All { get; } =
    [
        Seeds,
        States,
        new("distinctImages", "distinct images", summary => summary.DistinctImages),
        new("simulatedUs", "simulated time", summary => summary.SimulatedUs) { Microseconds = 1 },
        Elapsed,
        new("largestEverysecLossUs", "largest everysec loss", summary => summary.LargestWindowUs) { Microseconds = 1, IsLargest = true },
        new("refused", "start refused, rightly", summary => summary.Refused),
        new("undetectable", "damage beyond detection", summary => summary.Undetectable),
        new("rotten", "rotten bits", summary => summary.Rotten),
        new("rotUndetected", "rot beyond detection", summary => summary.RotUndetected),
    ];
}
