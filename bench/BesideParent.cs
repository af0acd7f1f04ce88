using System.Diagnostics;
using System.Text.Json;

namespace Bench;

/// <summary>
/// <c>parent</c>: the five figures of this build beside those of another one, that of the parent commit. Both run
/// alternately, each in a process of its own.
/// </summary>
internal static class BesideParent
{
    private const int Pairs = 3;
    private const int Repetitions = 3;
    private const double LeastRatio = 0.85;

    /// <summary>
    /// Prints a line for each figure. Returns 1 when one has lost more than 15 % and all repetitions say so.
    /// </summary>
    /// <param name="parent">The path of the other build's bench.dll.</param>
    /// <param name="output">Where to.</param>
    public static int Run(string parent, TextWriter output)
    {
        var suspects = Compare(parent, output);
        for (var again = 1; again < Repetitions && suspects.Count > 0; again++)
        {
            output.WriteLine($"{string.Join(", ", suspects)}: slower than before, measured again");
            suspects.IntersectWith(Compare(parent, output));
        }

        if (suspects.Count > 0)
        {
            output.WriteLine($"SLOWER by more than {1 - LeastRatio:P0}: {string.Join(", ", suspects)}");
        }

        return suspects.Count > 0 ? 1 : 0;
    }

    /// <summary>The names of the figures that have lost too much.</summary>
    private static SortedSet<string> Compare(string parent, TextWriter output)
    {
        var own = typeof(BesideParent).Assembly.Location;
        var pairs = Enumerable.Range(0, Pairs).Select(number =>
        {
            // Each goes first in turn.
            var first = FiguresOf(number % 2 == 0 ? own : parent);
            var second = FiguresOf(number % 2 == 0 ? parent : own);
            return number % 2 == 0 ? (Ours: first, Theirs: second) : (Ours: second, Theirs: first);
        }).ToList();
        var slower = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in pairs[0].Ours.Keys.Where(pairs[0].Theirs.ContainsKey))
        {
            var ratios = pairs.ConvertAll(pair => pair.Ours[name] / pair.Theirs[name]);
            ratios.Sort();
            var ratio = ratios[Pairs / 2];
            output.WriteLine(Invariant($"{name,-16} {pairs[0].Ours[name],12:N0}/s  ratio {ratio:0.00} ")
                + Invariant($"({ratios[0]:0.00} to {ratios[^1]:0.00})"));
            _ = ratio < LeastRatio && slower.Add(name);
        }

        return slower;
    }

    private static SortedDictionary<string, double> FiguresOf(string bench)
    {
        var start = new ProcessStartInfo("dotnet", [bench, "five"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{bench} does not start.");
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<SortedDictionary<string, double>>(line)!
            : throw new InvalidOperationException($"{bench} five ended with {process.ExitCode}.");
    }
}
