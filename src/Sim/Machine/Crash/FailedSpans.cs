namespace Sim.Machine.Crash;

/// <summary>
/// The changes that failed syncs of one file or directory left clean (rule F1). A failed sync has only those to write
/// that no earlier one has written.
/// </summary>
internal sealed class FailedSpans
{
    private readonly List<(int From, int To)> spans = [];

    /// <summary>A sync failed.</summary>
    /// <param name="from">The first change that an earlier sync had not covered.</param>
    /// <param name="to">The first change that this one did not cover.</param>
    public void Add(int from, int to)
    {
        _ = spans.RemoveAll(span => span.From >= from && span.To <= to);
        spans.Add((from, to));
    }

    /// <summary>True when a failed sync left the change clean.</summary>
    public bool Has(int change)
    {
        foreach (var (from, to) in spans)
        {
            if (change >= from && change < to)
            {
                return true;
            }
        }

        return false;
    }
}
