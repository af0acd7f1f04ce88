using Sim.Machine.Disk;
using static Tests.Scenarios.Disk.DiskStory;

namespace Tests.Scenarios.Disk;

/// <summary>What becomes of the pages of a failed sync, in the cache and on the disk.</summary>
public sealed class FailedSyncTests
{
    [Fact]
    public void PagesThatStayDirtyAreWrittenByTheNextSync() =>
        Assert.Equal(
        ["new"], Given(FailedSync.PagesDirty).WriteAt("f", 0, "new").SyncFails("f").Sync("f").Possible("f"));

    [Fact]
    public void CleanPagesReadAsWrittenUntilTheyAreLost()
    {
        var story = Given(FailedSync.PagesClean).WriteAt("f", 0, "new").SyncFails("f");
        Assert.Equal("new", Cached(story));
        story.Disk.LosePages(story["f"]);
        Assert.Equal("old", Cached(story));
        Assert.Equal(["old"], story.Possible("f"));
    }

    [Fact]
    public void FileWhosePagesAreLostKeepsItsSize()
    {
        var story = Given(FailedSync.PagesClean).Append("f", "er").SyncFails("f");
        story.Disk.LosePages(story["f"]);
        Assert.Equal("old\0\0", Cached(story));
    }

    [Fact]
    public void DirtyPagesAndOthersThatNeverFailedAreNotLost()
    {
        var story = Given(FailedSync.PagesClean).WriteAt("f", 0, "new").SyncFails("f").WriteAt("f", 0, "N");
        var changes = story.Disk.Journal.Count;
        story.Disk.LosePages(story["f"]);
        story.Append("g", "unsynced").Disk.LosePages(story["g"]);
        Assert.Equal(("New", changes + 1), (Cached(story), story.Disk.Journal.Count));
    }

    [Fact]
    public void OnlyTheBlocksThatWereCoveredAreLost()
    {
        var story = DiskStory.Given(("f", Blocks('a'))).WriteAt("f", 0, "b").SyncFails("f").Append("f", "c");
        story.Disk.LosePages(story["f"]);
        Assert.Equal(Blocks('a') + "c", Cached(story));
    }

    [Fact]
    public void RevertedFileHasItsOldContentAndSizeAtOnce()
    {
        var story = Given(FailedSync.ContentReverts).WriteAt("f", 0, "newer").SyncFails("f");
        Assert.Equal("old", Cached(story));
        Assert.Equal(["old"], story.Possible("f", DiskPreset.Btrfs));
        Assert.Equal("old\0\0!", Cached(story.WriteAt("f", 5, "!")));
    }

    [Fact]
    public void WhatWasWrittenWhileTheSyncRanDoesNotRevert()
    {
        var story = Given(FailedSync.ContentReverts).WriteAt("f", 0, "new");
        var sync = story.Disk.BeginSync(story["f"], dataOnly: true);
        story.WriteAt("f", 1, "E").Disk.FailSync(sync);
        Assert.Equal("nEw", Cached(story));
    }

    [Fact]
    public void RevertedFileGivesItsRoomBack()
    {
        var story = Given(FailedSync.ContentReverts).Append("f", "1234567").SyncFails("f");
        Assert.Equal(3, story.Disk.UsedBytes);
    }

    [Theory]
    [InlineData(FailedSync.PagesClean)]
    [InlineData(FailedSync.PagesDirty)]
    [InlineData(FailedSync.ContentReverts)]
    [InlineData(FailedSync.ReportedByNextSync)]
    public void KillLeavesWhatTheCacheHasWhateverFailed(FailedSync fate)
    {
        var story = Given(fate).Append("f", "1").SyncFails("f").Append("f", "2").SyncFails("f").Truncate("f", 1).Append(
            "f", "3").SyncFails(".");
        story.Disk.LosePages(story["f"]);
        Assert.True(story.Crash().KillImage().ContentEquals(story.Disk.CachedImage()));
    }

    [Fact]
    public void PagesAreEvictedSoManyChangesAfterTheFailure()
    {
        var story = Given(FailedSync.PagesClean);
        story.Disk.EvictsAfter = 2;
        story.WriteAt("f", 0, "new").SyncFails("f").WriteAt("g", 0, "1");
        Assert.Equal("new", Cached(story));
        story.WriteAt("g", 0, "2").WriteAt("g", 0, "3");
        Assert.Equal("old", Cached(story));
        Assert.True(story["f"].HasLostPages);
        Assert.False(story["g"].HasLostPages);
    }

    /// <summary>Rule F5, seen on Linux 6.18: append, fsync fails, overwrite, fsync succeeds: zeros.</summary>
    [Theory]
    [InlineData("ext4-ordered", true)]
    [InlineData("xfs", false)]
    public void ANewBlockWhoseSyncFailedStaysUnwritten(string preset, bool stays)
    {
        var story = DiskStory.Given(("f", ""));
        story.Disk.FailAs(DiskPreset.Named(preset));
        story.Append("f", "new").SyncFails("f").WriteAt("f", 0, "again").Sync("f");
        Assert.Equal(stays, story.Possible("f", DiskPreset.Named(preset)).Contains("\0\0\0\0\0"));
        story.Truncate("f", 0).Append("f", "third").Sync("f");
        Assert.Equal(["third"], story.Possible("f", DiskPreset.Named(preset)));
    }

    [Fact]
    public void DirtyPagesAreNeverEvicted()
    {
        var story = Given(FailedSync.PagesDirty);
        story.Disk.EvictsAfter = 1;
        story.WriteAt("f", 0, "new").SyncFails("f").WriteAt("g", 0, "1").WriteAt("g", 0, "2");
        Assert.Equal("new", Cached(story));
    }

    [Fact]
    public void OneBitRotsAndNothingElse()
    {
        var rotten = DiskStory.Given(("f", "old"), ("g", "x")).Disk.CachedImage().BitFlipped("f", bit: 9);
        Assert.Equal("ond", Text(rotten, "f"));
        Assert.Equal("x", Text(rotten, "g"));
    }

    private static DiskStory Given(FailedSync fate)
    {
        var story = DiskStory.Given(("f", "old"), ("g", ""));
        story.Disk.FailedSync = fate;
        return story;
    }

    private static string Cached(DiskStory story) => Text(story.Disk.CachedImage(), "f");
}
