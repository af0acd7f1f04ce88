using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Os;
using static Tests.Scenarios.Disk.DiskStory;

namespace Tests.Scenarios.Disk;

/// <summary>The disk as the running system sees it.</summary>
public sealed class VirtualDiskTests
{
    [Fact]
    public void WriteIsShortAndThenNoSpaceIsLeft()
    {
        var disk = VirtualDisk.From(DiskImage.Of(("f", "ab"u8.ToArray())), capacityBytes: 5);
        var file = disk.Lookup("f").Value;
        Assert.Equal(3, disk.Write(file, 2, "cdefg"u8).Value);
        Assert.Equal(Errno.ENOSPC, disk.Write(file, 5, "f"u8).Error);
        Assert.Equal(5, disk.Write(file, 0, "ABCDE"u8).Value);
        Assert.Equal("ABCDE", Text(disk.CachedImage(), "f"));
    }

    [Fact]
    public void FileBeyondEightTebibytesIsTooBig()
    {
        var disk = Given(("f", "x")).Disk;
        Assert.Equal(Errno.EFBIG, disk.Truncate(disk.Lookup("f").Value, 1L << 43));
        Assert.Equal(Errno.EFBIG, disk.Write(disk.Lookup("f").Value, 1L << 43, "y"u8).Error);
    }

    [Fact]
    public void ReadBehindTheEndGivesNothing()
    {
        var disk = Given(("f", "x")).Disk;
        Assert.Equal(0, disk.Read(disk.Lookup("f").Value, 1, new byte[4]));
        Assert.Equal(0, disk.Write(disk.Lookup("f").Value, 1, []).Value);
        Assert.Equal(0, disk.Journal.Count);
    }

    [Fact]
    public void UnlinkMakesRoom()
    {
        var disk = VirtualDisk.From(DiskImage.Of(("f", new byte[4]), ("g", new byte[1])), capacityBytes: 5);
        Assert.Equal(Errno.ENOSPC, disk.Truncate(disk.Lookup("g").Value, 2));
        Assert.Equal(Errno.None, disk.Unlink("f"));
        Assert.Equal(Errno.None, disk.Truncate(disk.Lookup("g").Value, 5));
        Assert.Equal(5, disk.UsedBytes);
    }

    [Fact]
    public void HoleReadsAsZeros()
    {
        var story = Given(("f", "ab")).WriteAt("f", 5, "c");
        Assert.Equal("ab\0\0\0c", Text(story.Disk.CachedImage(), "f"));
        Assert.Equal("ab\0\0\0c\0", Text(story.Truncate("f", 7).Disk.CachedImage(), "f"));
    }

    [Fact]
    public void TruncatedBytesDoNotComeBackWhenTheFileGrows() =>
        Assert.Equal("a\0\0\0",
        Text(Given(("f", "abcd")).Append("f", "ef").Truncate("f", 1).Truncate("f", 4).Disk.CachedImage(), "f"));

    [Fact]
    public void UnlinkedFileStaysReadableAndWritable()
    {
        var story = Given(("f", "ab"));
        var file = story["f"];
        story.Unlink("f");
        Assert.Equal(1, story.Disk.Write(file, 2, "c"u8).Value);
        var buffer = new byte[8];
        Assert.Equal(3, story.Disk.Read(file, 0, buffer));
        Assert.Equal("abc"u8, buffer.AsSpan(0, 3));
        Assert.Equal(Errno.ENOENT, story.Disk.Lookup("f").Error);
    }

    [Fact]
    public void EarlierImagesNeverChange()
    {
        var story = Given(("f", "ab")).Append("f", "cd");
        var before = story.Disk.CachedImage();
        story.Append("f", "ef").WriteAt("f", 0, "XY").Truncate("f", 3).Append("f", "ZZZZ");
        Assert.Equal("abcd", Text(before, "f"));
        Assert.Equal("XYcZZZZ", Text(story.Disk.CachedImage(), "f"));
    }

    [Fact]
    public void NamesAreListedInOrdinalOrder() =>
        Assert.Equal(
        ["B", "a", "a-b", "d"], Given(("d/x", "1"), ("a-b", "2"), ("a", "3"), ("B", "4")).Disk.List(".").Value);

    [Fact]
    public void NameErrorsArePosixs()
    {
        var disk = Given(("f", "x"), ("d/g", "y")).Disk;
        Assert.Equal(Errno.ENOENT, disk.Lookup("none").Error);
        Assert.Equal(Errno.ENOENT, disk.Create("none/f").Error);
        Assert.Equal(Errno.ENOTDIR, disk.Lookup("f/g").Error);
        Assert.Equal(Errno.EEXIST, disk.Create("f").Error);
        Assert.Equal(Errno.EEXIST, disk.MakeDirectory("d"));
        Assert.Equal(Errno.EISDIR, disk.Unlink("d"));
        Assert.Equal(Errno.EISDIR, disk.Rename("f", "d"));
        Assert.Equal(Errno.ENOTDIR, disk.Rename("d", "f"));
        Assert.Equal(Errno.EINVAL, disk.Rename("d", "d/e"));
        Assert.Equal(Errno.ENOTDIR, disk.List("f").Error);
        Assert.Equal(Errno.ENAMETOOLONG, disk.Create(new string('n', 256)).Error);
        Assert.Equal(0, disk.Journal.Count);
    }

    [Fact]
    public void RenameOntoItselfChangesNothing()
    {
        var story = Given(("f", "x")).Rename("f", "./f");
        Assert.Equal(0, story.Disk.Journal.Count);
        Assert.Equal("x", Text(story.Disk.CachedImage(), "f"));
    }

    [Fact]
    public void EveryChangeIsAnnouncedBeforeItEntersTheJournal()
    {
        var story = Given(("f", "x"));
        var announced = new List<int>();
        story.Disk.Changing += () => announced.Add(story.Disk.Journal.Count);
        story.Append("f", "y").Truncate("f", 1).Create("g").Rename("g", "h").Unlink("h").MakeDirectory("d").Sync("f")
            .SyncFails("f");
        Assert.Equal(Enumerable.Range(0, 8), announced);
        Assert.Equal(8, story.Disk.Journal.Count);
    }

    [Fact]
    public void DiskMadeFromAnImageHoldsIt()
    {
        var image = Given(("d/e/f", "1"), ("d-e", "2"), ("g", "3")).Disk.CachedImage();
        var again = VirtualDisk.From(image).CachedImage();
        Assert.True(image.ContentEquals(again));
        Assert.Equal(image.Hash, again.Hash);
        Assert.Equal(["d", "d-e", "d/e", "d/e/f", "g"], again.Entries.Select(entry => entry.Path));
    }
}
