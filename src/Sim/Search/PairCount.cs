namespace Sim.Search;

/// <summary>
/// Counts which events of the machine occur together in one run: calls that are struck, and events of plans. Many
/// mistakes need two of them.
/// </summary>
/// <param name="names">Everything that may occur, in order.</param>
public sealed class PairCount(IReadOnlyList<string> names)
{
    private readonly int[][] seeds = [.. names.Select(_ => new int[names.Count])];

    /// <summary>The pairs, rarest first, each with the number of seeds that had both.</summary>
    public IReadOnlyList<(string First, string Second, int Seeds)> Rarest =>
    [
        .. from first in Enumerable.Range(0, names.Count)
           from second in Enumerable.Range(first + 1, names.Count - first - 1)
           orderby seeds[first][second], first, second
           select (names[first], names[second], seeds[first][second]),
    ];

    /// <summary>Counts one seed.</summary>
    /// <param name="occurred">True for the names that occurred.</param>
    public void Add(Predicate<string> occurred)
    {
        List<int> there = [.. Enumerable.Range(0, names.Count).Where(name => occurred(names[name]))];
        for (var first = 0; first < there.Count; first++)
        {
            for (var second = first + 1; second < there.Count; second++)
            {
                seeds[there[first]][there[second]]++;
            }
        }
    }
}
