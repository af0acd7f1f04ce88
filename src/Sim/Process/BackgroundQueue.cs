using Aof.Os;
using Sim.Disk;
using Sim.Faults;
using Sim.Time;

namespace Sim.Process;

/// <summary>
/// One kind of background job, one after the other. A job looks its descriptor up when it starts, in the server's table as it is
/// then; after that it goes on whatever becomes of the number, as a call in the kernel does.
/// </summary>
internal sealed class BackgroundQueue
{
    private readonly VirtualProcess _server;
    private readonly BackgroundJob _job;
    private readonly Queue<int> _waiting = new();
    private ScheduledEvent? _next;
    private long _beganUs;
    private bool _struck;
    private Action? _hanging;

    public BackgroundQueue(VirtualProcess server, BackgroundJob job)
    {
        _server = server;
        _job = job;
    }

    /// <summary>Jobs waiting or running.</summary>
    public int Pending => _waiting.Count;

    /// <summary>How the last job ended.</summary>
    public Errno Last { get; private set; }

    /// <summary>Jobs that have ended.</summary>
    public long Done { get; private set; }

    private Machine Machine => _server.Machine;

    private SystemCall Call => _job == BackgroundJob.Sync ? SystemCall.SyncData : SystemCall.Close;

    public void Submit(int fd)
    {
        _waiting.Enqueue(fd);
        if (_waiting.Count == 1)
        {
            _next = Machine.Scheduler.Post(Machine.Clock.NowUs + Draw(Machine.Timings.Wake), Start);
        }
    }

    public void Die()
    {
        _next?.Cancel();
        _hanging = null;
        _waiting.Clear();
    }

    private void Start()
    {
        int fd = _waiting.Peek();
        OpenDescription? open = _server.Descriptors.Find(fd);
        Injection injection = Machine.Faults.Decide(Call, Actor.Background, open?.Path, mostShort: 0);
        Errno error = open is null ? Errno.EBADF
            : open.Inode is null && _job == BackgroundJob.Sync ? Errno.EINVAL
            : injection.Error;
        SyncTicket? ticket = null;
        if (_job == BackgroundJob.Close)
        {
            _ = _server.Descriptors.Remove(fd);
        }
        else if (open?.Inode is { } inode)
        {
            ticket = Machine.Disk.BeginSync(inode, dataOnly: true);
        }

        long us = open is null ? 0 : Draw(Machine.Timings.Of(Call)) + injection.DelayUs;
        (_beganUs, _struck) = (Machine.Clock.NowUs, injection != Injection.Nothing);
        void End() => Finish(fd, ticket, error, open);
        _hanging = open is not null && injection.End is { Kind: FaultKind.Hang } ? End : null;
        if (_hanging is not null)
        {
            Machine.Struck(Actor.Background, _server.Pid, injection.End!, open!.Path);
        }

        _next = _hanging is null ? Machine.Scheduler.Post(Machine.Clock.NowUs + us, End) : null;
    }

    /// <summary>A job that hangs ends, as it would have ended.</summary>
    public void EndHang()
    {
        _next = _hanging is { } end ? Machine.Scheduler.Post(Machine.Clock.NowUs, end) : _next;
        _hanging = null;
    }

    private void Finish(int fd, SyncTicket? ticket, Errno error, OpenDescription? open)
    {
        string? path = open?.Path;
        error = Machine.Disk.Settle(ticket, open, error);
        Last = error;
        Done++;
        Machine.Trace.Called(new(Machine.Clock.NowUs, _server.Pid, Actor.Background, Call, path, fd, 0, error, _beganUs, Machine.Clock.NowUs, _struck));
        _ = _waiting.Dequeue();
        if (_waiting.Count > 0)
        {
            _next = Machine.Scheduler.Post(Machine.Clock.NowUs, Start);
        }

        Machine.WakeServer();
    }

    private long Draw(Latency latency) => latency.Draw(Machine.LatencyOf(Actor.Background));
}
