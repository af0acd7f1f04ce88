namespace Sim.Machine.Minimize;

/// <summary>Lower numbers.</summary>
internal static class NumberReducer
{
    /// <summary>
    /// The least value, then values half as far from it, and so on. A reduction of less than a sixteenth is not worth a
    /// run.
    /// </summary>
    public static IEnumerable<long> Lower(long value, long least)
    {
        for (var way = value - least; way > value / 16; way /= 2)
        {
            yield return value - way;
        }
    }
}
