using Aof.Data;
using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>
/// What the starts after one server believe. A log has no checksum, so a start cannot notice a bit that it reads
/// wrong each time. The rules:
/// <list type="number">
/// <item>The disk, as it is when a server has gone down, is the evidence for the next start.</item>
/// <item>The truth is what an undisturbed start makes of the evidence, after a repair where it refuses to start.</item>
/// <item>An attempt believes the truth when its log equals that of the evidence or of the truth. A server that has
/// started believes the truth when its log and its dataset equal those of the truth. Then the whole contract holds,
/// for crashes between the attempts too.</item>
/// <item>An attempt that believes something else ends the run, if something was read wrong since the server went down.
/// Crashes up to that moment are judged. Later ones are not, for a crash may bring back what the attempt left. Where
/// nothing was read wrong, nothing is excused.</item>
/// <item>A server that has put a copy of its log in the log's place has read the log twice, so it can notice a wrong
/// bit. It must have loaded what the copy says. Rule 4 does not excuse it.</item>
/// </list>
/// </summary>
internal sealed class Belief
{
    private readonly LiveRun run;
    private readonly DiskImage evidence;
    private UndisturbedStart? truth;
    private Inode? logBefore;

    /// <summary>A server has gone down, and the run is about to start the next one.</summary>
    public Belief(LiveRun run)
    {
        this.run = run;
        Down = run.Down ?? throw new InvalidOperationException("A start begins, and no server has gone down.");
        evidence = run.Machine.Disk.CachedImage();
    }

    /// <summary>The state that the last server left.</summary>
    public ServerDown Down { get; }

    /// <summary>Something was read wrong since the last server went down.</summary>
    private bool HasMisread => run.Misreads > Down.Misreads;

    /// <summary>An attempt to start begins.</summary>
    public void Attempt() => logBefore = run.LogFile;

    /// <summary>Whether the last attempt has read something wrong and believes something else than the truth.</summary>
    /// <param name="loaded">The dataset of the server that has started; null when the attempt failed.</param>
    public bool IsFalse(Dataset? loaded)
    {
        if (!HasMisread)
        {
            return false;
        }

        truth ??= Undisturbed(evidence);
        var log = LogOf(run.Machine.Disk.CachedImage());
        if (loaded is null)
        {
            return !log.SequenceEqual(LogOf(evidence)) && !log.SequenceEqual(LogOf(truth.Disk));
        }

        return !log.SequenceEqual(LogOf(truth.Disk)) || truth.Data?.ContentEquals(loaded) != true;
    }

    /// <summary>Whether the server that has started could notice what it has read wrong (rule 5).</summary>
    /// <param name="loaded">Its dataset.</param>
    public bool CouldNotice(Dataset loaded) =>
        !ReferenceEquals(logBefore, run.LogFile)
        && Undisturbed(run.Machine.Disk.CachedImage()).Data?.ContentEquals(loaded) != true;

    private UndisturbedStart Undisturbed(DiskImage image) =>
        new ImageBoot(run.Plan, run.History, run.Machine.Clock.NowUs).Undisturbed(image);

    private static ReadOnlySpan<byte> LogOf(DiskImage image) =>
        ServerFiles.LogOn(image) is [var only]
            ? only.Content.Span
            : ServerFiles.LogOn(image).SelectMany(static file => file.Content.ToArray()).ToArray();
}
