using Aof.KnownDefects;
using Sim.Os;

namespace Aof.State;

/// <summary>
/// Syncs the open log, at once or in the background, and the directory. All results of these syncs pass through here,
/// so <see cref="Defect.FsyncErrorIgnored"/> is read in one place. A new log is synced by the code that writes it.
/// </summary>
internal sealed class Fsync(Host host, Defects defects)
{
    /// <summary>How long <see cref="Drain"/> waits, in milliseconds.</summary>
    private const int DrainTimeoutMs = 10_000;

    private readonly bool fsyncErrorIgnored = defects.Has(Defect.FsyncErrorIgnored);
    private readonly bool noDirectoryFsync = defects.Has(Defect.NoDirectoryFsync);

    /// <summary>How many results of background syncs were taken.</summary>
    private long taken = host.Background.SyncsDone;

    /// <summary>A background sync is queued or runs (aofFsyncInProgress() of Redis).</summary>
    public bool InProgress => host.Background.Pending(BackgroundJob.Sync) != 0;

    /// <summary>A background sync has ended or will end, and its result was not taken.</summary>
    public bool IsAwaited => host.Background.SyncsDone + host.Background.Pending(BackgroundJob.Sync) > taken;

    /// <summary>fdatasync(2), at once.</summary>
    public Errno Now(int fd) => Result(host.Files.SyncData(fd));

    /// <summary>fdatasync(2) in the background; <see cref="TakeResult"/> returns its result later.</summary>
    public void Start(int fd) => host.Background.Submit(BackgroundJob.Sync, fd);

    /// <summary>
    /// Waits for the background syncs; <see cref="TakeResult"/> then returns their result. Of two fsyncs at the same
    /// time only one gets the error, so an fsync that must prove something comes after the others.
    /// </summary>
    /// <returns>False when one has not ended in time.</returns>
    public bool Drain() => fsyncErrorIgnored || host.Background.Drain(BackgroundJob.Sync, DrainTimeoutMs);

    /// <summary>The result of a background sync that has ended since the last call; null: none has.</summary>
    public Errno? TakeResult()
    {
        if (host.Background.SyncsDone <= taken)
        {
            return null;
        }

        taken = host.Background.SyncsDone;
        return Result(host.Background.LastSync);
    }

    /// <summary>The server leaves this file: results of pending syncs no longer matter.</summary>
    public void ForgetPending() => taken = host.Background.SyncsDone + host.Background.Pending(BackgroundJob.Sync);

    /// <summary>Syncs a directory, by default the server's, and so the names in it.</summary>
    public Errno Directory(string path = ".")
    {
        if (noDirectoryFsync)
        {
            return Errno.None;
        }

        var directory = host.Files.OpenDirectory(path);
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
