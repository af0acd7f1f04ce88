namespace Sim.Run;

/// <summary>
/// How often one kind of fault was injected, and what came of it. Process faults strike no call, so they have no
/// outcome.
/// </summary>
/// <param name="Kind">Its name, such as "EIO on write".</param>
/// <param name="Injected">How often it was injected.</param>
/// <param name="Survived">How often the server then went on and reported no error.</param>
/// <param name="Refused">How often it reported an error and went on, or did not start.</param>
/// <param name="Fatal">How often it ended.</param>
public sealed record FaultTally(string Kind, long Injected, long Survived, long Refused, long Fatal)
{
    /// <summary>The cells of one kind.</summary>
    public static FaultTally Of(string kind, IEnumerable<FaultCell> cells)
    {
        var tally = new FaultTally(kind, 0, 0, 0, 0);
        foreach (var cell in cells)
        {
            tally = tally with
            {
                Injected = tally.Injected + cell.Count,
                Survived = tally.Survived + (cell.Outcome == FaultOutcome.Survived ? cell.Count : 0),
                Refused = tally.Refused + (cell.Outcome == FaultOutcome.Refused ? cell.Count : 0),
                Fatal = tally.Fatal + (cell.Outcome == FaultOutcome.Fatal ? cell.Count : 0),
            };
        }

        return tally;
    }

    /// <summary>The sum of both, one row for each kind, in ordinal order of the kinds.</summary>
    public static IReadOnlyList<FaultTally> Sum(IReadOnlyList<FaultTally> a, IReadOnlyList<FaultTally> b)
    {
        if (b.Count == 0)
        {
            return a;
        }

        var sums = new SortedDictionary<string, FaultTally>(StringComparer.Ordinal);
        foreach (var tally in a.Concat(b))
        {
            sums[tally.Kind] = sums.TryGetValue(tally.Kind, out var sum) ? sum.Plus(tally) : tally;
        }

        return [.. sums.Values];
    }

    private FaultTally Plus(FaultTally other) =>
        new(Kind, Injected + other.Injected, Survived + other.Survived, Refused + other.Refused, Fatal + other.Fatal);
}
