using System.Runtime.Versioning;
using Sim.Os;

namespace Tests.Scenarios.Posix;

public sealed class PosixFilesTests : IDisposable
{
    private const OpenMode NewFile = OpenMode.Write | OpenMode.Create | OpenMode.Truncate;
    private readonly RealMachine machine = new();

    private IFiles Files => machine.Files;

    public void Dispose() => machine.Dispose();

    [PosixFact]
    public void WhatIsWrittenIsReadBack()
    {
        var fd = machine.Open("log", NewFile | OpenMode.Read);
        machine.Write(fd, "hello");
        Assert.Equal(Errno.None, Files.Sync(fd));
        Assert.Equal(Errno.None, Files.SyncData(fd));
        Assert.Equal(Errno.None, Files.Close(fd));

        var again = machine.Open("log", OpenMode.Read);
        Assert.Equal("hello", machine.Read(again));
        Assert.Equal("", machine.Read(again));
        Assert.Equal("hello", File.ReadAllText(machine.PathOf("log")));
    }

    [PosixFact]
    public void AppendGoesToTheEndWhereverTheOffsetIs()
    {
        File.WriteAllText(machine.PathOf("log"), "one");
        var fd = machine.Open("log", OpenMode.Write | OpenMode.Append);
        machine.Write(fd, "two");
        Assert.Equal(Errno.None, Files.Truncate(fd, 4));
        machine.Write(fd, "!");
        Assert.Equal("onet!", File.ReadAllText(machine.PathOf("log")));
    }

    /// <summary>The kernel says with which flags a descriptor is open.</summary>
    [PosixFact]
    public void DataSyncIsAFlagOfTheKernel()
    {
        foreach (var sync in new OpenMode[] { 0, OpenMode.DataSync })
        {
            var fd = machine.Open("log", NewFile | sync);
            machine.Write(fd, "durable");
            Assert.Equal("durable", File.ReadAllText(machine.PathOf("log")));
            if (OperatingSystem.IsLinux())
            {
                var flags = File.ReadLines($"/proc/self/fdinfo/{fd}").Single(line => line.StartsWith("flags:"))[6..];
                Assert.Equal(sync != 0, (Convert.ToInt32(flags.Trim(), 8) & 0x1000) != 0);
            }
        }
    }

    [PosixFact]
    public void OpeningWithTruncateEmptiesTheFile()
    {
        File.WriteAllText(machine.PathOf("log"), "one");
        var fd = machine.Open("log", NewFile);
        Assert.Equal(0, RealMachine.Value(Files.Size(fd)));
    }

    [PosixFact]
    public void SizeLeavesTheOffsetAndSeekEndMovesIt()
    {
        File.WriteAllText(machine.PathOf("log"), "12345");
        var fd = machine.Open("log", OpenMode.Read);
        Assert.Equal(5, RealMachine.Value(Files.Size(fd)));
        Assert.Equal("12345", machine.Read(fd));

        var other = machine.Open("log", OpenMode.Read);
        Assert.Equal(5, RealMachine.Value(Files.SeekEnd(other)));
        Assert.Equal("", machine.Read(other));
    }

    [PosixFact]
    [UnsupportedOSPlatform("windows")]
    public void ACreatedFileIsWrittenByItsOwnerOnly()
    {
        _ = machine.Open("log", NewFile);
        var mode = File.GetUnixFileMode(machine.PathOf("log"));
        Assert.True(mode.HasFlag(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Equal(
            UnixFileMode.None, mode & (UnixFileMode.UserExecute | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
    }

    [PosixFact]
    public void RenameReplacesAndUnlinkRemoves()
    {
        File.WriteAllText(machine.PathOf("new"), "new");
        File.WriteAllText(machine.PathOf("old"), "old");
        Assert.Equal(Errno.None, Files.Rename("new", "old"));
        Assert.Equal("new", File.ReadAllText(machine.PathOf("old")));
        Assert.False(File.Exists(machine.PathOf("new")));

        Assert.Equal(Errno.None, Files.Unlink("old"));
        Assert.False(File.Exists(machine.PathOf("old")));
    }

    [PosixFact]
    public void NamesAreListedInOrdinalOrder()
    {
        Assert.Equal(Errno.None, Files.MakeDirectory("sub"));
        foreach (var name in new[] { "b", "A", ".hidden", "a" })
        {
            File.WriteAllText(machine.PathOf(name), "");
        }

        Assert.Equal([".hidden", "A", "a", "b", "sub"], RealMachine.Value(Files.List(".")));
    }

    [PosixFact]
    public void ADirectoryCanBeSynced()
    {
        var fd = RealMachine.Value(Files.OpenDirectory("."));
        Assert.Equal(Errno.None, Files.Sync(fd));
        Assert.Equal(Errno.None, Files.Close(fd));
    }

    [PosixFact]
    public void ErrorsCarryTheirErrno()
    {
        File.WriteAllText(machine.PathOf("file"), "");
        Assert.Equal(Errno.ENOENT, Files.Open("nowhere", OpenMode.Read).Error);
        Assert.Equal(Errno.ENOENT, Files.Unlink("nowhere"));
        Assert.Equal(Errno.ENOENT, Files.Rename("nowhere", "x"));
        Assert.Equal(Errno.ENOENT, Files.List("nowhere").Error);
        Assert.Equal(Errno.ENOTDIR, Files.List("file").Error);
        Assert.Equal(Errno.ENOTDIR, Files.OpenDirectory("file").Error);
        Assert.Equal(Errno.EISDIR, Files.Open(".", OpenMode.Write).Error);
        Assert.Equal(Errno.EEXIST, Files.MakeDirectory("."));
        Assert.Equal(Errno.EEXIST, Files.Open("file", OpenMode.Write | OpenMode.Create | OpenMode.Exclusive).Error);
        Assert.Equal(Errno.ENAMETOOLONG, Files.Open(new string('x', 300), OpenMode.Read).Error);
    }

    [PosixFact]
    public void ADescriptorHasTheRightsItWasOpenedWith()
    {
        File.WriteAllText(machine.PathOf("file"), "x");
        var reader = machine.Open("file", OpenMode.Read);
        var writer = machine.Open("file", OpenMode.Write);
        Assert.Equal(Errno.EBADF, Files.Write(reader, "y"u8).Error);
        Assert.Equal(Errno.EINVAL, Files.Truncate(reader, 0));
        Assert.Equal(Errno.EBADF, Files.Read(writer, new byte[1]).Error);
    }

    [PosixFact]
    public void ADescriptorThatIsNotOursIsBad()
    {
        var fd = machine.Open("file", NewFile);
        Assert.Equal(Errno.None, Files.Close(fd));
        Assert.Equal(Errno.EBADF, Files.Close(fd));
        Assert.Equal(Errno.EBADF, Files.Write(fd, "x"u8).Error);
        Assert.Equal(Errno.EBADF, Files.Sync(fd));
        Assert.Equal(Errno.EBADF, Files.Write(1, "never seen"u8).Error);
    }

    [PosixFact]
    public void ABackgroundJobIsDoneWhenSubmitReturns()
    {
        var background = machine.Machine.Host.Background;
        var fd = machine.Open("file", NewFile);
        background.Submit(BackgroundJob.Sync, fd);
        Assert.Equal(
            (1L, Errno.None, 0), (background.SyncsDone, background.LastSync, background.Pending(BackgroundJob.Sync)));

        background.Submit(BackgroundJob.Close, fd);
        background.Submit(BackgroundJob.Sync, fd);
        Assert.Equal((2L, Errno.EBADF), (background.SyncsDone, background.LastSync));
    }

    [PosixFact]
    public void DisposeLeavesNoDescriptorBehind()
    {
        var fd = machine.Open("file", NewFile);
        _ = RealMachine.Value(machine.Pipes.Create());
        Assert.Equal(3, machine.Machine.OpenDescriptors);

        machine.Machine.Dispose();
        Assert.Equal(0, machine.Machine.OpenDescriptors);
        Assert.Equal(Errno.EBADF, Files.Write(fd, "x"u8).Error);
    }
}
