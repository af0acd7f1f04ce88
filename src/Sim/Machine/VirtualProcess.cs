using Sim.Machine.Faults;
using Sim.Machine.Process;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// One process, the server or a child, as its system calls see it. Each call is an <see cref="Enter"/>, its effect,
/// and a Leave. The server's time passes inside Enter, and others move in it; a child's time adds up until it yields.
/// </summary>
internal sealed class VirtualProcess
{
    private bool inCall;
    private long beganUs;
    private bool struck;
    private Stop? stop;
    private (Fault Fault, string? Path)? diesAtTheEnd;

    public VirtualProcess(SimulatedMachine machine, int pid, int parent, Actor by, DescriptorTable descriptors)
    {
        Machine = machine;
        Pid = pid;
        Parent = parent;
        By = by;
        Descriptors = descriptors;
    }

    public SimulatedMachine Machine { get; }

    public int Pid { get; }

    /// <summary>Who forked it; 0 for a server, which nobody did.</summary>
    public int Parent { get; }

    public Actor By { get; }

    public DescriptorTable Descriptors { get; }

    public bool Alive { get; private set; } = true;

    /// <summary>What a child's calls have taken since it last yielded, in microseconds.</summary>
    public long OwedUs { get; private set; }

    /// <summary>Begins a call: decides about faults, and lets the call's time pass.</summary>
    /// <param name="call">The kind of call.</param>
    /// <param name="path">The file it is about, or null.</param>
    /// <param name="mostShort">See <see cref="FaultInjector.Decide"/>.</param>
    /// <exception cref="ServerKilled">The process is no more.</exception>
    /// <exception cref="StepLimitExceeded">Calls come without end.</exception>
    public Injection Enter(SystemCall call, string? path = null, int mostShort = 0)
    {
        MustLive();
        Machine.Step();
        if (inCall)
        {
            throw new InvalidOperationException($"The server is one thread: it cannot call {call} inside another call.");
        }

        var injection = Machine.Faults.Decide(call, By, path, mostShort);
        Machine.Disk.IsReadOnly |= injection.Error == Errno.EROFS;
        var us = Machine.Timings.Of(call).Draw(Machine.LatencyOf(By)) + injection.DelayUs;
        beganUs = Machine.Clock.NowUs + (OwedUs * Machine.ChildSlowdown);
        struck = injection != Injection.Nothing;
        if (By == Actor.Server)
        {
            inCall = true;
            Machine.Scheduler.RunUntil(Machine.Clock.NowUs + us);
            inCall = false;
        }
        else
        {
            OwedUs += us;
        }

        Strike(injection.End, path);
        return injection;
    }

    /// <summary>Ends a call whose result is a number of bytes, a descriptor or a process id.</summary>
    public SysResult<int> Leave(SystemCall call, long argument, SysResult<int> result, string? path = null)
    {
        Tell(call, argument, result.Value, result.Error, path);
        return result;
    }

    /// <summary>Ends a call whose result is a size or an offset.</summary>
    public SysResult<long> Leave(SystemCall call, long argument, SysResult<long> result, string? path = null)
    {
        Tell(call, argument, result.Value, result.Error, path);
        return result;
    }

    /// <summary>Ends a call that only succeeds or fails.</summary>
    public Errno LeaveWith(SystemCall call, long argument, Errno error, string? path = null)
    {
        Tell(call, argument, 0, error, path);
        return error;
    }

    /// <summary>Ends a call of any other result: puts it into the trace.</summary>
    public void Tell(SystemCall call, long argument, long result, Errno error, string? path)
    {
        Machine.Trace.Called(new(Machine.Clock.NowUs, Pid, By, call, path, argument, result, error, beganUs, Machine.Clock.NowUs + (OwedUs * Machine.ChildSlowdown), struck));
        Return();
    }

    /// <summary>The call has had its effect and returns, unless a fault ends its caller first.</summary>
    public void Return()
    {
        if (diesAtTheEnd is { } death)
        {
            Machine.Struck(By, Pid, death.Fault, death.Path);
            End(new Stop(Signal: Signals.Kill));
        }
    }

    /// <summary>The child has yielded: what its calls have taken so far is accounted for.</summary>
    public long TakeOwedUs()
    {
        var owed = OwedUs;
        OwedUs = 0;
        return owed;
    }

    /// <summary>The process is no more; its descriptors are closed.</summary>
    public void Die()
    {
        Alive = false;
        Descriptors.CloseAll();
    }

    /// <summary>A fault may end the caller, or keep it in the call for ever.</summary>
    private void Strike(Fault? fault, string? path)
    {
        MustLive();
        diesAtTheEnd = fault is { Kind: FaultKind.KilledAfter } ? (fault, path) : null;
        if (fault is { Kind: not FaultKind.KilledAfter })
        {
            Machine.Struck(By, Pid, fault, path);
            End(fault.Kind switch
            {
                FaultKind.KilledBefore => new Stop(Signal: Signals.Kill),
                FaultKind.Exit => new Stop(fault.Amount),
                FaultKind.Hang => new Stop(Hangs: true),
                _ => throw new InvalidOperationException("A fault that ends nobody: " + fault),
            });
        }
    }

    private void End(Stop stop)
    {
        if (By == Actor.Child)
        {
            this.stop = stop;
        }
        else
        {
            Machine.KillServer();
        }

        MustLive();
    }

    private void MustLive()
    {
        if (this.stop is { } stop)
        {
            throw new ChildStopped(stop);
        }

        if (!Alive)
        {
            throw new ServerKilled(Pid);
        }
    }
}
