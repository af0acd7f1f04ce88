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

    private readonly Dictionary<(ulong Image, long StartUs), (string? Refusal, Dataset? State)> starts = [];
    private readonly DiskPreset preset = boot.Plan.Disk.Kind;

    /// <summary>Keeps the result of a start, for a crash during another recovery may leave the same image.</summary>
    public void Remember(DiskImage image, string? refusal, Dataset state) =>
        starts[(image.Hash, boot.StartUs(image))] =
            refusal is null || preset.MayLeaveUnreadable ? (null, state) : (refusal, null);

    /// <summary>
    /// A crash at each change that the start-up made to the disk must end in the same dataset. Nothing is asked of a
    /// disk whose syncs lie, for it may cut short what replaced the log.
    /// </summary>
    /// <param name="image">What the first crash left.</param>
    /// <param name="machine">The machine on which the start-up ran.</param>
    /// <param name="state">The dataset that it loaded.</param>
    /// <param name="dependsOnStart">The dataset may depend on the time of the start, for the log may have commands that
    /// no server wrote. Then the second start is at the same time as the first.</param>
    public string? Differs(DiskImage image, SimulatedMachine machine, Dataset state, bool dependsOnStart)
    {
        var journal = machine.Disk.Journal;
        if (journal.Count == 0 || !preset.KeepsItsWord)
        {
            return null;
        }

        long? startUs = dependsOnStart ? boot.StartUs(image) : null;
        var changes = journal.Count;
        var model = new CrashModel(image, journal);
        for (var position = 1; position <= changes; position++)
        {
            model.MoveTo(position);
            foreach (var nested in model.PowerLossImages(preset, MaxImages, new Seed(boot.Plan.Seed).Stream("nested")))
            {
                if (nested.Hash != image.Hash
                    && DiffersAfter(nested, startUs ?? boot.StartUs(nested), state) is { } difference)
                {
                    return $"a crash after change {position} of the recovery ({journal[position - 1]}) ends elsewhere: "
                        + $"{difference}";
                }
            }
        }

        return null;
    }

    private string? DiffersAfter(DiskImage nested, long startUs, Dataset state)
    {
        if (!starts.TryGetValue((nested.Hash, startUs), out var start))
        {
            starts[(nested.Hash, startUs)] = start = StartAgain(nested, startUs);
        }

        return start.Refusal is not null
            ? "the server refuses to start: " + start.Refusal
            : start.State!.FirstDifference(state, "after the second crash", "after the first");
    }

    /// <summary>Starts once for each image: torn tails are all cut at the same few places.</summary>
    private (string? Refusal, Dataset? State) StartAgain(DiskImage nested, long startUs)
    {
        var machine = ImageBoot.Boot(nested, startUs);
        var refusal = boot.TryStart(machine, out var server);
        if (refusal is not null && preset.MayLeaveUnreadable)
        {
            _ = LogRepair.Cut(machine, boot.Config);
            refusal = boot.TryStart(machine, out server);
        }

        return refusal is null ? (null, boot.Kept(server!.Data, history.Matching(server.Data))) : (refusal, null);
    }
}
