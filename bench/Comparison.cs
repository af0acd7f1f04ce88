using System.Globalization;
using System.Text;

namespace Bench;

/// <summary><c>compare</c>: all promises about speed and memory, in one table.</summary>
internal static class Comparison
{
    private static readonly CompositeFormat Format =
        CompositeFormat.Parse("{0,-52} {1,30} {2,30} {3,8:F3}  {4,-16} {5,-7} {6}");

    /// <summary>All measurements, in the order in which they run.</summary>
    private static IReadOnlyList<Measurement> All { get; } =
    [
        new StateRate(), new SeedRate(), new TwoJobs(), new GuidedBesideBlind(), new ShrinkTime(), new ReplayStart(),
        new LateStates(), new KernelStateRate(), new HashBesideEquality(),
        new LoadBesideRedis(), new LoadMemory(), new KeyMemory(), new PreambleBesideRedis(),
        new RewriteBesideRedis(preamble: false), new RewriteBesideRedis(preamble: true), new CheckBesideRedis(),
        new ApplyBesideExecutor(), new Forks(), new WritesDuringRewrite(),
        new PackingBesideBrotli(unpack: false), new PackingBesideBrotli(unpack: true), new ChecksumBesideTable(),
    ];

    /// <summary>
    /// Runs the measurements whose names contain one of the words, or all of them. Returns the exit code: 0; 1 when a
    /// ratio is out of its bounds; 2 when a word matches no name.
    /// </summary>
    /// <param name="words">Which measurements; none: all.</param>
    /// <param name="output">Where the table goes.</param>
    /// <param name="json">The file of <see cref="KeptFigures"/> that the rows go to as well; null: none.</param>
    public static int Run(IReadOnlyList<string> words, TextWriter output, string? json = null)
    {
        foreach (var word in words.Where(word => !All.Any(measurement => IsMeant(measurement, word))))
        {
            output.WriteLine(
                $"compare: no measurement matches {word}; there are: "
                + $"{string.Join(", ", All.Select(measurement => measurement.Name))}");
            return 2;
        }

        output.WriteLine($"load average at the beginning: {LoadAverage()}");
        Write(output, "what", "measured", "beside", "ratio", "from, to", "wanted", "");
        var rows = new List<Row>();
        foreach (var measurement in All.Where(
            measurement => words.Count == 0 || words.Any(word => IsMeant(measurement, word))))
        {
            rows.AddRange(Rows(measurement, output));
        }

        output.WriteLine($"load average at the end: {LoadAverage()}");
        if (json is not null)
        {
            KeptFigures.Write(json, rows, DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        return rows.TrueForAll(row => row.Holds) ? 0 : 1;
    }

    private static IEnumerable<Row> Rows(Measurement measurement, TextWriter output)
    {
        if (measurement.Missing is { } reason)
        {
            output.WriteLine($"{measurement.Name}: not run, {reason}");
            yield break;
        }

        foreach (var row in measurement.Take())
        {
            var spread = Invariant($"{row.Spread.From:F3}, {row.Spread.To:F3}");
            Write(output, row.What, row.Measured, row.Beside, row.Ratio, spread, row.Wanted, row.Holds ? "" : "MISSED");
            yield return row;
        }
    }

    private static void Write(TextWriter output, params object[] cells) =>
        output.WriteLine(string.Format(CultureInfo.InvariantCulture, Format, cells).TrimEnd());

    private static bool IsMeant(Measurement measurement, string word) =>
        measurement.Name.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The load average of the last minute. Other load on the same cores makes every figure worse.</summary>
    private static string LoadAverage() =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "not known here";
}
