using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

/// <summary>One possible outcome of the metadata in a power loss.</summary>
/// <param name="Names">The names that are there.</param>
/// <param name="UpTo">
/// Rule M1: metadata of the changes before this index are there. Without meaning on disks that keep no such order.
/// </param>
/// <param name="Last">Rule M4: the index of the last open change of metadata that is there; -1 for none.</param>
internal readonly record struct MetadataOutcome(NameOutcome Names, int UpTo, int Last);

/// <summary>
/// The possible outcomes of the metadata. By rule N1 any subset of the open operations on names survives; by rule M1
/// those before some change survive.
/// </summary>
internal sealed class Metadata(CrashState state, DiskPreset preset)
{
    private readonly List<int> cuts = preset.MetadataInOrder ? Cuts(state, preset) : [];

    /// <summary>The outcome in which all metadata arrived.</summary>
    public MetadataOutcome All => new(state.AllSurvived(), int.MaxValue, cuts.Count > 0 ? cuts[^1] : -1);

    /// <summary>The outcome in which only settled metadata arrived.</summary>
    public MetadataOutcome None =>
        !preset.MetadataInOrder ? Of(new bool[state.Operations.Count])
        : cuts.Count > 0 ? UpTo(cuts[0])
        : All;

    /// <summary>Every outcome, the complete one first; null when there are more than the bound.</summary>
    public List<MetadataOutcome>? Every(int bound)
    {
        if (!preset.MetadataInOrder)
        {
            return EverySubset(bound);
        }

        if (cuts.Count >= bound)
        {
            return null;
        }

        List<MetadataOutcome> outcomes = [All];
        for (var i = cuts.Count - 1; i >= 0; i--)
        {
            outcomes.Add(UpTo(cuts[i]));
        }

        return outcomes;
    }

    /// <summary>
    /// The outcome without one operation, and on ordered metadata without all later ones; null when the operation is
    /// settled.
    /// </summary>
    public MetadataOutcome? Without(int operation)
    {
        if (preset.MetadataInOrder)
        {
            var change = state.Operations[operation].Change;
            return cuts.Contains(change) ? UpTo(change) : null;
        }

        if (state.Operations[operation].IsKept(preset))
        {
            return null;
        }

        var survived = new bool[state.Operations.Count];
        Array.Fill(survived, value: true);
        survived[operation] = false;
        return Of(survived);
    }

    /// <summary>A random outcome: the complete one in half of the cases, else a prefix or any subset.</summary>
    public MetadataOutcome Any(Prng prng)
    {
        var count = state.Operations.Count;
        if (preset.MetadataInOrder)
        {
            return cuts.Count == 0 || prng.Below(2) == 0 ? All : UpTo(cuts[prng.Below(cuts.Count)]);
        }

        var kind = prng.Below(4);
        if (count == 0 || kind < 2)
        {
            return All;
        }

        var survived = new bool[count];
        var prefix = prng.Below(count + 1);
        for (var i = 0; i < count; i++)
        {
            survived[i] = kind == 2 ? i < prefix : prng.Below(2) == 0;
        }

        return Of(survived);
    }

    /// <summary>
    /// Rule M1: the indices of the operations on names and the truncations that may be the first missing one,
    /// ascending.
    /// </summary>
    private static List<int> Cuts(CrashState state, DiskPreset preset)
    {
        var cuts = new SortedSet<int>();
        var durable = preset.SyncReach == SyncReach.MetadataBefore ? state.DurableMetadata : 0;
        foreach (var operation in state.Operations)
        {
            if (operation.Change >= durable && !operation.IsKept(preset))
            {
                _ = cuts.Add(operation.Change);
            }
        }

        foreach (var file in state.OpenFiles)
        {
            for (var i = 1; i < file.Sizes.Count; i++)
            {
                if (file.Sizes[i].IsTruncation && file.Sizes[i].Change >= durable)
                {
                    _ = cuts.Add(file.Sizes[i].Change);
                }
            }
        }

        return [.. cuts];
    }

    private MetadataOutcome UpTo(int change)
    {
        var survived = new bool[state.Operations.Count];
        for (var i = 0; i < survived.Length; i++)
        {
            var operation = state.Operations[i];
            survived[i] = operation.Change < change || operation.IsKept(preset, change);
        }

        return new MetadataOutcome(state.Names(survived), change, Before(change));
    }

    private int Before(int change)
    {
        var index = cuts.IndexOf(change);
        return index > 0 ? cuts[index - 1] : -1;
    }

    /// <summary>The outcome when these operations survived, and those that every power loss leaves.</summary>
    private MetadataOutcome Of(bool[] survived)
    {
        for (var i = 0; i < survived.Length; i++)
        {
            survived[i] |= state.Operations[i].IsKept(preset);
        }

        return new MetadataOutcome(state.Names(survived), int.MaxValue, Last: -1);
    }

    /// <summary>Rule N1.</summary>
    private List<MetadataOutcome>? EverySubset(int bound)
    {
        var open = new List<int>();
        for (var i = 0; i < state.Operations.Count; i++)
        {
            if (!state.Operations[i].IsKept(preset))
            {
                open.Add(i);
            }
        }

        if (open.Count > 30 || 1L << open.Count > bound)
        {
            return null;
        }

        var outcomes = new List<MetadataOutcome>(1 << open.Count);
        for (var subset = (1 << open.Count) - 1; subset >= 0; subset--)
        {
            var survived = new bool[state.Operations.Count];
            for (var i = 0; i < open.Count; i++)
            {
                survived[open[i]] = (subset & (1 << i)) != 0;
            }

            outcomes.Add(Of(survived));
        }

        return outcomes;
    }
}
