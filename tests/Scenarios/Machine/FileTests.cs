using Sim.Os;

namespace Tests.Scenarios.Machine;

public class FileTests
{
    [Fact]
    public void AppendGoesToTheEndWhateverTheOffsetIs()
    {
        var on = TestMachine.With();
        var append = on.Open("a");
        var plain = on.Open("a", OpenMode.Write);
        on.Files.Write(append, "12345"u8);
        on.Files.Write(plain, "ab"u8);
        on.Files.Write(append, "6"u8);
        on.Files.Write(plain, "c"u8);
        Assert.Equal("abc456", on.Content("a"));
    }

    [Fact]
    public void SeekEndMovesTheOffsetAndTruncateDoesNot()
    {
        var on = TestMachine.With();
        var fd = on.Open("a", OpenMode.Write | OpenMode.Create);
        on.Files.Write(fd, "12345"u8);
        Assert.Equal(Errno.None, on.Files.Truncate(fd, 3));
        Assert.Equal(3, on.Files.SeekEnd(fd).Value);
        on.Files.Write(fd, "x"u8);
        Assert.Equal("123x", on.Content("a"));

        Assert.Equal(Errno.None, on.Files.Truncate(fd, 1));
        on.Files.Write(fd, "y"u8);
        Assert.Equal("1\0\0\0y", on.Content("a"));
    }

    [Fact]
    public void ReadingAdvancesAndEndsWithZero()
    {
        var on = TestMachine.With();
        on.Files.Write(on.Open("a"), "12345"u8);
        var fd = on.Open("a", OpenMode.Read);
        var buffer = new byte[3];
        Assert.Equal(3, on.Files.Read(fd, buffer).Value);
        Assert.Equal(2, on.Files.Read(fd, buffer).Value);
        Assert.Equal("453"u8, buffer);
        Assert.Equal(0, on.Files.Read(fd, buffer).Value);
        Assert.Equal(5, on.Files.Size(fd).Value);
    }

    [Theory]
    [InlineData("absent", OpenMode.Read, Errno.ENOENT)]
    [InlineData("a", OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, Errno.EEXIST)]
    [InlineData("d", OpenMode.Write, Errno.EISDIR)]
    [InlineData("d", OpenMode.Read, Errno.None)]
    [InlineData("a", OpenMode.Write | OpenMode.Create, Errno.None)]
    [InlineData("absent/b", OpenMode.Write | OpenMode.Create, Errno.ENOENT)]
    public void OpenFailsAsPosixSays(string path, OpenMode mode, Errno expected)
    {
        var on = TestMachine.With();
        on.Open("a");
        on.Files.MakeDirectory("d");
        Assert.Equal(expected, on.Files.Open(path, mode).Error);
    }

    [Fact]
    public void OpenTruncateEmptiesTheFile()
    {
        var on = TestMachine.With();
        on.Files.Write(on.Open("a"), "12345"u8);
        on.Open("a", OpenMode.Write | OpenMode.Truncate);
        Assert.Equal("", on.Content("a"));
    }

    [Fact]
    public void ModesAreKept()
    {
        var on = TestMachine.With();
        var write = on.Open("a");
        var read = on.Open("a", OpenMode.Read);
        var directory = on.Files.OpenDirectory(".").Value;
        Assert.Equal(Errno.EBADF, on.Files.Read(write, new byte[1]).Error);
        Assert.Equal(Errno.EBADF, on.Files.Write(read, "x"u8).Error);
        Assert.Equal(Errno.EINVAL, on.Files.Truncate(read, 0));
        Assert.Equal(Errno.EISDIR, on.Files.Read(directory, new byte[1]).Error);
        Assert.Equal(Errno.ENOTDIR, on.Files.OpenDirectory("a").Error);
        Assert.Equal(Errno.None, on.Files.Sync(directory));
    }

    [Fact]
    public void AFileRenamedOverStaysReadableByItsDescriptor()
    {
        var on = TestMachine.With();
        on.Files.Write(on.Open("old"), "old"u8);
        var reader = on.Open("old", OpenMode.Read);
        on.Files.Write(on.Open("new"), "new"u8);
        Assert.Equal(Errno.None, on.Files.Rename("new", "old"));
        var buffer = new byte[3];
        Assert.Equal(3, on.Files.Read(reader, buffer).Value);
        Assert.Equal("old"u8, buffer);
        Assert.Equal("new", on.Content("old"));
    }

    [Fact]
    public void AFullDiskWritesShortAndThenNothing()
    {
        var on = TestMachine.With(diskBytes: 4);
        var fd = on.Open();
        Assert.Equal(4, on.Files.Write(fd, "123456"u8).Value);
        Assert.Equal(Errno.ENOSPC, on.Files.Write(fd, "56"u8).Error);
        Assert.Equal(Errno.None, on.Files.Unlink("a"));
        Assert.Equal(4, on.Files.Write(on.Open("b"), "1234"u8).Value);
    }
}
