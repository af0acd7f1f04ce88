using System.Globalization;
using System.Text.Json;

namespace Bench;

/// <summary>
/// bench/figures.json: the rows of <c>compare</c> as they were measured last. The table of docs/figures.md is printed
/// from it.
/// </summary>
internal static class KeptFigures
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>Writes rows to a file; rows of other names stay there.</summary>
    public static void Write(string path, IReadOnlyList<Row> rows, string date)
    {
        var kept = File.Exists(path) ? Read(path) : [];
        foreach (var row in rows)
        {
            var figure = new Figure(row.What, row.Measured, row.Beside, row.Ratio, row.Spread.From, row.Spread.To,
                row.Wanted.ToString(), row.Holds, date);
            var at = kept.FindIndex(other => other.What == row.What);
            if (at < 0)
            {
                kept.Add(figure);
            }
            else
            {
                kept[at] = figure;
            }
        }

        File.WriteAllText(path, JsonSerializer.Serialize(kept, Format) + "\n");
    }

    /// <summary>
    /// Prints the table, or looks for it in a document. Returns 1 when it is not there as it should be.
    /// </summary>
    public static int Table(string path, string? document, TextWriter output)
    {
        var table = string.Join('\n', [
            "| what | measured | beside | ratio | wanted | measured on |", "|---|---|---|---|---|---|",
            .. Read(path).Select(Line),
        ]);
        if (document is null)
        {
            output.WriteLine(table);
        }
        else if (!File.ReadAllText(document).Contains(table, StringComparison.Ordinal))
        {
            output.WriteLine($"{document} does not have the table of {path}:\n{table}");
            return 1;
        }

        return 0;
    }

    private static List<Figure> Read(string path) => JsonSerializer.Deserialize<List<Figure>>(File.ReadAllText(path))!;

    private static string Line(Figure it) => string.Create(CultureInfo.InvariantCulture,
        $"| {it.What} | {it.Measured} | {it.Beside} | {it.Ratio:0.##} ({it.From:0.##} to {it.To:0.##}) | {it.Wanted}"
        + $"{(it.Holds ? "" : ", **missed**")} | {it.Date} |");

    private sealed record Figure(
        string What, string Measured, string Beside, double Ratio, double From, double To, string Wanted, bool Holds,
        string Date);
}
