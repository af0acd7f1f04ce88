using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// The server's background thread: a queue for syncs and one for closes, each in order, both side by side (bio.c of
/// Redis has a thread for each kind of job).
/// </summary>
internal sealed class VirtualBackground : IBackground
{
    private readonly BackgroundQueue syncs;
    private readonly BackgroundQueue closes;

    public VirtualBackground(VirtualProcess server)
    {
        syncs = new BackgroundQueue(server, BackgroundJob.Sync);
        closes = new BackgroundQueue(server, BackgroundJob.Close);
    }

    public Errno LastSync => syncs.Last;

    public long SyncsDone => syncs.Done;

    public void Submit(BackgroundJob job, int fd) => Queue(job).Submit(fd);

    public int Pending(BackgroundJob job) => Queue(job).Pending;

    /// <summary>The process is gone, and its threads with it. A sync that was under way is never heard of again.</summary>
    public void Die()
    {
        syncs.Die();
        closes.Die();
    }

    /// <summary>A job that hangs ends.</summary>
    public void EndHang()
    {
        syncs.EndHang();
        closes.EndHang();
    }

    private BackgroundQueue Queue(BackgroundJob job) => job switch
    {
        BackgroundJob.Sync => syncs,
        BackgroundJob.Close => closes,
        _ => throw new ArgumentOutOfRangeException(nameof(job)),
    };
}

/// <summary>A child has no background thread: threads do not survive a fork.</summary>
internal sealed class NoBackground : IBackground
{
    public Errno LastSync => Errno.None;

    public long SyncsDone => 0;

    public void Submit(BackgroundJob job, int fd) => throw new InvalidOperationException("A child has no background thread.");

    public int Pending(BackgroundJob job) => 0;
}
