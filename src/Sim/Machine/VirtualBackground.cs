using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// The server's background jobs: a queue for syncs and one for closes. Each queue runs its jobs in order, in parallel
/// with the other queue, like the two threads of Redis's bio.c.
/// </summary>
internal sealed class VirtualBackground : IBackground
{
    private readonly SimulatedMachine machine;
    private readonly BackgroundQueue syncs;
    private readonly BackgroundQueue closes;

    public VirtualBackground(VirtualProcess server)
    {
        machine = server.Machine;
        syncs = new BackgroundQueue(server, BackgroundJob.Sync);
        closes = new BackgroundQueue(server, BackgroundJob.Close);
    }

    public Errno LastSync => syncs.Last;

    public long SyncsDone => syncs.Done;

    public void Submit(BackgroundJob job, int fd) => Queue(job).Submit(fd);

    public int Pending(BackgroundJob job) => Queue(job).Pending;

    public bool Drain(BackgroundJob job, int timeoutMs)
    {
        var untilUs = machine.Clock.NowUs + (timeoutMs * 1000L);
        while (Pending(job) > 0 && machine.RunToNextEvent(untilUs))
        {
            machine.Step();
        }

        return Pending(job) == 0;
    }

    /// <summary>
    /// Drops all jobs, because the process ended. A sync under way covers nothing.
    /// </summary>
    public void Die()
    {
        syncs.Die();
        closes.Die();
    }

    /// <summary>Completes the jobs that hang.</summary>
    public void EndHang()
    {
        syncs.EndHang();
        closes.EndHang();
    }

    private BackgroundQueue Queue(BackgroundJob job)
    {
        machine.Threads.Check("a look at the background thread");
        return job switch
        {
            BackgroundJob.Sync => syncs,
            BackgroundJob.Close => closes,
            _ => throw new ArgumentOutOfRangeException(nameof(job)),
        };
    }
}

/// <summary>The background of a child: none, because threads do not survive a fork.</summary>
internal sealed class NoBackground : IBackground
{
    public Errno LastSync => Errno.None;

    public long SyncsDone => 0;

    public void Submit(BackgroundJob job, int fd) =>
        throw new InvalidOperationException("A child has no background thread.");

    public int Pending(BackgroundJob job) => 0;

    public bool Drain(BackgroundJob job, int timeoutMs) => true;
}
