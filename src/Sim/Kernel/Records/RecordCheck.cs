using Sim.Kernel.Histories;
using Sim.Machine.Crash.Membership;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Kernel.Records;

/// <summary>A state that a kernel left and the preset forbids.</summary>
/// <param name="Place">Where the crash was.</param>
/// <param name="Seen">The state, and how it came about.</param>
/// <param name="Rule">The rule that forbids it.</param>
public sealed record DeniedState(HistoryPlace Place, SeenState Seen, string Rule);

/// <summary>A state that the preset allows and no recorded crash left.</summary>
/// <param name="Calls">The number of calls before the crash.</param>
/// <param name="State">The state, as <see cref="StateText"/>.</param>
public readonly record struct UnseenState(int Calls, string State);

/// <summary>A record held against a preset, in both directions.</summary>
public sealed class RecordCheck
{
    /// <summary>The largest number of images for which unseen states are looked for.</summary>
    private const int Bound = 20_000;

    private readonly SimulatedHistory history;
    private readonly DiskPreset preset;
    private readonly List<DeniedState> denied = [];
    private readonly Lazy<List<UnseenState>> unseen;

    /// <summary>Checks every state of the record.</summary>
    public RecordCheck(KernelRecord record, DiskPreset preset)
    {
        this.preset = preset;
        history = new SimulatedHistory(record.History);
        foreach (var place in record.Places)
        {
            Seen += place.States.Count;
            Check(place);
        }

        unseen = new(() =>
            [.. Enumerable.Range(0, history.Calls + 1).SelectMany(calls => FindUnseen(calls, record.Places))]);
    }

    /// <summary>The preset.</summary>
    public DiskPreset Preset => preset;

    /// <summary>The number of states in the record; a state counts once for each crash.</summary>
    public int Seen { get; }

    /// <summary>The states that the preset forbids.</summary>
    public IReadOnlyList<DeniedState> Denied => denied;

    /// <summary>The states that the preset allows and the record does not have.</summary>
    public IReadOnlyList<UnseenState> Unseen => unseen.Value;

    private void Check(CrashPlace place)
    {
        var crashes = history.At(place.Place).Select(model => new CrashMembership(model, preset)).ToList();
        foreach (var seen in place.States)
        {
            var rule = StateText.IsUnmountable(seen.State) ? "C3: a power loss leaves a disk that can be mounted"
                : StateText.Parse(seen.State) is var image && !crashes.Exists(crash => crash.Allows(image))
                    ? crashes[^1].Denial(image)
                : null;
            if (rule is not null)
            {
                denied.Add(new DeniedState(place.Place, seen, rule));
            }
        }
    }

    /// <summary>Torn blocks are left out: there are too many, and records have few.</summary>
    private IEnumerable<UnseenState> FindUnseen(int calls, IReadOnlyList<CrashPlace> places)
    {
        var images = history.After(calls).PowerLossImages(
            preset with { TornBlocks = false }, Bound, new Prng(new Seed(1)));
        if (!images.IsExhaustive)
        {
            return [];
        }

        var seen = new SortedSet<string>(
            places.Where(place => place.Place.Calls == calls
                || place.Place == new HistoryPlace(calls - 1, IsDuring: true))
                .SelectMany(place => place.States.Select(state => state.State)),
            StringComparer.Ordinal);
        return from state in images.Select(StateText.Of).Distinct()
               where !seen.Contains(state)
               select new UnseenState(calls, state);
    }
}
