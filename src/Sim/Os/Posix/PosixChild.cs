namespace Sim.Os.Posix;

/// <summary>A running or ended child: its iterator, the event that it waits for, and its end.</summary>
internal sealed class PosixChild
{
    private readonly ChildProgram program;
    private readonly Host host;
    private readonly DescriptorTable descriptors;
    private readonly PosixPipes pipes;
    private readonly IntervalClock intervals;
    private IEnumerator<Wait>? running;
    private Wait wait = Wait.Yield;
    private long waitEndsMs;

    internal PosixChild(ChildProgram program, Host host, DescriptorTable descriptors, PosixPipes pipes)
    {
        this.program = program;
        this.host = host;
        intervals = new IntervalClock(host.Clock, intervalsByWallClock: false);
        this.descriptors = descriptors;
        this.pipes = pipes;
    }

    internal int Pid => host.Processes.Current;

    /// <summary>The end of the child; null while it runs.</summary>
    internal ChildEnd? End { get; private set; }

    /// <summary>
    /// Runs the child until it ends, waits for an event that has not happened, or has had <paramref name="steps"/>
    /// turns.
    /// </summary>
    internal void Run(int steps, int patienceMs)
    {
        for (var step = 0; step < steps && End is null && MayGoOn(patienceMs); step++)
        {
            Step();
        }
    }

    /// <summary>
    /// Ends the child by a signal such as SIGKILL. The iterator is not disposed, so no further line of the program
    /// runs, also not in its finally blocks.
    /// </summary>
    internal void Die(int signal) => Finish(exitCode: 0, signal);

    private bool MayGoOn(int patienceMs)
    {
        if (wait.Descriptor < 0)
        {
            return true;
        }

        var leftMs = waitEndsMs - intervals.NowMs;
        return leftMs <= 0 || pipes.WaitReadable(wait.Descriptor, (int)Math.Min(leftMs, patienceMs));
    }

    private void Step()
    {
        try
        {
            running ??= program(host).GetEnumerator();
            if (running.MoveNext())
            {
                wait = running.Current;
                waitEndsMs = intervals.NowMs + wait.TimeoutMs;
            }
            else
            {
                Finish(exitCode: 0, signal: 0);
            }
        }
        catch (ProcessExit exit)
        {
            // The only catch of this exception, because the process was started here.
            Finish(exit.Code, signal: 0);
        }
    }

    private void Finish(int exitCode, int signal)
    {
        End = new ChildEnd(Pid, exitCode, signal);
        descriptors.CloseAll();
    }
}
