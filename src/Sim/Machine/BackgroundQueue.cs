using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// One kind of background job, one after the other. A job looks its descriptor up when it starts, in the server's table as it is
/// then; after that it goes on whatever becomes of the number, as a call in the kernel does.
/// </summary>
internal sealed class BackgroundQueue
{
    private readonly VirtualProcess server;
    private readonly BackgroundJob job;
    private readonly Queue<int> waiting = new();
    private ScheduledEvent? next;
    private long beganUs;
    private bool struck;
    private Action? hanging;

    public BackgroundQueue(VirtualProcess server, BackgroundJob job)
    {
        this.server = server;
        this.job = job;
    }

    /// <summary>Jobs waiting or running.</summary>
    public int Pending => waiting.Count;

    /// <summary>How the last job ended.</summary>
    public Errno Last { get; private set; }

    /// <summary>Jobs that have ended.</summary>
    public long Done { get; private set; }

    private SimulatedMachine Machine => server.Machine;

    private SystemCall Call => job == BackgroundJob.Sync ? SystemCall.SyncData : SystemCall.Close;

    public void Submit(int fd)
    {
        waiting.Enqueue(fd);
        if (waiting.Count == 1)
        {
            next = Machine.Scheduler.Post(Machine.Clock.NowUs + Draw(Machine.Timings.Wake), Start);
        }
    }

    public void Die()
    {
        next?.Cancel();
        hanging = null;
        waiting.Clear();
    }

    private void Start()
    {
        var fd = waiting.Peek();
        var open = server.Descriptors.Find(fd);
        var injection = Machine.Faults.Decide(Call, Actor.Background, open?.Path, mostShort: 0);
        var error = open is null ? Errno.EBADF
            : open.Inode is null && job == BackgroundJob.Sync ? Errno.EINVAL
            : injection.Error;
        SyncTicket? ticket = null;
        if (job == BackgroundJob.Close)
        {
            _ = server.Descriptors.Remove(fd);
        }
        else if (open?.Inode is { } inode)
        {
            ticket = Machine.Disk.BeginSync(inode, dataOnly: true);
        }

        long us = open is null ? 0 : Draw(Machine.Timings.Of(Call)) + injection.DelayUs;
        (beganUs, struck) = (Machine.Clock.NowUs, injection != Injection.Nothing);
        void End() => Finish(fd, ticket, error, open);
        hanging = open is not null && injection.End is { Kind: FaultKind.Hang } ? End : null;
        if (hanging is not null)
        {
            Machine.Struck(Actor.Background, server.Pid, injection.End!, open!.Path);
        }

        next = hanging is null ? Machine.Scheduler.Post(Machine.Clock.NowUs + us, End) : null;
    }

    /// <summary>A job that hangs ends, as it would have ended.</summary>
    public void EndHang()
    {
        next = hanging is { } end ? Machine.Scheduler.Post(Machine.Clock.NowUs, end) : next;
        hanging = null;
    }

    private void Finish(int fd, SyncTicket? ticket, Errno error, OpenDescription? open)
    {
        var path = open?.Path;
        error = Machine.Disk.Settle(ticket, open, error);
        Last = error;
        Done++;
        Machine.Trace.Called(new(Machine.Clock.NowUs, server.Pid, Actor.Background, Call, path, fd, 0, error, beganUs, Machine.Clock.NowUs, struck));
        _ = waiting.Dequeue();
        if (waiting.Count > 0)
        {
            next = Machine.Scheduler.Post(Machine.Clock.NowUs, Start);
        }

        Machine.WakeServer();
    }

    private long Draw(Latency latency) => latency.Draw(Machine.LatencyOf(Actor.Background));
}
