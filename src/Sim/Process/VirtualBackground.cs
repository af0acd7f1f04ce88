using Aof.Os;

namespace Sim.Process;

/// <summary>
/// The server's background thread: a queue for syncs and one for closes, each in order, both side by side (bio.c of
/// Redis has a thread for each kind of job).
/// </summary>
internal sealed class VirtualBackground : IBackground
{
    private readonly BackgroundQueue _syncs;
    private readonly BackgroundQueue _closes;

    public VirtualBackground(VirtualProcess server)
    {
        _syncs = new BackgroundQueue(server, BackgroundJob.Sync);
        _closes = new BackgroundQueue(server, BackgroundJob.Close);
    }

    public Errno LastSync => _syncs.Last;

    public long SyncsDone => _syncs.Done;

    public void Submit(BackgroundJob job, int fd) => Queue(job).Submit(fd);

    public int Pending(BackgroundJob job) => Queue(job).Pending;

    /// <summary>The process is gone, and its threads with it. A sync that was under way is never heard of again.</summary>
    public void Die()
    {
        _syncs.Die();
        _closes.Die();
    }

    /// <summary>A job that hangs ends.</summary>
    public void EndHang()
    {
        _syncs.EndHang();
        _closes.EndHang();
    }

    private BackgroundQueue Queue(BackgroundJob job) => job switch
    {
        BackgroundJob.Sync => _syncs,
        BackgroundJob.Close => _closes,
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
