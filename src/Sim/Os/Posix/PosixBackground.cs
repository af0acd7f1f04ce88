namespace Sim.Os.Posix;

/// <summary>
/// Background jobs without a thread: <see cref="Submit"/> runs the job before it returns, so nothing is ever pending.
/// The caller waits for the disk.
/// </summary>
internal sealed class PosixBackground(IFiles files) : IBackground
{
    public Errno LastSync { get; private set; }

    public long SyncsDone { get; private set; }

    public void Submit(BackgroundJob job, int fd)
    {
        switch (job)
        {
            case BackgroundJob.Sync:
                LastSync = SyncData(fd);
                SyncsDone++;
                break;
            case BackgroundJob.Close:
                _ = files.Close(fd);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(job), job, "no such job");
        }
    }

    public int Pending(BackgroundJob job) => 0;

    public bool Drain(BackgroundJob job, int timeoutMs) => true;

    private Errno SyncData(int fd)
    {
        Errno error;
        do
        {
            error = files.SyncData(fd);
        }
        while (error == Errno.EINTR);

        return error;
    }
}
