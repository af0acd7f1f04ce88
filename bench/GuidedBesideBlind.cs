using Sim.Check;
using Sim.Generate;
using Sim.Search;

namespace Bench;

/// <summary>
/// A guided exploration beside plain seeds. The first row compares the rare features (<see cref="Coverage"/>) that each
/// reaches in the same number of runs. The second row has the runs that the guided one needs to reach as many. A
/// feature is rare when plain seeds of another range reached it at most once in a thousand runs. Only counts are
/// compared, so the result is the same on every machine.
/// </summary>
internal sealed class GuidedBesideBlind : Measurement
{
    private const ulong Reference = 10_000_001;
    private const int ReferenceRuns = 3_000;
    private const int RareAtMost = ReferenceRuns / 1_000;
    private const int Runs = 1_500;

    /// <summary>One image per crash, because coverage hardly depends on their number.</summary>
    private static readonly ExploreOptions Plain = new() { ImagesPerCrash = 1, Jobs = Environment.ProcessorCount };

    /// <summary>Other seeds than those used to tune the guidance.</summary>
    private static readonly ulong[] Starts = [3_000_001, 4_000_001, 5_000_001];

    public override string Name => "guided";

    public override IEnumerable<Row> Take()
    {
        var rare = Rare();
        var rounds = Starts.Select(
            start => (Guided: Reached(Plain with { FirstSeed = start, Guided = true }, rare),
                Blind: Reached(Plain with { FirstSeed = start }, rare))).ToList();
        var ratios = rounds.ConvertAll(round => (double)round.Guided[^1] / round.Blind[^1]);
        var sooner = rounds.ConvertAll(round => (double)Runs / RunsUntil(round.Guided, round.Blind[^1]));
        yield return new Row(
            $"rare things reached in {Runs:N0} guided runs",
            Text(rounds.Select(round => round.Guided[^1]), $" of {rare.Count}"),
            "plain seeds, " + Text(rounds.Select(round => round.Blind[^1]), ""),
            Median(ratios),
            Span.Of(ratios),
            Wanted.NotBelow(1));
        yield return new Row(
            "guided runs for as many as plain seeds reach",
            Text(rounds.Select(round => RunsUntil(round.Guided, round.Blind[^1])), ""),
            $"plain seeds, {Runs:N0}",
            Median(sooner),
            Span.Of(sooner),
            Wanted.NotBelow(1));
    }

    private static SortedSet<string> Rare()
    {
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in Names(Plain with { FirstSeed = Reference, Count = ReferenceRuns }).SelectMany(
            names => names))
        {
            times[name] = times.GetValueOrDefault(name) + 1;
        }

        return new SortedSet<string>(
            times.Where(name => name.Value <= RareAtMost).Select(name => name.Key), StringComparer.Ordinal);
    }

    /// <summary>The number of rare features reached up to each run.</summary>
    private static List<int> Reached(ExploreOptions options, SortedSet<string> rare)
    {
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        var counts = new List<int>();
        foreach (var names in Names(options with { Count = Runs }))
        {
            reached.UnionWith(names.Where(rare.Contains));
            counts.Add(reached.Count);
        }

        return counts;
    }

    private static List<IReadOnlyList<string>> Names(ExploreOptions options)
    {
        var all = new List<IReadOnlyList<string>>();
        if (options.Guided)
        {
            _ = new Explorer(options).Run(progress: null, result => all.Add(result.Reached), CancellationToken.None);
            return all;
        }

        all.AddRange(
            Enumerable.Range(0, (int)options.Count!).AsParallel().AsOrdered().Select(
                run => OfSeed(options.FirstSeed + (ulong)run, options)));
        return all;
    }

    private static IReadOnlyList<string> OfSeed(ulong seed, ExploreOptions options)
    {
        var reach = new Coverage();
        _ = Replayer.Replay(PlanGenerator.Generate(seed, options), recordTrace: false, reach);
        return reach.Names;
    }

    private static int RunsUntil(List<int> reached, int asMany)
    {
        var index = reached.FindIndex(count => count >= asMany);
        return index < 0 ? reached.Count : index + 1;
    }

    private static string Text(IEnumerable<int> counts, string of) =>
        Invariant($"{string.Join('/', counts)}{of}");
}
