using Aof.Data;
using Sim.Check.Rules;
using Sim.Machine;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Random;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>
/// Rule 10 of the <see cref="Contract"/>: a crash during a recovery ends where the undisturbed recovery ended.
/// </summary>
internal sealed class NestedCrashCheck(ImageBoot boot, History history)
{
    /// <summary>How many images of a crash during recovery are tried at each change.</summary>
    private const int MaxImages = 4;

    private readonly Dictionary<ulong, (string? Refusal, Dataset? State)> starts = [];
    private readonly DiskPreset preset = boot.Plan.Disk.Kind;

    /// <summary>What a start on an image came to: a crash during another recovery may leave the same image.</summary>
    public void Remember(DiskImage image, string? refusal, Dataset state) =>
        starts[image.Hash] = refusal is null || preset.MayLeaveUnreadable ? (null, state) : (refusal, null);

    /// <summary>
    /// A crash at each change that the start-up made to the disk must end in the same dataset; not where syncs lie, so
    /// that what replaced the log may be cut short.
    /// </summary>
    public string? Differs(DiskImage image, SimulatedMachine machine, Dataset state)
    {
        var journal = machine.Disk.Journal;
        if (journal.Count == 0 || !preset.KeepsItsWord)
        {
            return null;
        }

        var changes = journal.Count;
        var model = new CrashModel(image, journal);
        for (var position = 1; position <= changes; position++)
        {
            model.MoveTo(position);
            foreach (var nested in model.PowerLossImages(preset, MaxImages, new Seed(boot.Plan.Seed).Stream("nested")))
            {
                if (nested.Hash != image.Hash && DiffersAfter(nested, state) is { } difference)
                {
                    return $"a crash after change {position} of the recovery ({journal[position - 1]}) ends elsewhere: {difference}";
                }
            }
        }

        return null;
    }

    private string? DiffersAfter(DiskImage nested, Dataset state)
    {
        if (!starts.TryGetValue(nested.Hash, out var start))
        {
            starts[nested.Hash] = start = StartAgain(nested);
        }

        return start.Refusal is not null
            ? "the server refuses to start: " + start.Refusal
            : start.State!.FirstDifference(state, "after the second crash", "after the first");
    }

    /// <summary>Only where no crash before left the same: torn tails are all cut at the same few places.</summary>
    private (string? Refusal, Dataset? State) StartAgain(DiskImage nested)
    {
        SimulatedMachine machine = boot.Boot(nested);
        var refusal = boot.TryStart(machine, out var server);
        if (refusal is not null && preset.MayLeaveUnreadable)
        {
            _ = LogRepair.Cut(machine, boot.Config);
            refusal = boot.TryStart(machine, out server);
        }

        return refusal is null ? (null, boot.Kept(server!.Data, history.Matching(server.Data))) : (refusal, null);
    }
}
