using System.Diagnostics;
using System.Globalization;

namespace Bench;

/// <summary>
/// One piece of work measured beside another that somebody else has written, on the same machine and in turns. What
/// counts is the ratio: seconds differ from machine to machine.
/// </summary>
internal abstract class Comparison
{
    private const int Rounds = 7;

    /// <summary>Every comparison there is, in the order in which they are run.</summary>
    public static IReadOnlyList<Comparison> All { get; } = [new HashBesideEquality(), new LoadBesideRedis()];

    /// <summary>How it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Why it cannot be run on this machine; null when it can.</summary>
    public virtual string? Missing => null;

    /// <summary>Runs those whose names contain one of the words, or all. Exit status: 0, or 2 when a word names none.</summary>
    public static int Run(IReadOnlyList<string> words, TextWriter output)
    {
        foreach (var word in words.Where(word => !All.Any(comparison => comparison.IsMeant(word))))
        {
            output.WriteLine($"compare: no comparison is called {word}; there are: {string.Join(", ", All.Select(comparison => comparison.Name))}");
            return 2;
        }

        foreach (var comparison in All.Where(comparison => words.Count == 0 || words.Any(comparison.IsMeant)))
        {
            output.WriteLine(comparison.Missing is { } reason ? $"{comparison.Name}: not run, {reason}" : comparison.Measure());
        }

        return 0;
    }

    /// <summary>Does the work of this project once and gives the seconds it took; the caller decides nothing about it.</summary>
    protected abstract double OursSeconds();

    /// <summary>Does the other's work once and gives the seconds it took.</summary>
    protected abstract double BesideSeconds();

    /// <summary>The seconds that a piece of work takes.</summary>
    protected static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private bool IsMeant(string word) => Name.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes turns, after one round to warm up, and tells the medians and the spread of the ratio.</summary>
    private string Measure()
    {
        _ = (OursSeconds(), BesideSeconds());
        var rounds = Enumerable.Range(0, Rounds).Select(_ => (Ours: OursSeconds(), Beside: BesideSeconds())).ToList();
        var ratios = rounds.Select(round => round.Ours / round.Beside).Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: ours {Median(rounds.Select(round => round.Ours)) * 1e3:F3} ms, beside {Median(rounds.Select(round => round.Beside)) * 1e3:F3} ms, ratio {Median(ratios):F3} ({ratios[0]:F3} to {ratios[^1]:F3})");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
