namespace Sim.Os.Posix;

/// <summary>
/// The background thread, without the thread: a job is done by <see cref="Submit"/>, before it returns, so that
/// nothing is ever pending. The one who submits waits for the disk; nobody needs to be told when the job ends.
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
