using Aof.Data;
using Sim.Machine.Disk;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>
/// What the starts after one server believe. A log has no checksum, so a start cannot notice a bit that it reads
/// wrong each time. The rules:
/// <list type="number">
/// <item>The disk, as it is when a server has gone down, is the evidence for the next start.</item>
/// <item>The truth is what an undisturbed start makes of the evidence, after a repair where it refuses to start.</item>
/// <item>An attempt believes the truth when its log is, at each change of the disk, one that the evidence or the
/// undisturbed start had. A server that has started believes the truth when its log and its dataset equal those of the
/// truth. Then the whole contract holds, for crashes between the attempts too.</item>
/// <item>An attempt that believes something else ends the run, if something was read wrong since the server went down.
/// Crashes up to that moment are judged. Later ones are not, for a crash may bring back what the attempt left. Where
/// nothing was read wrong, nothing is excused.</item>
/// <item>A server that has put a copy of a file in its place has read that file twice, so it can notice a wrong bit of
/// it. Where no other file was read wrong, it must have loaded what the copy says. Rule 4 does not excuse it.</item>
/// </list>
/// </summary>
internal sealed class Belief
{
    private readonly LiveRun run;
    private readonly DiskImage evidence;
    private readonly List<string?> misread = [];
    private readonly List<string> copied = [];
    private UndisturbedStart? truth;
    private int beganAt;

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
    public void Attempt()
    {
        beganAt = run.Machine.Disk.Journal.Count;
        misread.Clear();
        copied.Clear();
    }

    /// <summary>The attempt has read a wrong bit of this file.</summary>
    public void Misread(string? path) => misread.Add(path);

    /// <summary>The attempt has put a copy in the place of this file.</summary>
    public void Copied(string path) => copied.Add(path);

    /// <summary>Whether the last attempt has read something wrong and believes something else than the truth.</summary>
    /// <param name="loaded">The dataset of the server that has started; null when the attempt failed.</param>
    public bool IsFalse(Dataset? loaded)
    {
        if (!HasMisread)
        {
            return false;
        }

        truth ??= Undisturbed(evidence);
        var logs = LogHistory.Of(DiskImage.Empty, run.Machine.Disk.Journal, beganAt);
        return logs.Any(log => !truth.Logs.Any(log.SequenceEqual))
            || (loaded is not null && (!logs[^1].SequenceEqual(truth.Logs[^1])
            || truth.Data?.ContentEquals(loaded) != true));
    }

    /// <summary>Whether the server that has started could notice what it has read wrong (rule 5).</summary>
    /// <param name="loaded">Its dataset.</param>
    public bool CouldNotice(Dataset loaded) =>
        copied.Count > 0 && misread.All(path => copied.Contains(path!))
        && Undisturbed(run.Machine.Disk.CachedImage()).Data?.ContentEquals(loaded) != true;

    private UndisturbedStart Undisturbed(DiskImage image) =>
        new ImageBoot(run.Plan, run.History, run.Machine.Clock.NowUs).Undisturbed(image);
}
