using Sim.Machine.Disk;
using Sim.Machine.Time;
using Sim.Os;

namespace Tests.Scenarios.Machine;

public class BackgroundTests
{
    [Fact]
    public void ASyncIsPendingAndThenDone()
    {
        var on = TestMachine.With(TestMachine.SlowSync);
        var fd = on.Open();
        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        on.Pass(us: 9_999);
        Assert.Equal(1, on.Server.Background.Pending(BackgroundJob.Sync));
        Assert.Equal(0, on.Server.Background.SyncsDone);
        Assert.False(on.Machine.HasServerEvents);

        on.Pass(us: 1);
        Assert.Equal(0, on.Server.Background.Pending(BackgroundJob.Sync));
        Assert.Equal(1, on.Server.Background.SyncsDone);
        Assert.Equal(Errno.None, on.Server.Background.LastSync);
        Assert.True(on.Machine.HasServerEvents);
    }

    [Fact]
    public void JobsOfAKindRunOneAfterTheOtherAndKindsSideBySide()
    {
        var on = TestMachine.With(TestMachine.SlowSync with { Close = new(50, 0) });
        var fd = on.Open();
        var other = on.Open("b");
        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        on.Server.Background.Submit(BackgroundJob.Close, other);
        on.Pass(us: 10_000);
        Assert.Equal(1, on.Server.Background.Pending(BackgroundJob.Sync));
        Assert.Equal(0, on.Server.Background.Pending(BackgroundJob.Close));
        on.Pass(us: 10_000);
        Assert.Equal(2, on.Server.Background.SyncsDone);
    }

    [Fact]
    public void ASyncCoversWhatWasWrittenBeforeItStartedOnly()
    {
        var on = TestMachine.With(TestMachine.SlowSync);
        var fd = on.Open();
        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        on.Files.Write(fd, "before"u8);
        on.Pass(us: 1);
        var written = on.Machine.Disk.Journal.Count;
        on.Files.Write(fd, "after"u8);
        on.Pass(us: 20_000);
        var synced = Assert.IsType<Change.Synced>(on.Machine.Disk.Journal[on.Machine.Disk.Journal.Count - 1]);
        Assert.InRange(synced.CoversUpTo, 0, written);
    }

    [Fact]
    public void ASyncOfADescriptorThatWasClosedMeanwhileIsEbadf()
    {
        var on = TestMachine.With(MachineTimings.Instant);
        var fd = on.Open();
        on.Files.Close(fd);
        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        on.Pass(us: 1);
        Assert.Equal(Errno.EBADF, on.Server.Background.LastSync);
        Assert.Equal(1, on.Server.Background.SyncsDone);
        Assert.Equal(1, on.Machine.Disk.Journal.Count);
    }

    [Fact]
    public void ASyncUsesWhateverTheNumberRefersToWhenItStarts()
    {
        var on = TestMachine.With(new MachineTimings { Wake = new(100, 0) });
        var fd = on.Open("old");
        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        on.Files.Close(fd);
        Assert.Equal(fd, on.Open("new"));
        on.Pass(us: 200);
        var synced = Assert.IsType<Change.Synced>(on.Machine.Disk.Journal[on.Machine.Disk.Journal.Count - 1]);
        Assert.Equal(on.Machine.Disk.Lookup("new").Value.Number, synced.Inode);
    }

    [Fact]
    public void ACloseFreesTheNumber()
    {
        var on = TestMachine.With(new MachineTimings { Wake = new(1, 0) });
        var fd = on.Open();
        on.Server.Background.Submit(BackgroundJob.Close, fd);
        Assert.Equal(Errno.None, on.Files.Size(fd).Error);
        on.Pass(us: 1);
        Assert.Equal(Errno.EBADF, on.Files.Size(fd).Error);
        Assert.Equal(fd, on.Open("b"));
    }

    [Fact]
    public void AFailedCloseFreesTheNumberToo()
    {
        var on = TestMachine.With(faults: "EIO on close by background, 1st call, once");
        var fd = on.Open();
        on.Server.Background.Submit(BackgroundJob.Close, fd);
        on.Pass(us: 1);
        Assert.Equal(1, on.Machine.Faults.InjectedCount);
        Assert.Equal(Errno.EBADF, on.Files.Close(fd));
        Assert.Equal(Errno.None, on.Server.Background.LastSync);
    }

    [Fact]
    public void AFailedSyncIsRememberedUntilTheNextOne()
    {
        var on = TestMachine.With(faults: "EIO on sync-data by background of a, 1st call, once");
        var fd = on.Open();
        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        on.Pass(us: 1);
        Assert.Equal(Errno.EIO, on.Server.Background.LastSync);
        Assert.IsType<Change.SyncFailed>(on.Machine.Disk.Journal[1]);

        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        Assert.Equal(Errno.EIO, on.Server.Background.LastSync);
        on.Pass(us: 1);
        Assert.Equal(Errno.None, on.Server.Background.LastSync);
    }

    [Fact]
    public void TheJobsOfAKilledServerAreNeverDone()
    {
        var on = TestMachine.With(TestMachine.SlowSync);
        var fd = on.Open();
        on.Server.Background.Submit(BackgroundJob.Sync, fd);
        on.Pass(us: 1);
        on.Machine.KillServer();
        on.Boot();
        on.Pass(us: 50_000);
        Assert.Equal(0, on.Server.Background.SyncsDone);
        Assert.Equal(1, on.Machine.Disk.Journal.Count);
    }
}
