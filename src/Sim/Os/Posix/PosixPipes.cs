namespace Sim.Os.Posix;

/// <summary>pipe(2) and poll(2).</summary>
internal sealed class PosixPipes(DescriptorTable descriptors) : IPipes
{
    public unsafe SysResult<PipeEnds> Create()
    {
        var ends = stackalloc int[2];
        var returned = PosixFlags.Apple
            ? LibC.Pipe(ends)
            : LibC.PipeWithFlags(ends, PosixFlags.NonBlocking | PosixFlags.CloseOnExec);
        if (returned != 0)
        {
            return PosixErrno.Last;
        }

        var pipe = new PipeEnds(descriptors.Opened(ends[0]), descriptors.Opened(ends[1]));
        if (PosixFlags.Apple)
        {
            SetFlagsOnApple(pipe.ReadEnd);
            SetFlagsOnApple(pipe.WriteEnd);
        }

        return pipe;
    }

    public bool Readable(int fd) => Poll(fd, PosixFlags.PollIn, timeoutMs: 0);

    public bool Writable(int fd) => Poll(fd, PosixFlags.PollOut, timeoutMs: 0);

    /// <summary>Sleeps until the descriptor is readable, or for a timeout; true when it is readable.</summary>
    internal bool WaitReadable(int fd, int timeoutMs) => Poll(fd, PosixFlags.PollIn, timeoutMs);

    /// <summary>
    /// True for any event that poll(2) returns: after a hang-up or an error a read or write does not block either.
    /// </summary>
    private unsafe bool Poll(int fd, short events, int timeoutMs)
    {
        if (!descriptors.IsOpen(fd))
        {
            return true;
        }

        var entry = new PollEntry { Descriptor = fd, Events = events };
        return LibC.Poll(&entry, 1, timeoutMs) > 0;
    }

    /// <summary>macOS has no pipe2(2). Setting flags on a new descriptor cannot fail.</summary>
    private static void SetFlagsOnApple(int fd)
    {
        Control(fd, PosixFlags.SetStatusFlags, PosixFlags.NonBlocking);
        Control(fd, PosixFlags.SetDescriptorFlags, PosixFlags.CloseOnExecFlag);
    }

    private static void Control(int fd, int command, int argument) =>
        _ = PosixFlags.AppleArm
            ? LibC.ControlOnAppleArm(fd, command, 0, 0, 0, 0, 0, 0, argument)
            : LibC.Control(fd, command, argument);
}
