namespace Sim.Machine.Minimize;

/// <summary>Shorter lists.</summary>
internal static class ListReducer
{
    /// <summary>The list without a run of its items: the longest runs first, and of equal ones the last.</summary>
    public static IEnumerable<IReadOnlyList<T>> Candidates<T>(IReadOnlyList<T> list)
    {
        for (var size = list.Count; size >= 1; size /= 2)
        {
            for (var start = list.Count - size; start > -size; start -= size)
            {
                var from = Math.Max(0, start);
                yield return Without(list, from, start + size - from);
            }
        }
    }

    /// <summary>The list without some neighbours.</summary>
    public static List<T> Without<T>(IReadOnlyList<T> list, int start, int count) =>
        [.. list.Take(start), .. list.Skip(start + count)];
}
