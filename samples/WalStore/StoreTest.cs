using Sim.Machine.CrashTesting;
using Sim.Os;

namespace WalStore;

/// <summary>
/// The test of the store on the simulated machine: writes, with a checkpoint after every fourth. After the crash every
/// promised pair must be there.
/// </summary>
/// <param name="syncsNames">See <see cref="Store"/>.</param>
public sealed class StoreTest(bool syncsNames) : ICrashTested<(string Key, string Value)>
{
    /// <summary>Longer than a sector of 512 bytes, so that a crash may tear it.</summary>
    private const int LongestValue = 1_500;

    /// <inheritdoc/>
    public void Live(Host host, Life<(string Key, string Value)> life)
    {
        var store = new Store(host.Files, syncsNames);
        store.Open();
        for (var i = 0; i < life.Steps; i++)
        {
            var chance = life.Chance(i);
            var value = $"{life.Number}.{i}".PadRight(chance.Below(LongestValue), (char)('a' + chance.Below(26)));
            var step = life.Begin(($"key{chance.Below(5)}", value));
            store.Put(step.Value.Key, value);
            step.Acknowledge();
            if (i % 4 == 3)
            {
                store.Checkpoint();
            }
        }
    }

    /// <inheritdoc/>
    public string? Recover(Host host, StepHistory<(string Key, string Value)> history)
    {
        var store = new Store(host.Files, syncsNames);
        store.Open();

        // The promised writes must be there, and the one under way may be.
        return history.Check(writes => Difference(writes, store));
    }

    private static string? Difference(IEnumerable<(string Key, string Value)> writes, Store store)
    {
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in writes)
        {
            expected[key] = value;
        }

        foreach (var (key, value) in expected)
        {
            if (!store.Pairs.TryGetValue(key, out var found) || found != value)
            {
                return $"{key} should be {Shown(value)} and is {Shown(found)}";
            }
        }

        return store.Pairs.Count > expected.Count
            ? $"there are {store.Pairs.Count} keys instead of {expected.Count}"
            : null;
    }

    private static string Shown(string? value) =>
        value is null ? "gone" : $"{value[..Math.Min(value.Length, 8)]} ({value.Length} letters)";
}
