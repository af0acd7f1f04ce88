using Sim.Machine.Process;
using Sim.Machine.Time;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// A forked child. Its program runs from one yield to the next, and no other process runs meanwhile. Then it sleeps for
/// the duration of its calls, or until the pipe that it polls is readable. Its calls have their effect before that
/// sleep.
/// </summary>
internal sealed class ChildProcess
{
    private readonly IEnumerator<Wait> program;
    private readonly Action step;
    private ScheduledEvent? next;
    private Pipe? polled;
    private long polledFromUs;

    /// <summary>Creates a child and posts its first step.</summary>
    public ChildProcess(VirtualProcess process, IEnumerator<Wait> program)
    {
        Process = process;
        this.program = program;
        step = Step;
        WakeAt(Machine.Clock.NowUs + Scaled(Machine.DrawChild(Machine.Timings.Wake)));
    }

    public VirtualProcess Process { get; }

    /// <summary>True inside a call that does not return. Only a signal ends the child.</summary>
    public bool Hangs { get; private set; }

    private SimulatedMachine Machine => Process.Machine;

    /// <summary>Wakes the child when this is the pipe that it polls and the pipe became readable.</summary>
    public void PipeChanged(Pipe pipe)
    {
        if (ReferenceEquals(polled, pipe) && pipe.Readable)
        {
            polled = null;
            var wakeUs = Machine.Clock.NowUs + Scaled(Machine.DrawChild(Machine.Timings.Wake));
            WakeAt(Math.Max(polledFromUs, wakeUs));
        }
    }

    /// <summary>Ends the child, by exit or by a signal. Closes its descriptors; then the parent can reap it.</summary>
    /// <remarks>
    /// The iterator of a killed program is not disposed. That would run its finally blocks, which a killed process does
    /// not do.
    /// </remarks>
    public void End(int exitCode, int signal)
    {
        next?.Cancel();
        polled = null;
        Process.Die();
        Machine.ChildEnded(this, new ChildEnd(Process.Pid, exitCode, signal));
    }

    /// <summary>
    /// Shortens the rest of its sleep by a smaller slowdown. The timeout of a poll stays the same.
    /// </summary>
    public void SpeedUp(int to, int from)
    {
        if (polled is null && this.next is { Cancelled: false } next && next.DueUs > Machine.Clock.NowUs)
        {
            next.Cancel();
            this.next = Machine.Scheduler.Post(
                Machine.Clock.NowUs + ((next.DueUs - Machine.Clock.NowUs) * to / from), next.Run);
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

    /// <summary>Runs to the next yield and returns null; when the program stops, returns how it stopped.</summary>
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
            // poll(2) returns at once for a file, a closed descriptor, and a pipe that has bytes.
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
