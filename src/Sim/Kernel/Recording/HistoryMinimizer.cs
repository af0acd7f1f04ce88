using Sim.Kernel.Histories;
using Sim.Kernel.Records;
using Sim.Machine.Disk;
using Sim.Machine.Minimize;
using Sim.Machine.Random;

namespace Sim.Kernel.Recording;

/// <summary>
/// Makes a history and a schedule short that lead to a state which the preset denies: removes calls, steps and held
/// letters as long as some state is denied.
/// </summary>
internal sealed class HistoryMinimizer(Recorder recorder, DiskPreset preset)
{
    /// <summary>A kernel does not do the same each time, so a smaller one is tried more than once.</summary>
    private const int Tries = 3;

    private const int Images = 400;

    /// <summary>The record of the shortest history that was found, with its one schedule.</summary>
    public KernelRecord Minimize(KernelRecord record, RecordCheck check) =>
        GreedyMinimizer.Minimize<(History, Schedule), Found>(
        new Found(record, Schedule.Parse(check.Denied[0].Seen.Schedule)),
        [found => Smaller(found.Record.History, found.Schedule)], Denied, isSpent: () => false).Record;

    private Found? Denied((History History, Schedule Schedule) smaller)
    {
        try
        {
            _ = new SimulatedHistory(smaller.History);
        }
        catch (FormatException)
        {
            return null;
        }

        for (var attempt = 0UL; attempt < Tries; attempt++)
        {
            var record = recorder.Record(
                smaller.History, new RecordingLimits(Images), [smaller.Schedule], new Prng(new Seed(attempt)));
            if (new RecordCheck(record, preset).Denied.Count > 0)
            {
                return new Found(record, smaller.Schedule);
            }
        }

        return null;
    }

    private static IEnumerable<(History History, Schedule Schedule)> Smaller(History history, Schedule schedule)
    {
        for (var call = history.Calls.Count - 1; call >= 0; call--)
        {
            var calls = history.Calls.ToList();
            calls.RemoveAt(call);
            yield return (history with { Calls = calls }, schedule.WithoutGap(call + 1));
        }

        if (schedule.Held.Length > 0)
        {
            yield return (history, schedule with { Held = "" });
        }

        foreach (var gap in schedule.Gaps.Keys.Order())
        {
            for (var step = 0; step < schedule.In(gap).Count; step++)
            {
                yield return (history, schedule.WithoutStep(gap, step));
            }
        }
    }

    private sealed record Found(KernelRecord Record, Schedule Schedule);
}
