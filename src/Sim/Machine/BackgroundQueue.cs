using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// The background jobs of one kind, run one after the other. A job looks up its descriptor when it starts. Later
/// changes of the descriptor table do not affect it, like a call inside the kernel.
/// </summary>
internal sealed class BackgroundQueue
{
    private readonly VirtualProcess server;
    private readonly BackgroundJob job;
    private readonly Queue<int> waiting = new();
    private ScheduledEvent? next;
    private long beganUs;
    private bool injected;
    private Action? hanging;

    public BackgroundQueue(VirtualProcess server, BackgroundJob job)
    {
        this.server = server;
        this.job = job;
    }

    /// <summary>The number of jobs that wait or run.</summary>
    public int Pending => waiting.Count;

    /// <summary>The result of the last job.</summary>
    public Errno Last { get; private set; }

    /// <summary>The number of jobs that ended.</summary>
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
        if (waiting.Count == 0)
        {
            // Who watched the call has killed the process.
            return;
        }

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
            error = injection.Aborts ? Machine.Disk.Abort(inode) : error;
        }

        var us = open is null ? 0 : Draw(Machine.Timings.Of(Call)) + injection.DelayUs;
        (beganUs, injected) = (Machine.Clock.NowUs, injection != Injection.Nothing);
        void End() => Finish(fd, ticket, error, open);
        hanging = open is not null && injection.End is { Kind: FaultKind.Hang } ? End : null;
        if (hanging is not null)
        {
            Machine.NoteNoReturn(Actor.Background, server.Pid, injection.End!, open!.Path);
        }

        next = hanging is null ? Machine.Scheduler.Post(Machine.Clock.NowUs + us, End) : null;
    }

    /// <summary>Completes the job that hangs.</summary>
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
        Machine.Trace.Called(
            new(Machine.Clock.NowUs, server.Pid, Actor.Background, Call, path, fd, 0, error, beganUs,
                Machine.Clock.NowUs, injected));
        _ = waiting.Dequeue();
        if (waiting.Count > 0)
        {
            next = Machine.Scheduler.Post(Machine.Clock.NowUs, Start);
        }

        Machine.WakeServer();
    }

    private long Draw(Latency latency) => latency.Draw(Machine.LatencyOf(Actor.Background));
}
