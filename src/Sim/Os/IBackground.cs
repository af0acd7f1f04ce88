namespace Sim.Os;

/// <summary>What the background thread can be asked to do.</summary>
public enum BackgroundJob
{
    /// <summary>fdatasync(2) of a descriptor.</summary>
    Sync,

    /// <summary>close(2) of a descriptor, which may free a large file.</summary>
    Close,
}

/// <summary>
/// The thread that fsyncs and closes, so that the server does not wait: one queue for each kind of job, in order.
/// </summary>
public interface IBackground
{
    /// <summary>Queues a job. The descriptor is used when the job runs, not now.</summary>
    void Submit(BackgroundJob job, int fd);

    /// <summary>How many jobs of this kind are waiting or running.</summary>
    int Pending(BackgroundJob job);

    /// <summary>The result of the last <see cref="BackgroundJob.Sync"/> that ended; <see cref="Errno.None"/> before any has. Reading it does not clear it.</summary>
    Errno LastSync { get; }

    /// <summary>How many <see cref="BackgroundJob.Sync"/> jobs have ended since the process began.</summary>
    long SyncsDone { get; }
}
