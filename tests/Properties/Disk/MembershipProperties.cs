using FsCheck.Xunit;
using Sim.Kernel.Histories;
using Sim.Machine.Crash;
using Sim.Machine.Crash.Membership;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Tests.Properties.Disk;

/// <summary>
/// Two ways to the same set: an image is allowed exactly when it is among the images that the model lists, wherever
/// the list is complete. The images asked about are those of every disk, so most disks must deny some.
/// </summary>
[Properties(Arbitrary = [typeof(DiskScripts)], QuietOnSuccess = true)]
public sealed class MembershipProperties
{
    private const int Bound = 500;

    [Property(MaxTest = 40)]
    public void WhatIsListedIsAllowedAndNothingElse(DiskScript script)
    {
        var model = new CrashModel(DiskScript.Initial, script.Run().Journal);
        for (var position = 0; position <= script.Run().Journal.Count; position++)
        {
            model.MoveTo(position);
            Compare(model, script.ToString(), disk => disk);
        }
    }

    /// <summary>Histories of several blocks and directories; a torn block has too many sectors to list.</summary>
    [Fact]
    public void BlocksAndDirectoriesAreJudgedAlike()
    {
        var compared = 0;
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var history = RandomHistory.Of(new Seed(seed));
            var simulated = new SimulatedHistory(history);
            for (var calls = 0; calls <= simulated.Calls; calls++)
            {
                compared += Compare(
                    simulated.After(calls), history.ToString(), disk => disk with { TornBlocks = false });
            }
        }

        Assert.True(compared > 6_000, $"{compared}");
    }

    /// <summary>Samples obey the rules too, with torn blocks and where there are too many images to list.</summary>
    [Fact]
    public void EveryImageOfASampleIsAllowed()
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var history = RandomHistory.Of(new Seed(seed));
            var model = new SimulatedHistory(history).After(history.Calls.Count);
            foreach (var disk in DiskPreset.Every)
            {
                var membership = new CrashMembership(model, disk);
                Assert.All(model.PowerLossImages(disk, 60, new Prng(new Seed(seed))), image =>
                    Assert.True(membership.Allows(image), $"{disk.Name} denies its own image, {history}: {image}"));
            }
        }
    }

    private static int Compare(CrashModel model, string story, Func<DiskPreset, DiskPreset> change)
    {
        var disks = DiskPreset.Every.Select(change).ToList();
        var listed = disks.ConvertAll(disk => model.PowerLossImages(disk, Bound, new Prng(new Seed(1))));
        var asked = listed.SelectMany(images => images).DistinctBy(image => image.Hash).ToList();
        var compared = 0;
        for (var i = 0; i < disks.Count; i++)
        {
            if (!listed[i].IsExhaustive)
            {
                continue;
            }

            var membership = new CrashMembership(model, disks[i]);
            var possible = new SortedSet<ulong>(listed[i].Select(image => image.Hash));
            foreach (var image in asked)
            {
                Assert.True(possible.Contains(image.Hash) == membership.Allows(image),
                    $"{disks[i].Name} at {model.Position} lists {possible.Contains(image.Hash)}: {story}\n"
                    + StateText.Of(image));
                compared++;
            }
        }

        return compared;
    }
}
