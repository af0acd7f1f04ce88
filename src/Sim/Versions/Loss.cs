using Aof.State;
using Sim.Check.Rules;
using Sim.Machine.Disk;
using Sim.Plans;

namespace Sim.Versions;

/// <summary>A possible loss, in one word and in a sentence.</summary>
/// <param name="Word">The word.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Severity">The higher the worse; 0 where the version keeps the promises of its policy.</param>
public sealed record Loss(string Word, string Sentence, int Severity)
{
    /// <summary>The highest <see cref="Severity"/>: nothing worse can be found.</summary>
    public const int Worst = 8;

    /// <summary>The loss that a violation means.</summary>
    public static Loss Of(ViolationKind kind) => kind switch
    {
        ViolationKind.NotAPrefix =>
            new("mixed",
            "What comes back is a state that the dataset never had: a hole, half a transaction, a deadline lost.",
            Worst),
        ViolationKind.LostSynced => new("synced", "Writes are gone that a completed fsync had covered.", 7),
        ViolationKind.LostPromised =>
            new("acknowledged", "Writes are gone that were answered with OK, and that the policy promises to keep.", 6),
        ViolationKind.AfterRecovery =>
            new("later", "The server comes back, and what is written then is lost at the next start.", 5),
        ViolationKind.Refused => new("start", "The server does not start, though nothing can have damaged the log.", 4),
        ViolationKind.ErrorNotTold => new("silence", "A write that could not be kept is answered with OK.", 3),
        ViolationKind.NotHealed or ViolationKind.Exited or ViolationKind.Hung or ViolationKind.Threw =>
            new("service", "The server ends itself, or does not accept writes again after the fault is gone.", 2),
        ViolationKind.Misreported or ViolationKind.Leaked or ViolationKind.Hasty or ViolationKind.NotRewritten
            or ViolationKind.Stalled or ViolationKind.SettingIgnored or ViolationKind.WrongReply =>
            new("conduct",
            "Nothing is lost: the status or a reply is not true, something is left behind or put off, work is "
            + "wasted, or a setting has no effect.", 1),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>True for a word for a loss that the policy itself allows.</summary>
    public static bool IsByDesign(string word) => word is "anything" or "seconds" or "tail" or "nothing";

    /// <summary>The loss that the policy itself allows, for a cell without a worse one.</summary>
    public static Loss ByDesign(FsyncPolicy policy, CrashKind? crash, DiskPreset disk) => (crash, policy) switch
    {
        (CrashKind.PowerLoss, _) when disk.SyncLag > 0 =>
            new("anything", "The drive lies about its syncs: no program can promise anything.", 0),
        (CrashKind.PowerLoss, FsyncPolicy.EverySecond) => new("seconds", "By design: at most the last two seconds.", 0),
        (CrashKind.PowerLoss, FsyncPolicy.No) => new("tail", "By design: whatever the system has not written back.", 0),
        _ => new("nothing", "Nothing was lost.", 0),
    };
}
