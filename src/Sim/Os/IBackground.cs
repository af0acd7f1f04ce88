namespace Sim.Os;

/// <summary>A kind of job for the background thread.</summary>
public enum BackgroundJob
{
    /// <summary>fdatasync(2) of a descriptor.</summary>
    Sync,

    /// <summary>close(2) of a descriptor. It may be slow when it frees a large file.</summary>
    Close,
}

/// <summary>
/// A background thread that syncs and closes files, so that the program does not wait. Each kind of job has a queue
/// that runs in order.
/// </summary>
public interface IBackground
{
    /// <summary>Queues a job. The descriptor is looked up when the job runs, not now.</summary>
    void Submit(BackgroundJob job, int fd);

    /// <summary>The number of jobs of this kind that wait or run.</summary>
    int Pending(BackgroundJob job);

    /// <summary>Waits until no job of this kind is left.</summary>
    /// <param name="job">The kind.</param>
    /// <param name="timeoutMs">The longest time to wait, in milliseconds.</param>
    /// <returns>False when the time is over and a job is left.</returns>
    bool Drain(BackgroundJob job, int timeoutMs);

    /// <summary>
    /// The result of the last completed <see cref="BackgroundJob.Sync"/>; <see cref="Errno.None"/> before the first
    /// one. Reading it does not clear it.
    /// </summary>
    Errno LastSync { get; }

    /// <summary>The number of <see cref="BackgroundJob.Sync"/> jobs that ended since the process started.</summary>
    long SyncsDone { get; }
}
