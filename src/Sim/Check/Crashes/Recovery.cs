using Aof;
using Aof.Load;
using Sim.Check.Rules;
using Sim.Machine;
using Sim.Machine.Disk;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>
/// Runs the whole production start-up on a crash image, and compares the dataset with the states of the history. Then
/// <see cref="NestedCrashCheck"/>, <see cref="CheckerAgreement"/> and <see cref="SecondLifeCheck"/> check the recovery
/// itself. Outcomes are kept by image, so a known image costs a look-up. What the server does later is kept, too: torn
/// tails are all cut at the same few places.
/// </summary>
public sealed class Recovery
{
    private readonly History history;
    private readonly ImageBoot boot;
    private readonly NestedCrashCheck nested;
    private readonly SecondLifeCheck secondLife;
    private readonly Dictionary<ulong, RecoveryOutcome> known = [];
    private readonly Dictionary<ulong, Life> lives = [];

    /// <summary>Prepares the recoveries of one run.</summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="history">The history of the run.</param>
    /// <param name="crashUs">When the machines are switched on again, in microseconds since 1970.</param>
    public Recovery(Plan plan, History history, long crashUs)
    {
        this.history = history;
        boot = new ImageBoot(plan, history, crashUs);
        nested = new NestedCrashCheck(boot, history);
        secondLife = new SecondLifeCheck(boot);
    }

    /// <summary>How many different images were started on.</summary>
    public int DistinctImages => known.Count;

    /// <summary>The outcome for an image, computed once.</summary>
    /// <param name="image">What is on the disk.</param>
    /// <param name="evidence">What may be wrong with it, as far as that is known before a start.</param>
    public RecoveryOutcome Of(DiskImage image, Evidence evidence = Evidence.Whole)
    {
        if (!known.TryGetValue(image.Hash, out var outcome))
        {
            known[image.Hash] = outcome = Recover(image, evidence);
        }

        return outcome;
    }

    private RecoveryOutcome Recover(DiskImage image, Evidence evidence)
    {
        var machine = ImageBoot.Boot(image, boot.StartUs(image));
        var refusal = boot.TryStart(machine, out var server, out var files);
        var accepted = 0L;
        if (server is null)
        {
            accepted = LogRepair.Cut(machine, boot.Config);
            if (boot.TryStart(machine, out server, out files) is { } again)
            {
                return new RecoveryOutcome([], refusal,
                    "after the checker's repair the server still refuses to start: " + again, accepted, null)
                {
                    Anomaly = CheckerAgreement.WronglyCalledValid(boot, machine, again),
                };
            }
        }

        accepted = Math.Max(accepted, server!.Status.CurrentSize);
        var state = server.Data.Snapshot();
        var matches = history.Matching(state);
        var kept = boot.Kept(state, matches);
        var data = matches.Count > 0 ? history.Units[matches[0]].Fingerprint : state.Fingerprint();
        nested.Remember(image, refusal, kept);
        var dependsOnStart = evidence == Evidence.Spoiled || matches.Count == 0;
        var defect = refusal is null && IsCrashedAgain(image, server)
            ? nested.Differs(image, machine, state, dependsOnStart)
            : null;
        defect ??= IsChecked(image) ? CheckerAgreement.Objection(boot, files, evidence) : null;
        var anomaly = (Anomaly?)null;
        defect ??= Live(image, machine, server, data, out anomaly);
        return new RecoveryOutcome(matches, refusal, defect, accepted, kept) { Anomaly = anomaly };
    }

    /// <summary>What goes wrong when the server goes on.</summary>
    private string? Live(
        DiskImage image, SimulatedMachine machine, AofServer server, ulong data, out Anomaly? anomaly)
    {
        var standing = RecoveredServer.Standing(machine, server, data);
        if (!lives.TryGetValue(standing, out var life) || IsLivedAgain(image))
        {
            lives[standing] = life = new Life(secondLife.LiveOn(machine, server, out anomaly), anomaly);
        }

        anomaly = life.Anomaly;
        return life.Defect;
    }

    /// <summary>
    /// Every recovery that cut a torn tail is crashed again. The others all copy a sound log; of them, one in sixteen
    /// is.
    /// </summary>
    private static bool IsCrashedAgain(DiskImage image, AofServer server) =>
        server.Loaded.Outcome == LoadOutcome.Truncated || (image.Hash & 0xF0) == 0;

    /// <summary>
    /// Of the servers that stand as another one of the same run did, one in eight goes on nevertheless: they may differ
    /// in what does not show.
    /// </summary>
    private static bool IsLivedAgain(DiskImage image) => (image.Hash & 0x1C00) == 0;

    /// <summary>The checker looks at what one start in four has accepted.</summary>
    private static bool IsChecked(DiskImage image) => (image.Hash & 0x300) == 0;

    /// <summary>What went wrong when a server went on; both null: nothing.</summary>
    private sealed record Life(string? Defect, Anomaly? Anomaly);
}
