using Sim.Kernel.Histories;
using Sim.Machine.Crash.Membership;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Bench;

/// <summary>
/// The states, as records have them, that are held against a preset in a second: parsed, and allowed or denied. They
/// are what the weakest disk may leave of random histories.
/// </summary>
internal sealed class KernelStateRate : Measurement
{
    private const double Target = 100_000;
    private const int Rounds = 9;
    private const int Histories = 40;
    private const int StatesOfEach = 60;

    /// <summary>Noise has no text.</summary>
    private static readonly DiskPreset Weakest = DiskPreset.PosixWeak with { Stale = StaleBytes.Zeros };

    private static readonly DiskPreset[] Presets =
        [DiskPreset.Ext4Ordered, DiskPreset.Ext4Journal, DiskPreset.Xfs, DiskPreset.Btrfs];

    public override string Name => "recorded-states";

    public override IEnumerable<Row> Take()
    {
        var records = Enumerable.Range(1, Histories).Select(Record).ToList();
        var states = records.Sum(record => record.States.Count) * Presets.Length;
        _ = (Round(records), Round(records), Round(records));
        var rates = Enumerable.Range(0, Rounds).Select(_ => states / Round(records)).ToList();
        var ratios = rates.Select(rate => rate / Target).ToList();
        yield return new Row("recorded states held against a preset", Invariant($"{Median(rates):N0}/s ({states})"),
            Invariant($"{Target:N0}/s"), Median(ratios), Span.Of(ratios), Wanted.NotBelow(1));
    }

    private static (SimulatedHistory History, List<string> States) Record(int number)
    {
        var seed = new Seed((ulong)number);
        var history = new SimulatedHistory(RandomHistory.Of(seed));
        var images = history.After(history.Calls).PowerLossImages(
            Weakest, StatesOfEach, seed.Stream("images"));
        return (history, [.. images.Select(StateText.Of).Distinct()]);
    }

    private static double Round(List<(SimulatedHistory History, List<string> States)> records) => CoreTime(() =>
    {
        foreach (var (history, states) in records)
        {
            foreach (var preset in Presets)
            {
                var membership = new CrashMembership(history.After(history.Calls), preset);
                _ = states.Count(state => membership.Allows(StateText.Parse(state)));
            }
        }
    });
}
