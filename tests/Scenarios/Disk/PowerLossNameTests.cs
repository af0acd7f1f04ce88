using Sim.Machine.Disk;
using static Tests.Scenarios.Disk.DiskStory;

namespace Tests.Scenarios.Disk;

/// <summary>What a power loss may do to names.</summary>
public sealed class PowerLossNameTests
{
    [Fact]
    public void NameMayBeLostThoughTheFileWasSynced() =>
        Assert.Equal(["(none)", "x"], Given().Create("f").Append("f", "x").Sync("f").Possible("f"));

    [Fact]
    public void NameIsDurableOnceItsDirectoryIsSynced() =>
        Assert.Equal(["x"], Given().Create("f").Append("f", "x").Sync("f").Sync(".").Possible("f"));

    [Fact]
    public void DirectorySyncSaysNothingAboutTheData() =>
        Assert.Contains(string.Empty, Given().Create("f").Append("f", "x").Sync(".").Possible("f"));

    [Fact]
    public void RenameMayShowBeforeTheDataOfTheNewFile()
    {
        var story = Given(("log", "old")).Create("temp").Append("temp", "new").Rename("temp", "log").Sync(".");
        Assert.Contains(string.Empty, story.Possible("log"));
        Assert.DoesNotContain("old", story.Possible("log"));
    }

    [Fact]
    public void RenameOfASyncedFileIsAtomic()
    {
        var story = Given(("log", "old")).Create("temp").Append("temp", "new").Sync("temp").Sync(".").Rename(
            "temp", "log");
        string[] states = [.. story.Images().Select(image => $"{Text(image, "log")},{Text(image, "temp")}").Order(
            StringComparer.Ordinal)];
        Assert.Equal(["new,(none)", "old,new"], states);
    }

    [Fact]
    public void RenameMovesTheInodeThoughAnEarlierNameOfItWasLost()
    {
        var images = Given(("log", "old"), ("a", "new")).Rename("a", "b").Rename("b", "log").Images();
        string[] states = [.. images.Select(
            image => string.Join(',', Text(image, "a"), Text(image, "b"), Text(image, "log")))];
        Assert.Equal(["(none),(none),new", "new,(none),new", "(none),new,old", "new,(none),old"], states);
        Assert.Equal(
            "power loss after change 2 (posix-weak): lost change 1, the rename of a to b", images[1].Description);
    }

    [Fact]
    public void UnlinkedFileMayComeBack() =>
        Assert.Equal(["(none)", "x"], Given(("f", "x")).Unlink("f").Possible("f"));

    [Fact]
    public void UnlinkedFileIsGoneOnceTheDirectoryIsSynced() =>
        Assert.Equal(["(none)"], Given(("f", "x")).Unlink("f").Sync(".").Possible("f"));

    [Fact]
    public void AnySubsetOfDirectoryOperationsMayBeLost() =>
        Assert.Equal(8, Given().Create("a").Create("b").Create("c").Images().Count);

    [Fact]
    public void FileInALostDirectoryIsGone()
    {
        var story = Given().MakeDirectory("d").Create("d/f").Sync("d");
        Assert.Equal(["(none)", string.Empty], story.Possible("d/f").OrderDescending(StringComparer.Ordinal));
        Assert.Equal([string.Empty], story.Sync(".").Possible("d/f"));
    }

    [Fact]
    public void RenameBetweenDirectoriesIsLostAsAWhole()
    {
        var story = Given(("a/f", "x"), ("b/g", "y")).Rename("a/f", "b/f");
        Assert.Equal(["a/f,b/g", "b/f,b/g"], Files(story));
        Assert.Equal(["b/f,b/g"], Files(story.Sync("b")));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void RenameIsDurableOnceEitherDirectoryIsSynced(string synced) =>
        Assert.Equal(["b/f,b/g"], Files(Given(("a/f", "x"), ("b/g", "y")).Rename("a/f", "b/f").Sync(synced)));

    /// <summary>Seen on Linux 6.18: an fsync of the new directory logs the new name, and nothing of the old
    /// one.</summary>
    [Theory]
    [InlineData("btrfs", "a/f,b/f,b/g;b/f,b/g")]
    [InlineData("xfs", "b/f,b/g")]
    [InlineData("ext4-ordered", "b/f,b/g")]
    public void RenamedFileMayKeepBothNamesOnBtrfs(string preset, string files)
    {
        var story = Given(("a/f", "x"), ("b/g", "y")).Rename("a/f", "b/f").Sync("b");
        Assert.Equal(files.Split(';'), Files(story, DiskPreset.Named(preset)));
        Assert.Equal(["b/f,b/g"], Files(story.Sync("a"), DiskPreset.Named(preset)));
    }

    /// <summary>Seen on Linux 6.18: an fsync logs a new directory too, and overtakes what happened before.</summary>
    [Theory]
    [InlineData("btrfs", "d,f=a;d,f=a\0;d,f=ab")]
    [InlineData("xfs", "d,f=a")]
    public void FsyncOfANewDirectoryBringsItsName(string preset, string images)
    {
        var story = Given(("f", "ab")).Truncate("f", 1).MakeDirectory("d").Sync("d");
        Assert.Equal(images.Split(';'), Contents(story, preset));
    }

    /// <summary>
    /// Seen on Linux 6.18: a log that brings a new file brings the rename that took its name from another one. Without
    /// it the other one would be lost.
    /// </summary>
    [Theory]
    [InlineData("btrfs", "a=new,b=old,g=;a=new,b=old")]
    [InlineData("ext4-ordered", "a=new,b=old,g=")]
    public void FsyncOfAFileBringsTheRenameOfItsName(string preset, string images)
    {
        var story = Given(("a", "old")).Create("g").Rename("a", "b").Create("a").Append("a", "new").Sync("a");
        Assert.Equal(images.Split(';').Order(StringComparer.Ordinal), Contents(story, preset));
    }

    /// <summary>The file that had the name was new itself. No commit has it, so the log need not.</summary>
    [Fact]
    public void RenameOfAFileThatIsNotThereMayBeMissing()
    {
        var story = Given().Create("a").Append("a", "old").Sync("a").Rename("a", "b").Create("g").Create("a").Sync("g");
        Assert.Contains("a=old,g=", Contents(story, "btrfs"));
        story = Given().Create("a").Rename("a", "b").Create("a").Sync("a");
        Assert.Equal(["a=", "a=,b="], Contents(story, "btrfs"));
    }

    private static string[] Contents(DiskStory story, string preset) =>
        [.. story.Images(DiskPreset.Named(preset)).Select(image => string.Join(',', image.Entries.Select(
            entry => entry.IsDirectory ? entry.Path
                : $"{entry.Path}={System.Text.Encoding.Latin1.GetString(entry.Content.Span)}")))
            .Order(StringComparer.Ordinal)];

    private static string[] Files(DiskStory story, DiskPreset? preset = null) =>
        [.. story.Images(preset).Select(Files).Order(StringComparer.Ordinal)];

    private static string Files(DiskImage image) =>
        string.Join(',', image.Entries.Where(entry => !entry.IsDirectory).Select(entry => entry.Path));

    [Fact]
    public void FailedDirectorySyncIsNotHealedByALaterOne() =>
        Assert.Equal(["(none)", string.Empty],
        Given().Create("f").SyncFails(".").Sync(".").Possible("f").OrderDescending(StringComparer.Ordinal));

    [Fact]
    public void NameSetAfterAFailedDirectorySyncNeedsTheNextSync()
    {
        var story = Given(("g", "x")).Create("f").SyncFails(".").Rename("g", "f").Sync(".");
        Assert.Equal(["x"], story.Possible("f"));
        Assert.Equal(["(none)"], story.Possible("g"));
    }

    [Fact]
    public void SettledOperationBehindAnOpenOneOfTheSameNameStays()
    {
        var story = Given(("a", "x")).Rename("a", "b").SyncFails(".").Create("a").Sync(".");
        Assert.Equal([string.Empty], story.Possible("a"));
        Assert.Equal(["(none)", "x"], story.Possible("b"));
    }

    [Fact]
    public void DirectoryThatEndsUpInsideItselfDoesNotHang()
    {
        var story = Given(("d/f", "x"), ("e/g", "y")).MakeDirectory("e/h")
            .Rename("d", "e/d").Rename("e/d", "b").Rename("e", "b/e");
        Assert.All(story.Images(), image => Assert.True(image.Count < 12));
    }
}
