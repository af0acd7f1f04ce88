using Aof.KnownDefects;
using Sim.Os;

namespace Aof.State;

/// <summary>
/// Making things durable: the log at once or in the background, and the names in the directory. All results of syncing
/// the log come through here, so that the defect of not looking at them has one place.
/// </summary>
internal sealed class Fsync(Host host, Defects defects)
{
    private readonly bool fsyncErrorIgnored = defects.Has(Defect.FsyncErrorIgnored);
    private readonly bool noDirectoryFsync = defects.Has(Defect.NoDirectoryFsync);

    /// <summary>Results of background syncs that have been taken note of.</summary>
    private long seen = host.Background.SyncsDone;

    /// <summary>Is a background sync waiting or running? (aofFsyncInProgress() of Redis)</summary>
    public bool InProgress => host.Background.Pending(BackgroundJob.Sync) != 0;

    /// <summary>fdatasync(2), now.</summary>
    public Errno Now(int fd) => Result(host.Files.SyncData(fd));

    /// <summary>fdatasync(2) in the background; <see cref="TakeResult"/> tells later how it went.</summary>
    public void Start(int fd) => host.Background.Submit(BackgroundJob.Sync, fd);

    /// <summary>The error of a background sync that has ended since the last look.</summary>
    public Errno TakeResult()
    {
        if (host.Background.SyncsDone <= seen)
        {
            return Errno.None;
        }

        seen = host.Background.SyncsDone;
        return Result(host.Background.LastSync);
    }

    /// <summary>The log's file is left behind: how syncs that are still under way end no longer matters.</summary>
    public void ForgetPending() => seen = host.Background.SyncsDone + host.Background.Pending(BackgroundJob.Sync);

    /// <summary>Makes the names in the server's directory durable.</summary>
    public Errno Directory()
    {
        if (noDirectoryFsync)
        {
            return Errno.None;
        }

        var directory = host.Files.OpenDirectory(".");
        if (!directory.Ok)
        {
            return directory.Error;
        }

        var error = host.Files.Sync(directory.Value);
        _ = host.Files.Close(directory.Value);
        return error;
    }

    private Errno Result(Errno error) => fsyncErrorIgnored ? Errno.None : error;
}
