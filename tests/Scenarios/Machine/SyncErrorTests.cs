using System.Text;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Random;
using Sim.Os;

namespace Tests.Scenarios.Machine;

/// <summary>Which descriptor reports an error, when, and what is lost by it.</summary>
public class SyncErrorTests
{
    [Fact]
    public void AnErrorIsToldOnceToEachOpenDescription()
    {
        var on = TestMachine.With(faults: "EIO on sync, 1st call, once");
        var first = on.Open();
        var second = on.Open();
        Assert.Equal([Errno.EIO, Errno.None, Errno.EIO, Errno.None],
            [on.Files.Sync(first), on.Files.Sync(first), on.Files.SyncData(second), on.Files.Sync(second)]);
        Assert.Equal(Errno.None, on.Files.Sync(on.Open()));
    }

    [Fact]
    public void DescriptorsOfOneDescriptionShareItsErrors()
    {
        var on = TestMachine.With(faults: "EIO on sync, 1st call, once");
        var fd = on.Open();
        Errno? childs = null;
        Assert.Equal(Errno.EIO, on.Files.Sync(fd));
        on.Fork(TestMachine.Steps(child => childs = child.Files.Sync(fd)));
        on.Pass(us: 10);
        Assert.Equal(Errno.None, childs);
    }

    [Fact]
    public void ALateErrorIsToldByTheNextSyncWhoeverMakesIt()
    {
        var on = TestMachine.With(faults: "EIO on sync, 1st call, once");
        on.Machine.Disk.FailedSync = FailedSync.ReportedByNextSync;
        var fd = on.Open();
        on.Files.Write(fd, "x"u8);
        Assert.Equal([Errno.None, Errno.EIO, Errno.None], [on.Files.Sync(fd), on.Files.Sync(fd), on.Files.Sync(fd)]);

        on = TestMachine.With(faults: "ENOSPC on sync, 1st call, once");
        on.Machine.Disk.FailedSync = FailedSync.ReportedByNextSync;
        Assert.Equal(Errno.None, on.Files.Sync(on.Open()));
        Assert.Equal(Errno.ENOSPC, on.Files.Sync(on.Open()));
    }

    [Fact]
    public void ALateErrorLosesWhatWasCalledSafe()
    {
        var on = TestMachine.With(faults: "EIO on sync of a, 1st call, once");
        on.Machine.Disk.FailedSync = FailedSync.ReportedByNextSync;
        var fd = on.Open();
        on.Files.Write(fd, "x"u8);
        Assert.Equal(Errno.None, on.Files.Sync(fd));
        Assert.Contains("(absent)", Possible(on, DiskPreset.Ext4Journal));
    }

    [Fact]
    public void ARevertedFileGoesOnAtItsEndOrLeavesAHole()
    {
        Assert.Equal("abef", After(OpenMode.Write | OpenMode.Append | OpenMode.Create));
        Assert.Equal("ab\0\0ef", After(OpenMode.Write | OpenMode.Create));

        static string After(OpenMode mode)
        {
            var on = TestMachine.With(faults: "EIO on sync, 2nd call, once");
            on.Machine.Disk.FailedSync = FailedSync.ContentReverts;
            var fd = on.Open("a", mode);
            on.Files.Write(fd, "ab"u8);
            Assert.Equal(Errno.None, on.Files.Sync(fd));
            on.Files.Write(fd, "cd"u8);
            Assert.Equal(Errno.EIO, on.Files.Sync(fd));
            on.Files.Write(fd, "ef"u8);
            return on.Content("a");
        }
    }

    [Theory]
    [InlineData("ENOSPC on sync")]
    [InlineData("EDQUOT on sync")]
    [InlineData("ENOSPC on close")]
    [InlineData("EDQUOT on close")]
    public void RoomMayTurnOutToBeMissingOnlyAtTheEnd(string fault)
    {
        var on = TestMachine.With(faults: fault + ", 1st call, once");
        var fd = on.Open();
        Assert.Equal(3, on.Files.Write(fd, "new"u8).Value);
        Assert.NotEqual(
            Errno.None, fault.EndsWith("sync", StringComparison.Ordinal) ? on.Files.Sync(fd) : on.Files.Close(fd));
        Assert.Contains("", Possible(on, DiskPreset.PosixWeak));
    }

    [Fact]
    public void AnInterruptedSyncLeavesItsPagesDirty()
    {
        var on = TestMachine.With(faults: "EINTR on sync of a, 1st call, once");
        var fd = on.Open();
        Assert.Equal(Errno.None, on.Files.Sync(on.Files.OpenDirectory(".").Value));
        on.Files.Write(fd, "x"u8);
        Assert.Equal([Errno.EINTR, Errno.None], [on.Files.Sync(fd), on.Files.Sync(fd)]);
        Assert.Equal(["x"], Possible(on, DiskPreset.PosixWeak));
    }

    [Fact]
    public void AfterErofsNothingChangesUntilTheNextMount()
    {
        var on = TestMachine.With(faults: "EROFS on write, 2nd call, once");
        var fd = on.Open();
        Assert.Equal([Errno.None, Errno.EROFS, Errno.EROFS],
            [on.Files.Write(fd, "x"u8).Error, on.Files.Write(fd, "x"u8).Error, on.Files.Write(fd, "x"u8).Error]);
        Assert.All(
            [
                on.Files.Open("b", OpenMode.Write | OpenMode.Create).Error, on.Files.Open("a", OpenMode.Write).Error,
                on.Files.Truncate(fd, 0),
                on.Files.Rename("a", "b"), on.Files.Unlink("a"), on.Files.MakeDirectory("d"),
            ],
            error => Assert.Equal(Errno.EROFS, error));
        Assert.Equal([Errno.None, Errno.None, Errno.ENOENT],
            [on.Files.Open("a", OpenMode.Read).Error, on.Files.Sync(fd), on.Files.Unlink("b")]);
        on.Machine.Disk.IsReadOnly = false;
        Assert.Equal(1, on.Files.Write(fd, "x"u8).Value);
    }

    /// <summary>Results: of a sync that aborts the journal, a sync, a write, again a sync, an open.</summary>
    [Theory]
    [InlineData("ext4-ordered", Errno.EIO, Errno.None, Errno.EROFS, Errno.EROFS, Errno.None)]
    [InlineData("ext4-journal", Errno.EROFS, Errno.EROFS, Errno.EROFS, Errno.EROFS, Errno.None)]
    [InlineData("btrfs", Errno.EIO, Errno.None, Errno.EROFS, Errno.None, Errno.None)]
    [InlineData("xfs", Errno.EIO, Errno.EIO, Errno.EIO, Errno.EIO, Errno.EIO)]
    public void AfterAnAbortNothingBecomesDurable(
        string preset, Errno first, Errno second, Errno write, Errno third, Errno open)
    {
        var on = TestMachine.With(faults: "journal abort on sync, 1st call, once");
        on.Machine.Disk.FailAs(DiskPreset.Named(preset));
        var fd = on.Open();
        on.Files.Write(fd, "x"u8);
        Assert.Equal([first, second, write, third, open],
            [on.Files.Sync(fd), on.Files.Sync(fd), on.Files.Write(fd, "y"u8).Error, on.Files.Sync(fd),
                on.Files.Open("a", OpenMode.Read).Error]);
        Assert.Contains("(absent)", Possible(on, DiskPreset.Named(preset)));
    }

    public static TheoryData<string, Errno> EveryCall
    {
        get
        {
            TheoryData<string, Errno> data = [];
            foreach (var call in (string[])["open", "open-directory", "read", "write", "size", "seek-end", "truncate",
                "sync", "sync-data", "rename", "unlink", "mkdir", "list"])
            {
                data.Add(call, Errno.EIO);
                data.Add(call, Errno.EINTR);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EveryCall))]
    public void AnyCallMayFailOnceAndHasNoEffectThen(string call, Errno errno)
    {
        var on = TestMachine.With(faults: $"{errno} on {call}, {(call == "open" ? "4th" : "2nd")} call, once");
        var fd = on.Open("a", OpenMode.Read | OpenMode.Write | OpenMode.Create);
        on.Open("c", OpenMode.Write | OpenMode.Create);
        Assert.Equal(Errno.None, Call(on.Files, fd, call, round: 0));
        var before = on.Machine.Disk.CachedImage().Hash;
        Assert.Equal(errno, Call(on.Files, fd, call, round: 1));
        Assert.Equal(before, on.Machine.Disk.CachedImage().Hash);
        Assert.Equal(Errno.None, Call(on.Files, fd, call, round: 1));
    }

    [Fact]
    public void ARottenBitIsReadWrongAndTheDiskIsNotChanged()
    {
        var on = TestMachine.With(faults: "bit 9 flipped on read, 1st call, once");
        on.Files.Write(on.Open(), "abc"u8);
        var buffer = new byte[8];
        var fd = on.Open("a", OpenMode.Read);
        Assert.Equal(3, on.Files.Read(fd, buffer).Value);
        Assert.Equal("acc", Encoding.Latin1.GetString(buffer, 0, 3));
        Assert.Equal("abc", on.Content("a"));
        Assert.Equal(0, on.Files.Read(fd, buffer).Value);
    }

    [Fact]
    public void AShortReadGoesOnWhereItStopped()
    {
        var on = TestMachine.With(faults: "only 1 bytes on read, 1st call, once");
        on.Files.Write(on.Open(), "abc"u8);
        var buffer = new byte[8];
        var fd = on.Open("a", OpenMode.Read);
        Assert.Equal(1, on.Files.Read(fd, buffer).Value);
        Assert.Equal(2, on.Files.Read(fd, buffer).Value);
        Assert.Equal((byte)'b', buffer[0]);
    }

    [Fact]
    public void AnAppendFollowsATruncationAndAnOffsetDoesNot()
    {
        var on = TestMachine.With();
        var append = on.Open();
        var plain = on.Open("b", OpenMode.Write | OpenMode.Create);
        foreach (var fd in (int[])[append, plain])
        {
            on.Files.Write(fd, "123"u8);
            Assert.Equal(Errno.None, on.Files.Truncate(fd, 1));
            on.Files.Write(fd, "x"u8);
        }

        Assert.Equal(("1x", "1\0\0x"), (on.Content("a"), on.Content("b")));
    }

    private static Errno Call(IFiles files, int fd, string call, int round) => call switch
    {
        "open" => files.Open("new" + round, OpenMode.Write | OpenMode.Create).Error,
        "open-directory" => files.OpenDirectory(".").Error,
        "read" => files.Read(fd, new byte[1]).Error,
        "write" => files.Write(fd, "y"u8).Error,
        "size" => files.Size(fd).Error,
        "seek-end" => files.SeekEnd(fd).Error,
        "truncate" => files.Truncate(fd, round),
        "sync" => files.Sync(fd),
        "sync-data" => files.SyncData(fd),
        "rename" => files.Rename(round == 0 ? "a" : "b", "b"),
        "unlink" => files.Unlink(round == 0 ? "a" : "c"),
        "mkdir" => files.MakeDirectory("d" + round),
        "list" => files.List(".").Error,
        _ => throw new ArgumentOutOfRangeException(nameof(call)),
    };

    private static string[] Possible(TestMachine on, DiskPreset preset)
    {
        var model = new CrashModel(DiskImage.Empty, on.Machine.Disk.Journal);
        model.MoveTo(on.Machine.Disk.Journal.Count);
        return [.. model.PowerLossImages(preset, bound: 1_000, new Prng(new Seed(1)))
            .Select(image => image.TryGet("a", out var bytes) ? Encoding.Latin1.GetString(bytes.Span) : "(absent)")
            .Distinct()];
    }
}
