using FsCheck.Xunit;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Tests.Properties.Disk;

/// <summary>
/// The subset theorem: after the same changes, what any honest disk leaves, posix-weak may leave, and what that leaves,
/// a disk whose syncs lie.
/// </summary>
[Properties(Arbitrary = [typeof(DiskScripts)], QuietOnSuccess = true)]
public sealed class SubsetProperties
{
    private const int Bound = 20_000;

    [Property(MaxTest = 72)]
    public void PosixWeakLeavesWhatEveryHonestDiskLeaves(DiskScript script) => AtEachCrash(script, model =>
    {
        var weak = Hashes(model, DiskPreset.PosixWeak);
        foreach (var preset in DiskPreset.All.Where(preset => preset.KeepsItsWord))
        {
            Assert.True(Hashes(model, preset).IsSubsetOf(weak), preset.Name);
        }
    });

    [Property(MaxTest = 36)]
    public void ADiskThatLiesLeavesWhatPosixWeakLeaves(DiskScript script) => AtEachCrash(script, model =>
        Assert.Subset(Hashes(model, DiskPreset.LyingDisk), Hashes(model, DiskPreset.PosixWeak)));

    /// <summary>
    /// What is cached may have arrived, on every disk: kill -9 leaves nothing that a power loss cannot.
    /// </summary>
    [Property(MaxTest = 72)]
    public void APowerLossMayLeaveWhatAKillLeaves(DiskScript script) => AtEachCrash(script, model =>
    {
        foreach (var preset in DiskPreset.Every)
        {
            Assert.Contains(model.KillImage().Hash, Hashes(model, preset));
        }
    });

    private static void AtEachCrash(DiskScript script, Action<CrashModel> check)
    {
        var disk = script.Run();
        var model = new CrashModel(DiskScript.Initial, disk.Journal);
        for (var position = 0; position <= disk.Journal.Count; position++)
        {
            model.MoveTo(position);
            check(model);
        }
    }

    private static SortedSet<ulong> Hashes(CrashModel model, DiskPreset preset)
    {
        var images = model.PowerLossImages(preset, Bound, new Prng(new Seed(1)));
        Assert.True(images.IsExhaustive);
        return [.. images.Select(image => image.Hash)];
    }
}
