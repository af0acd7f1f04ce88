using Sim.Machine.Disk;
using static Tests.Scenarios.Disk.DiskStory;

namespace Tests.Scenarios.Disk;

/// <summary>What a power loss may do to the bytes and the size of a file.</summary>
public sealed class PowerLossDataTests
{
    /// <summary>Without tears and without sizes on the way, so that all outcomes can be listed.</summary>
    private static readonly DiskPreset Coarse = DiskPreset.PosixWeak with
    {
        TornBlocks = false,
        SizesOnTheWay = SizesOnTheWay.None,
        Stale = StaleBytes.Zeros,
    };

    [Fact]
    public void UnsyncedWriteMayBeLostOrKept() =>
        Assert.Equal(["new", "old"], Given(("f", "old")).WriteAt("f", 0, "new").Possible("f"));

    [Fact]
    public void SyncedWriteIsNeverLost() =>
        Assert.Equal(["new"], Given(("f", "old")).WriteAt("f", 0, "new").Sync("f").Possible("f"));

    [Fact]
    public void DataOnlySyncCoversTheSize()
    {
        var story = Given(("f", "ab")).Append("f", "cd");
        story.Disk.EndSync(story.Disk.BeginSync(story["f"], dataOnly: true));
        Assert.Equal(["abcd"], story.Possible("f"));
    }

    [Fact]
    public void EveryVersionSinceTheSyncMayHaveBeenWrittenBack() =>
        Assert.Equal(["1", "2", "3"],
        Given(("f", "0")).WriteAt("f", 0, "1").Sync("f").WriteAt("f", 0, "2").WriteAt("f", 0, "3").Possible("f"));

    [Fact]
    public void SyncCoversOnlyWhatHadBeenIssuedWhenItBegan()
    {
        var story = Given(("f", "0")).WriteAt("f", 0, "1");
        var sync = story.Disk.BeginSync(story["f"], dataOnly: false);
        story.WriteAt("f", 0, "2").Disk.EndSync(sync);
        Assert.Equal(["1", "2"], story.Possible("f"));
    }

    [Fact]
    public void SyncThatHasNotComeBackCoversNothing()
    {
        var story = Given(("f", "0")).WriteAt("f", 0, "1");
        _ = story.Disk.BeginSync(story["f"], dataOnly: false);
        Assert.Equal(["0", "1"], story.Possible("f"));
    }

    [Fact]
    public void TornBlockMixesSectorsOfTwoVersions() =>
        Assert.Equal(
            [Sectors('a', 'a'), Sectors('a', 'b'), Sectors('b', 'a'), Sectors('b', 'b')],
            Given(("f", Sectors('a', 'a'))).WriteAt("f", 0, Sectors('b', 'b')).Possible("f"));

    [Fact]
    public void BlockIsWholeWhereThePresetDoesNotTear() =>
        Assert.Equal(
            [Sectors('a', 'a'), Sectors('b', 'b')],
            Given(("f", Sectors('a', 'a'))).WriteAt("f", 0, Sectors('b', 'b')).Possible("f", Coarse));

    [Fact]
    public void AnySubsetOfBlocksMayArrive()
    {
        var possible = Given(("f", Blocks('a', 'a', 'a'))).WriteAt("f", 0, Blocks('b', 'b', 'b')).Possible("f", Coarse);
        Assert.Equal(8, possible.Length);
        Assert.Contains(Blocks('a', 'b', 'a'), possible);
        Assert.Contains(Blocks('b', 'a', 'b'), possible);
    }

    [Fact]
    public void AppendMayBeCutAtAnyByte()
    {
        var possible = Given(("f", "ab")).Append("f", "cde").Possible("f");
        Assert.Superset(new SortedSet<string> { "ab", "abc", "abcd", "abcde" }, new SortedSet<string>(possible));
    }

    [Fact]
    public void SizeMayArriveBeforeTheDataAndShowZerosOrNoise()
    {
        var possible = Given(("f", "ab")).Append("f", "cdef").Possible("f");
        Assert.Contains("ab\0\0\0\0", possible);
        Assert.Single(possible,
            text => text.Length == 6 && text != "abcdef" && text != "ab\0\0\0\0"
                && text.StartsWith("ab", StringComparison.Ordinal));
    }

    [Fact]
    public void SizeMayArriveAfterTheData() =>
        Assert.Equal(["xb", "xbc"],
        Given(("f", "ab")).WriteAt("f", 0, "xbc").Possible("f", Coarse).Where(text => text[0] == 'x'));

    [Fact]
    public void LostBlockInsideTheSizeReadsAsZeros()
    {
        var possible = Given(("f", string.Empty)).Append("f", Blocks('a', 'b')).Possible("f", Coarse);
        Assert.Equal(
            [string.Empty, Blocks('\0', '\0'), Blocks('\0', 'b'), Blocks('a', '\0'), Blocks('a', 'b')], possible);
    }

    [Fact]
    public void FreedFileShowsThroughOnAStaleDisk()
    {
        var story = Given(("f", "ab"), ("old", "OLDOLD")).Unlink("old").Append("f", "cd");
        Assert.Contains("abDO", story.Possible("f", DiskPreset.PosixStale));
        Assert.DoesNotContain("abDO", story.Possible("f"));
    }

    [Fact]
    public void TruncateMayBeUndone() =>
        Assert.Equal(["ab", "ab\0\0", "abcd"], Given(("f", "abcd")).Truncate("f", 2).Possible("f", Coarse));

    [Fact]
    public void SyncedTruncateStays() =>
        Assert.Equal(["ab"], Given(("f", "abcd")).Truncate("f", 2).Sync("f").Possible("f"));

    [Fact]
    public void UndoneTruncateMayShowBehindALaterAppend()
    {
        var possible = Given(("f", "abcd")).Truncate("f", 2).Append("f", "X").Possible("f");
        Assert.Contains("abX\0", possible);
        Assert.Contains("abc", possible);
    }

    [Fact]
    public void FailedSyncIsNotHealedByALaterOne()
    {
        var story = Given(("f", "old")).WriteAt("f", 0, "new").SyncFails("f").Sync("f");
        Assert.Equal(["new", "old"], story.Possible("f"));
    }

    [Fact]
    public void WritingAgainAfterAFailedSyncMakesTheNextOneCount()
    {
        var story = Given(("f", "old")).WriteAt("f", 0, "new").SyncFails("f").WriteAt("f", 0, "newer"[..3]).Sync("f");
        Assert.Equal(["new"], story.Possible("f"));
    }

    [Fact]
    public void FailedSyncLeavesAHoleBeforeDurableBlocks()
    {
        var story = Given(("f", string.Empty)).Append("f", Blocks('a')).SyncFails("f").Append("f", "b").Sync("f");
        Assert.Equal([Blocks('\0') + "b", Blocks('a') + "b"], story.Possible("f", Coarse));
    }

    [Fact]
    public void KillKeepsTheCache()
    {
        var story = Given(("f", "old")).WriteAt("f", 0, "new").Create("g").Append("g", "unsynced").Rename("g", "h");
        Assert.True(story.Crash().KillImage().ContentEquals(story.Disk.CachedImage()));
        Assert.Equal("unsynced", Text(story.Crash().KillImage(), "h"));
    }

    [Fact]
    public void OrderedDiskKeepsAPrefixOfTheChanges()
    {
        var story = Given(("f", string.Empty), ("g", string.Empty)).Append("f", "1").Append("g", "2").Append("f", "3");
        string[] states = [.. story.Images(DiskPreset.Ideal).Select(image => $"{Text(image, "f")},{Text(image, "g")}")];
        Assert.Equal([",", "1,", "1,2", "13,2"], states);
    }

    [Fact]
    public void OnAnOrderedDiskASyncMakesEarlierChangesDurable()
    {
        var story = Given(("f", string.Empty), ("g", string.Empty)).Append("f", "1").Append("g", "2").Sync("g").Append(
            "f", "3");
        string[] states = [.. story.Images(DiskPreset.Ideal).Select(image => $"{Text(image, "f")},{Text(image, "g")}")];
        Assert.Equal(["1,2", "13,2"], states);
    }
}
