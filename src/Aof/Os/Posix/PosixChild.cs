namespace Aof.Os.Posix;

/// <summary>A child's program on its way: where it stands, what it waits for, and how it ended.</summary>
internal sealed class PosixChild
{
    private readonly ChildProgram _program;
    private readonly Host _host;
    private readonly DescriptorTable _descriptors;
    private readonly PosixPipes _pipes;
    private readonly IntervalClock _intervals;
    private IEnumerator<Wait>? _running;
    private Wait _wait = Wait.Yield;
    private long _waitEndsMs;

    internal PosixChild(ChildProgram program, Host host, DescriptorTable descriptors, PosixPipes pipes)
    {
        _program = program;
        _host = host;
        _intervals = new IntervalClock(host.Clock, intervalsByWallClock: false);
        _descriptors = descriptors;
        _pipes = pipes;
    }

    internal int Pid => _host.Processes.Current;

    /// <summary>How it ended; null while it runs.</summary>
    internal ChildEnd? End { get; private set; }

    /// <summary>Runs on until it waits for something that has not come, has ended, or has had <paramref name="steps"/> turns.</summary>
    internal void Run(int steps, int patienceMs)
    {
        for (var step = 0; step < steps && End is null && MayGoOn(patienceMs); step++)
        {
            Step();
        }
    }

    /// <summary>SIGKILL and its like: not another line of the program runs, its cleaning up included; hence no Dispose of the iterator.</summary>
    internal void Die(int signal) => Finish(exitCode: 0, signal);

    private bool MayGoOn(int patienceMs)
    {
        if (_wait.Descriptor < 0)
        {
            return true;
        }

        var leftMs = _waitEndsMs - _intervals.NowMs;
        return leftMs <= 0 || _pipes.WaitReadable(_wait.Descriptor, (int)Math.Min(leftMs, patienceMs));
    }

    private void Step()
    {
        try
        {
            _running ??= _program(_host).GetEnumerator();
            if (_running.MoveNext())
            {
                _wait = _running.Current;
                _waitEndsMs = _intervals.NowMs + _wait.TimeoutMs;
            }
            else
            {
                Finish(exitCode: 0, signal: 0);
            }
        }
        catch (ProcessExit exit)
        {
            // The one catch of this process: it was started here.
            Finish(exit.Code, signal: 0);
        }
    }

    private void Finish(int exitCode, int signal)
    {
        End = new ChildEnd(Pid, exitCode, signal);
        _descriptors.CloseAll();
    }
}
