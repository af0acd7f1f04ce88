using Sim.Generate;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;
using Sim.Run;
using Sim.Search;

namespace Tests.Scenarios.Explore;

/// <summary>Whatever a disk can do to a server, some seed does: the first few hundred runs meet all of it.</summary>
public sealed class DiskFaultsStrikeTests
{
    private const int Seeds = 700;

    private static readonly Lazy<LiveRun[]> Runs = new(() =>
        [.. Enumerable.Range(1, Seeds).Select(
        seed => LiveRun.Execute(PlanGenerator.Generate((ulong)seed, new ExploreOptions()), new Trace(Plan.StartUs)))]);

    private static IEnumerable<InjectedFaults> Struck => Runs.Value.SelectMany(run => run.Machine.Faults.Injected);

    [Fact]
    public void EveryPresetIsDrawnAndPosixWeakMostOften()
    {
        var drawn = Runs.Value.GroupBy(run => run.Plan.Disk.Preset).OrderByDescending(group => group.Count()).Select(
            group => group.Key).ToArray();
        Assert.Equal(
            DiskPreset.Every.Select(preset => preset.Name).Except(["ext4-dioread-lock", "posix-stale"]).Order(),
            drawn.Order());
        Assert.Equal("posix-weak", drawn[0]);
    }

    [Theory]
    [InlineData(Errno.ENOSPC, SystemCall.Write)]
    [InlineData(Errno.EDQUOT, SystemCall.Write)]
    [InlineData(Errno.EROFS, SystemCall.Write)]
    [InlineData(Errno.EROFS, SystemCall.Rename)]
    [InlineData(Errno.ENOSPC, SystemCall.Sync)]
    [InlineData(Errno.EDQUOT, SystemCall.Sync)]
    [InlineData(Errno.ENOSPC, SystemCall.Close)]
    [InlineData(Errno.EDQUOT, SystemCall.Close)]
    [InlineData(Errno.EIO, SystemCall.Close)]
    [InlineData(Errno.EIO, SystemCall.SyncData)]
    [InlineData(Errno.EIO, SystemCall.OpenDirectory)]
    [InlineData(Errno.EIO, SystemCall.Read)]
    [InlineData(Errno.EMFILE, SystemCall.Open)]
    [InlineData(Errno.EMFILE, SystemCall.OpenDirectory)]
    public void ACallFails(Errno errno, SystemCall call) =>
        Assert.Contains(Struck, row => row.Call == call && row.Errno == errno);

    [Theory]
    [InlineData(SystemCall.Write, FaultKind.Short)]
    [InlineData(SystemCall.Read, FaultKind.Short)]
    [InlineData(SystemCall.Read, FaultKind.Flip)]
    [InlineData(SystemCall.SyncData, FaultKind.Abort)]
    [InlineData(SystemCall.Sync, FaultKind.Abort)]
    public void DataAreCutOrSpoilt(SystemCall call, FaultKind kind) =>
        Assert.Contains(Struck, row => row.Call == call && row.Kind == kind);

    [Fact]
    public void ADirectorysSyncFails() => Assert.Contains(Changes<Change.SyncFailed>(), failed => failed.Inode == 1);

    [Fact]
    public void TheCacheGivesPagesUpAtOnceAndLater()
    {
        Assert.Contains(Runs.Value, run => Lost(run) && run.Plan.Disk.Preset == "btrfs-5.2");
        Assert.Contains(
            Runs.Value, run => Lost(run) && run.Plan.Disk.EvictsAfter > 0 && run.Plan.Disk.Preset != "btrfs-5.2");
    }

    private static bool Lost(LiveRun run) => All(run).Any(change => change is Change.Reread);

    private static IEnumerable<T> Changes<T>() => Runs.Value.SelectMany(All).OfType<T>();

    private static IEnumerable<Change> All(LiveRun run) =>
        Enumerable.Range(0, run.Machine.Disk.Journal.Count).Select(i => run.Machine.Disk.Journal[i]);
}
