using Sim.Machine.Faults;
using Sim.Machine.Process;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// One process, the server or a child. Each system call is an <see cref="Enter"/>, its effect, and a Leave. The time of
/// a server's call passes inside Enter, and other processes run in it. The time of a child's calls adds up until the
/// child yields.
/// </summary>
internal sealed class VirtualProcess
{
    private bool inCall;
    private long beganUs;
    private bool injected;
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

    /// <summary>The process id of its parent; 0 for a server.</summary>
    public int Parent { get; }

    public Actor By { get; }

    public DescriptorTable Descriptors { get; }

    public bool Alive { get; private set; } = true;

    /// <summary>Where tasks of the program continue; null when it has none.</summary>
    public SynchronizationContext? Turns { get; set; }

    /// <summary>The duration of a child's calls since its last yield, in microseconds.</summary>
    public long OwedUs { get; private set; }

    /// <summary>The lane of the choices of its tasks; 0 when it is the only process.</summary>
    public int Lane { get; init; }

    /// <summary>The number of calls in a row, up to now, that failed as one fails that waits for a lock.</summary>
    public int Waits { get; private set; }

    /// <summary>Begins a call: decides about faults, and lets the call's time pass.</summary>
    /// <param name="call">The kind of call.</param>
    /// <param name="path">The file of the call, or null.</param>
    /// <param name="mostShort">See <see cref="FaultInjector.Decide"/>.</param>
    /// <exception cref="ServerKilled">The server was killed.</exception>
    /// <exception cref="ChildStopped">The child was ended, or hangs.</exception>
    /// <exception cref="StepLimitExceeded">There were too many calls.</exception>
    public Injection Enter(SystemCall call, string? path = null, int mostShort = 0)
    {
        Machine.Threads.Check(call, path);
        TakeTurn();
        if (inCall)
        {
            throw new InvalidOperationException(
                $"The server is one thread: it cannot call {call} inside another call.");
        }

        var injection = Machine.Faults.Decide(call, By, path, mostShort);
        Machine.Disk.IsReadOnly |= injection.Error == Errno.EROFS;
        if (Machine.Disk.IsShutDown && injection.Error == Errno.None && NeedsFileSystem(call))
        {
            injection = injection with { Error = Errno.EIO };
        }

        var us = Machine.Timings.Of(call).Draw(Machine.LatencyOf(By)) + injection.DelayUs;
        beganUs = Machine.Clock.NowUs + (OwedUs * Machine.ChildSlowdown);
        injected = injection != Injection.Nothing;
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

        ApplyEnd(injection.End, path);
        return injection;
    }

    /// <summary>Lets other processes go on first, if there are any, and counts a step of this one.</summary>
    /// <param name="waits">True when this one only waits.</param>
    /// <exception cref="ServerKilled">The process was killed meanwhile.</exception>
    public void TakeTurn(bool waits = false)
    {
        MustLive();
        Machine.Beginning?.Invoke(this, waits);
        MustLive();
        Machine.Step();
    }

    /// <summary>Ends a call whose result is a number of bytes, a descriptor or a process id.</summary>
    public SysResult<int> Leave(SystemCall call, long argument, SysResult<int> result, string? path = null)
    {
        Record(call, argument, result.Value, result.Error, path);
        return result;
    }

    /// <summary>Ends a call whose result is a size or an offset.</summary>
    public SysResult<long> Leave(SystemCall call, long argument, SysResult<long> result, string? path = null)
    {
        Record(call, argument, result.Value, result.Error, path);
        return result;
    }

    /// <summary>Ends a call that only succeeds or fails.</summary>
    public Errno LeaveWith(SystemCall call, long argument, Errno error, string? path = null)
    {
        Record(call, argument, 0, error, path);
        return error;
    }

    /// <summary>Ends a call with any other result: adds it to the trace.</summary>
    public void Record(SystemCall call, long argument, long result, Errno error, string? path)
    {
        Machine.Trace.Called(
            new(Machine.Clock.NowUs, Pid, By, call, path, argument, result, error, beganUs,
                Machine.Clock.NowUs + (OwedUs * Machine.ChildSlowdown), injected));
        Waits = error is Errno.EAGAIN or Errno.EEXIST ? Waits + 1 : 0;
        Return();
    }

    /// <summary>Returns from a call after its effect, unless a fault ends its caller first.</summary>
    public void Return()
    {
        if (diesAtTheEnd is { } death)
        {
            Machine.NoteNoReturn(By, Pid, death.Fault, death.Path);
            End(new Stop(Signal: Signals.Kill));
        }
    }

    /// <summary>Takes the duration of a child's calls since its last yield, in microseconds.</summary>
    public long TakeOwedUs()
    {
        var owed = OwedUs;
        OwedUs = 0;
        return owed;
    }

    /// <summary>Ends the process and closes its descriptors.</summary>
    public void Die()
    {
        Alive = false;
        Descriptors.CloseAll();
    }

    /// <summary>True for the calls that fail when a file system is shut down, whatever they are for.</summary>
    private static bool NeedsFileSystem(SystemCall call) => call is SystemCall.Open or SystemCall.OpenDirectory
        or SystemCall.Read or SystemCall.ReadAt or SystemCall.Size or SystemCall.Truncate or SystemCall.Allocate
        or SystemCall.Rename or SystemCall.Unlink or SystemCall.MakeDirectory or SystemCall.RemoveDirectory
        or SystemCall.List or SystemCall.Exists;

    /// <summary>Applies a fault that ends the caller or prevents the return of the call.</summary>
    private void ApplyEnd(Fault? fault, string? path)
    {
        MustLive();
        diesAtTheEnd = fault is { Kind: FaultKind.KilledAfter } ? (fault, path) : null;
        if (fault is { Kind: not FaultKind.KilledAfter })
        {
            Machine.NoteNoReturn(By, Pid, fault, path);
            End(fault.Kind switch
            {
                FaultKind.KilledBefore => new Stop(Signal: Signals.Kill),
                FaultKind.Exit => new Stop(fault.Amount),
                FaultKind.Hang => new Stop(Hangs: true),
                _ => throw new InvalidOperationException("The fault does not end its caller: " + fault),
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
            Machine.EndCaller(this);
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
