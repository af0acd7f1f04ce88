using Sim.Machine.Disk;
using static Tests.Scenarios.Disk.DiskStory;

namespace Tests.Scenarios.Disk;

/// <summary>One litmus for each thing in which the disks differ.</summary>
public sealed class PresetTests
{
    private static readonly string Block = Blocks('a');

    public static TheoryData<string> Journalled => ["ext4-ordered", "ext4-writeback", "ext4-journal", "xfs", "btrfs"];

    [Theory]
    [InlineData("ext4-ordered")]
    [InlineData("ext4-journal")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void NewBlockIsThereBeforeTheSizeThatShowsIt(string preset) =>
        Assert.Equal(["", Block, Block + Blocks('b')],
        Given(("f", "")).Append("f", Blocks('a', 'b')).Possible("f", DiskPreset.Named(preset)));

    [Fact]
    public void SizeMayCoverALostBlockWhereDataAreNotOrdered() =>
        Assert.Contains(Blocks('\0', 'b'),
        Given(("f", "")).Append("f", Blocks('a', 'b')).Possible(
            "f", DiskPreset.Ext4Writeback with { TornBlocks = false }));

    [Fact]
    public void EndOfABlockMayBeZerosOnExt4() =>
        Assert.Equal(
        ["ab", "ab\0\0", "abcd"], Given(("f", "ab")).Append("f", "cd").Possible("f", DiskPreset.Ext4Ordered));

    [Theory]
    [InlineData("ext4-journal")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    [InlineData("ideal")]
    public void SizeFollowsTheData(string preset) =>
        Assert.Equal(["ab", "abcd"], Given(("f", "ab")).Append("f", "cd").Possible("f", DiskPreset.Named(preset)));

    [Fact]
    public void JunkMayShowInWritebackMode() =>
        Assert.Equal(4, Given(("f", "ab")).Append("f", "cd").Possible("f", DiskPreset.Ext4Writeback).Length);

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
        Assert.Equal(["new", "old"], story.Possible("log", DiskPreset.Ext4Ordered));
        Assert.Equal(["", "new", "old"], story.Possible("log", DiskPreset.Xfs));
        Assert.Equal(["", "new", "old"], story.Possible("log", DiskPreset.Btrfs));
        Assert.Contains("\0\0\0", story.Possible("log", DiskPreset.Ext4Writeback));
    }

    [Fact]
    public void RenameToAFreeNameMayShowAnEmptyFileOnExt4() =>
        Assert.Equal(["", "(none)", "new"],
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
        Assert.Equal(["posix-stale"], DiskPreset.Every.Except(DiskPreset.All).Select(preset => preset.Name));
        Assert.Equal(DiskPreset.Every.Count, DiskPreset.Every.Select(preset => preset.Summary).Distinct().Count());
    }
}
