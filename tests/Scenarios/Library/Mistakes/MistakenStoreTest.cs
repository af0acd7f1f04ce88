using Sim.Machine.CrashTesting;
using Sim.Os;

namespace Tests.Scenarios.Library.Mistakes;

/// <summary>The test of a store that may have a mistake, written as the sample shows.</summary>
/// <param name="open">Opens the store.</param>
/// <param name="longestValue">The length of the longest value.</param>
/// <param name="hasLast">True when the store also has the last value under "last".</param>
internal sealed class MistakenStoreTest(Func<StoreFiles, IMistakenStore> open, int longestValue, bool hasLast)
    : ICrashTested<(string Key, string Value)>
{
    /// <summary>The store that can have a mistake.</summary>
    public static MistakenStoreTest Of(Mistake mistake, bool keepsJournal = false) => mistake switch
    {
        <= Mistake.RecoveredTailIsNotSynced => new(files => new SegmentedLog(files, mistake), 1_500, hasLast: false),
        <= Mistake.NameOfNewLogIsNotSynced => new(files => new TableStore(files, mistake), 900, hasLast: false),
        _ => OfPages(mistake, keepsJournal || mistake == Mistake.StaleTailOfKeptJournal),
    };

    public static MistakenStoreTest OfTables() =>
        new(files => new TableStore(files, Mistake.None), 900, hasLast: false);

    public static MistakenStoreTest OfPages(Mistake mistake, bool keepsJournal) =>
        new(files => new PageStore(files, mistake, keepsJournal), 900, hasLast: true);

    public void Live(Host host, Life<(string Key, string Value)> life)
    {
        var store = open(new StoreFiles(host.Files));
        for (var i = 0; i < life.Steps; i++)
        {
            var chance = life.Chance(i);
            var value = $"{life.Number}.{i}".PadRight(chance.Below(longestValue), (char)('a' + chance.Below(26)));
            var step = life.Begin(($"key{chance.Below(5)}", value));
            store.Put(step.Value.Key, value);
            if (i % 2 == 1 || i == life.Steps - 1)
            {
                store.Commit();
                life.Acknowledge();
            }
        }
    }

    public string? Recover(Host host, StepHistory<(string Key, string Value)> history)
    {
        var found = open(new StoreFiles(host.Files)).Pairs;
        return history.Check(steps => Difference(steps, found));
    }

    private string? Difference(IReadOnlyList<(string Key, string Value)> steps, SortedDictionary<string, string> found)
    {
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in steps)
        {
            expected[key] = value;
            expected[hasLast ? "last" : key] = value;
        }

        var wrongs = expected.Where(pair => found.GetValueOrDefault(pair.Key) != pair.Value).Select(pair =>
            $"{pair.Key} should be {Shown(pair.Value)} and is {Shown(found.GetValueOrDefault(pair.Key))}");
        return wrongs.FirstOrDefault()
            ?? (found.Count == expected.Count ? null : $"there are {found.Count} keys instead of {expected.Count}");
    }

    private static string Shown(string? value) => value?[..Math.Min(value.Length, 8)] ?? "gone";
}
