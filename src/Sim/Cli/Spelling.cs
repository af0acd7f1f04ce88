namespace Sim.Cli;

/// <summary>The known word that was probably meant.</summary>
internal static class Spelling
{
    /// <summary>The nearest word; null when more than a third of its letters differ.</summary>
    internal static string? Nearest(string typed, IEnumerable<string> known)
    {
        var near = known.OrderBy(word => Distance(typed, word)).FirstOrDefault();
        return near is not null && Distance(typed, near) * 3 <= near.Length ? near : null;
    }

    /// <summary>Levenshtein's distance: letters to insert, remove or replace.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
