namespace Sim.Machine.Minimize;

/// <summary>
/// The search of all minimizers. It tries the reductions of a failing case in turn, and goes on from each smaller case
/// that fails in the same way, until no reduction succeeds or the budget is used up.
/// </summary>
internal static class GreedyMinimizer
{
    /// <summary>The smallest failure found.</summary>
    /// <param name="found">The failure to begin with.</param>
    /// <param name="ways">The reductions: each names smaller cases than a failure, those that save most first.</param>
    /// <param name="fails">Runs a case. Null when it does not fail in the same way.</param>
    /// <param name="isSpent">True when no further case may be run.</param>
    public static TFailure Minimize<TCase, TFailure>(
        TFailure found, IReadOnlyList<Func<TFailure, IEnumerable<TCase>>> ways, Func<TCase, TFailure?> fails,
        Func<bool> isSpent)
        where TFailure : class
    {
        var (smallest, before) = (found, (TFailure?)null);
        while (!ReferenceEquals(before, smallest) && !isSpent())
        {
            before = smallest;
            foreach (var way in ways)
            {
                smallest = Repeat(smallest, way, fails, isSpent);
            }
        }

        return smallest;
    }

    /// <summary>
    /// Repeats one reduction until it fails. After a success the search continues at the same place: earlier candidates
    /// have just failed.
    /// </summary>
    private static TFailure Repeat<TCase, TFailure>(
        TFailure smallest, Func<TFailure, IEnumerable<TCase>> way, Func<TCase, TFailure?> fails, Func<bool> isSpent)
        where TFailure : class
    {
        var tried = 0;
        while (true)
        {
            var next = way(smallest).Index().Skip(tried).TakeWhile(_ => !isSpent())
                .Select(candidate => (candidate.Index, Failure: fails(candidate.Item)))
                .FirstOrDefault(candidate => candidate.Failure is not null);
            if (next.Failure is null)
            {
                return smallest;
            }

            (tried, smallest) = next;
        }
    }
}
