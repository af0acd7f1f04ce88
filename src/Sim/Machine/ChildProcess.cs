using Sim.Machine.Process;
using Sim.Machine.Time;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// A forked child: a program that runs from one yield to the next without anything else moving, then sleeps for what
/// its calls have taken, or until the pipe that it polls is readable. Its effects come at the beginning of that sleep.
/// </summary>
internal sealed class ChildProcess
{
    private readonly IEnumerator<Wait> program;
    private readonly Action step;
    private ScheduledEvent? next;
    private Pipe? polled;
    private long polledFromUs;

    /// <summary>A child whose first step is posted.</summary>
    public ChildProcess(VirtualProcess process, IEnumerator<Wait> program)
    {
        Process = process;
        this.program = program;
        step = Step;
        WakeAt(Machine.Clock.NowUs + Scaled(Machine.DrawChild(Machine.Timings.Wake)));
    }

    public VirtualProcess Process { get; }

    /// <summary>True when it is inside a call that does not return: only a signal ends it.</summary>
    public bool Hangs { get; private set; }

    private SimulatedMachine Machine => Process.Machine;

    /// <summary>A pipe has become readable or writable, perhaps the one that is polled.</summary>
    public void PipeChanged(Pipe pipe)
    {
        if (ReferenceEquals(polled, pipe) && pipe.Readable)
        {
            polled = null;
            var wakeUs = Machine.Clock.NowUs + Scaled(Machine.DrawChild(Machine.Timings.Wake));
            WakeAt(Math.Max(polledFromUs, wakeUs));
        }
    }

    /// <summary>The end, by itself or by a signal. Descriptors are closed, then the parent can learn of it.</summary>
    /// <remarks>
    /// A killed program is dropped where it stands: to dispose it would run its finally blocks, which no killed process does.
    /// </remarks>
    public void End(int exitCode, int signal)
    {
        next?.Cancel();
        polled = null;
        Process.Die();
        Machine.ChildEnded(this, new ChildEnd(Process.Pid, exitCode, signal));
    }

    /// <summary>It is no longer starved as much: what is left of its sleep takes so much of the time. A poll's timeout is what it is.</summary>
    public void Hasten(int to, int from)
    {
        if (polled is null && this.next is { Cancelled: false } next && next.DueUs > Machine.Clock.NowUs)
        {
            next.Cancel();
            this.next = Machine.Scheduler.Post(Machine.Clock.NowUs + ((next.DueUs - Machine.Clock.NowUs) * to / from), next.Run);
        }
    }

    private void Step()
    {
        polled = null;
        var stop = Machine.RunChild(this);
        Hangs = stop is { Hangs: true };
        if (stop is null)
        {
            Sleep(program.Current);
        }
        else if (!Hangs)
        {
            var endUs = Machine.Clock.NowUs + Scaled(Process.TakeOwedUs());
            next = Machine.Scheduler.Post(endUs, () => End(stop.Value.ExitCode, stop.Value.Signal));
        }
    }

    /// <summary>Runs to the next yield; how it stopped when there is none.</summary>
    public Stop? RunOn()
    {
        try
        {
            return program.MoveNext() ? null : new Stop(ExitCode: 0);
        }
        catch (ProcessExit exit)
        {
            return new Stop(exit.Code);
        }
        catch (ChildStopped stopped)
        {
            return stopped.Stop;
        }
    }

    private void Sleep(Wait wait)
    {
        var stepUs = Math.Max(1, Machine.DrawChild(Machine.Timings.ChildStep));
        var wakeUs = Machine.Clock.NowUs + Scaled(stepUs + Process.TakeOwedUs());
        var polls = wait.Descriptor >= 0 && wait.TimeoutMs != 0;
        if (polls && Process.Descriptors.Find(wait.Descriptor) is { Reads: true, Pipe: { Readable: false } pipe })
        {
            polled = pipe;
            polledFromUs = wakeUs;
        }
        else if (polls)
        {
            // A file, a descriptor that is not open, and a pipe with something in it: poll(2) returns at once.
            WakeAt(wakeUs);
            return;
        }

        if (wait.TimeoutMs >= 0)
        {
            WakeAt(wakeUs + (wait.TimeoutMs * 1_000L));
        }
    }

    private void WakeAt(long us)
    {
        next?.Cancel();
        next = Machine.Scheduler.Post(us, step);
    }

    private long Scaled(long us) => us * Machine.ChildSlowdown;
}
