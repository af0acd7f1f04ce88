using Sim.Machine.Disk;
using static Tests.Scenarios.Disk.DiskStory;

namespace Tests.Scenarios.Disk;

/// <summary>One litmus for each thing in which the disks differ.</summary>
public sealed class PresetTests
{
    public static TheoryData<string> Journalled => ["ext4-ordered", "ext4-writeback", "ext4-journal", "xfs", "btrfs"];

    /// <summary>The letters of two new blocks: 0 where zeros show.</summary>
    [Theory]
    [InlineData("ext4-journal", ",a,ab")]
    [InlineData("xfs", ",0b,a,ab")]
    [InlineData("btrfs", ",0b,a,a0,ab")]
    [InlineData("ext4-dioread-lock", ",0b,a,ab")]
    [InlineData("ext4-ordered", ",0,00,0b,a,a0,ab")]
    [InlineData("ext4-writeback", ",0,00,0b,a,a0,ab")]
    public void SizeMayShowBlocksThatHaveNotArrived(string preset, string letters)
    {
        var contents = Given(("f", "")).Append("f", Blocks('a', 'b')).Possible(
            "f", DiskPreset.Named(preset) with { TornBlocks = false });
        Assert.Equal(letters, string.Join(',', contents.Select(
            text => string.Concat(text.Where((_, i) => i % 4096 == 0)).Replace('\0', '0')).Order(
            StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("ext4-ordered")]
    [InlineData("ext4-dioread-lock")]
    [InlineData("ext4-writeback")]
    public void EndOfABlockMayBeZerosOnExt4(string preset) =>
        Assert.Equal(
        ["ab", "ab\0\0", "abcd"], Given(("f", "ab")).Append("f", "cd").Possible("f", DiskPreset.Named(preset)));

    [Theory]
    [InlineData("ext4-journal")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    [InlineData("ideal")]
    public void SizeFollowsTheData(string preset) =>
        Assert.Equal(["ab", "abcd"], Given(("f", "ab")).Append("f", "cd").Possible("f", DiskPreset.Named(preset)));

    /// <summary>The size is the end of the block only where the file ended inside one.</summary>
    [Theory]
    [InlineData("xfs", 2, 5000, "2,4096,5000")]
    [InlineData("xfs", 2, 4000, "2,4000")]
    [InlineData("xfs", 4096, 9000, "4096,9000")]
    [InlineData("btrfs", 2, 5000, "2,5000")]
    [InlineData("ext4-ordered", 2, 5000, "2,5000")]
    [InlineData("ext4-journal", 2, 5000, "2,5000")]
    [InlineData("posix-weak", 2, 5000, "2,4096,5000")]
    public void GrowingTruncationFillsABlockOnXfs(string preset, int before, int after, string sizes) =>
        Assert.Equal(sizes, string.Join(',', Given(("f", new string('a', before))).Truncate("f", after).Possible(
            "f", DiskPreset.Named(preset) with { TornBlocks = false, Stale = StaleBytes.Zeros }).Select(
            text => text.Length).Distinct().Order()));

    /// <summary>
    /// The filled block has what was written to it, and all metadata before the truncation are there.
    /// </summary>
    [Fact]
    public void FilledBlockComesWithWhatWasBeforeIt()
    {
        var images = Given(("f", "aa")).WriteAt("f", 0, "b").Create("g").Truncate("f", 5000).Images(DiskPreset.Xfs);
        var filled = images.Where(image => image.Entries.Any(
            entry => entry.Path == "f" && entry.Content.Length == 4096)).ToList();
        Assert.StartsWith("ba\0", Text(Assert.Single(filled), "f"), StringComparison.Ordinal);
        Assert.Equal(2, filled[0].Count);
    }

    [Fact]
    public void WriteIsSplitAtABlockWhereTheJournalTakesData() =>
        Assert.Equal(
        ["", Blocks('a', 'b')], Given(("f", "")).Append("f", Blocks('a', 'b')).Possible("f", DiskPreset.Ideal));

    [Theory]
    [InlineData("btrfs", 2)]
    [InlineData("ext4-journal", 2)]
    [InlineData("ext4-ordered", 4)]
    [InlineData("xfs", 4)]
    public void OverwrittenBlockIsTornWhereItIsWrittenInPlace(string preset, int versions) =>
        Assert.Equal(versions,
        Given(("f", Sectors('a', 'a'))).WriteAt("f", 0, Sectors('b', 'b')).Possible(
            "f", DiskPreset.Named(preset)).Length);

    [Fact]
    public void RenameOverAnotherFileBringsTheSizeOnExt4Only()
    {
        var story = Given(("log", "old")).Create("temp").Append("temp", "new").Rename("temp", "log");
        Assert.Equal(["\0\0\0", "new", "old"], story.Possible("log", DiskPreset.Ext4Ordered));
        Assert.Equal(["\0\0\0", "new", "old"], story.Possible("log", DiskPreset.Ext4Writeback));
        Assert.Equal(["new", "old"], story.Possible("log", DiskPreset.Ext4DioreadLock));
        Assert.Equal(["", "new", "old"], story.Possible("log", DiskPreset.Xfs));
        Assert.Equal(["", "new", "old"], story.Possible("log", DiskPreset.Btrfs));
    }

    [Fact]
    public void RenameToAFreeNameMayShowAnEmptyFileOnExt4() =>
        Assert.Equal(["", "\0\0\0", "(none)", "new"],
        Given().Create("temp").Append("temp", "new").Rename("temp", "log").Possible("log", DiskPreset.Ext4Ordered));

    [Theory]
    [MemberData(nameof(Journalled))]
    public void NamesAreLostFromTheEndOnlyAcrossDirectories(string preset)
    {
        var images = Given(("a/f", "x"), ("b/g", "y")).Create("a/1").Create("b/2").Rename("a/f", "b/f").Images(
            DiskPreset.Named(preset));
        Assert.Equal([4, 4 + 1, 4 + 2, 4 + 2], images.Select(image => image.Count).Order());
        Assert.Equal(4, images.Count);
    }

    [Theory]
    [InlineData("ext4-ordered", 1)]
    [InlineData("ext4-journal", 1)]
    [InlineData("xfs", 1)]
    [InlineData("btrfs", 2)]
    [InlineData("posix-weak", 4)]
    public void FsyncOfANewFileBringsItsNameAndPerhapsAllBefore(string preset, int images)
    {
        var story = Given().Create("a").Create("f").Append("f", "x").Sync("f");
        Assert.Equal(images, story.Images(DiskPreset.Named(preset)).Count);
        Assert.Equal(images < 4, !story.Possible("f", DiskPreset.Named(preset)).Contains("(none)"));
    }

    [Theory]
    [MemberData(nameof(Journalled))]
    public void FsyncOfANewFileBringsTheNewDirectoriesAboveIt(string preset)
    {
        var story = Given().MakeDirectory("d").MakeDirectory("d/e").Create("d/e/f").Append("d/e/f", "x").Sync("d/e/f");
        Assert.Equal(["x"], story.Possible("d/e/f", DiskPreset.Named(preset)));
    }

    [Theory]
    [InlineData("ext4-ordered")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void RenameIsBroughtByFsyncAndNotByFdatasync(string preset)
    {
        var story = Given(("a", "x")).Rename("a", "b");
        story.Disk.EndSync(story.Disk.BeginSync(story["b"], dataOnly: true));
        Assert.Equal(["(none)", "x"], story.Possible("b", DiskPreset.Named(preset)));
        Assert.Equal(["x"], story.Sync("b").Possible("b", DiskPreset.Named(preset)));
    }

    [Theory]
    [MemberData(nameof(Journalled))]
    public void NameThatIsThereShowsThatTheTruncationBeforeItIs(string preset) =>
        Assert.DoesNotContain(
            Given(("f", "abcd")).Truncate("f", 2).Create("g").Images(DiskPreset.Named(preset)),
            image => Text(image, "g") != "(none)" && Text(image, "f").Length > 2);

    [Fact]
    public void FreedBlockIsNotUsedAgainBeforeTheTruncationIsThere() =>
        Assert.Equal(
        ["", "a", "new"], Given(("f", "a")).Truncate("f", 0).Append("f", "new").Possible("f", DiskPreset.Xfs));

    [Fact]
    public void FreedBlockIsUsedAgainAtOnceInWritebackMode() =>
        Assert.Contains(
        "n", Given(("f", "a")).Truncate("f", 0).Append("f", "new").Possible("f", DiskPreset.Ext4Writeback));

    [Theory]
    [InlineData("ext4-ordered")]
    [InlineData("ext4-writeback")]
    [InlineData("xfs")]
    public void CutBlockIsZeroedBeforeItsTruncationIsThere(string preset) =>
        Assert.Contains(
        "ab\0\0", Given(("f", "abcd")).Truncate("f", 2).Possible("f", DiskPreset.Named(preset)));

    [Theory]
    [InlineData("ext4-ordered", false)]
    [InlineData("ext4-writeback", true)]
    [InlineData("xfs", true)]
    public void CutBytesMayShowAgainBehindATruncation(string preset, bool may)
    {
        var contents = Given(("f", Blocks('a', 'a'))).Truncate("f", 2).Append("f", Blocks('b', 'b')).Possible(
            "f", DiskPreset.Named(preset) with { TornBlocks = false });
        Assert.Equal(may, contents.Contains(Blocks('a', 'b') + "bb"));
    }

    [Fact]
    public void LyingDiskLosesWhatWasSyncedUntilItsCacheHasDrained()
    {
        var story = Given(("f", "old"), ("g", "x")).WriteAt("f", 0, "new").Sync("f");
        Assert.Equal(["new", "old"], story.Possible("f", DiskPreset.LyingDisk));
        for (var i = 0; i < DiskPreset.LyingDisk.SyncLag; i++)
        {
            story.Sync("g");
        }

        Assert.Equal(["new"], story.Possible("f", DiskPreset.LyingDisk));
    }

    [Fact]
    public void EveryPresetIsFoundByItsName()
    {
        Assert.All(DiskPreset.Every, preset => Assert.Same(preset, DiskPreset.Named(preset.Name)));
        Assert.Equal(
            ["lying-disk"], DiskPreset.Every.Where(preset => !preset.KeepsItsWord).Select(preset => preset.Name));
        Assert.Equal(["ext4-dioread-lock", "ext4-journal-6.1", "btrfs-5.2", "posix-stale"],
            DiskPreset.Every.Except(DiskPreset.All).Select(preset => preset.Name));
        Assert.Equal(DiskPreset.Every.Count, DiskPreset.Every.Select(preset => preset.Summary).Distinct().Count());
    }
}
