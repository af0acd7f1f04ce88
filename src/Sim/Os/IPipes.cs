namespace Sim.Os;

/// <summary>The two descriptors of a pipe.</summary>
/// <param name="ReadEnd">Where bytes come out.</param>
/// <param name="WriteEnd">Where bytes go in.</param>
public readonly record struct PipeEnds(int ReadEnd, int WriteEnd);

/// <summary>Pipes between the server and its child. Ends are read, written and closed through <see cref="IFiles"/>.</summary>
public interface IPipes
{
    /// <summary>pipe(2), both ends non-blocking (O_NONBLOCK). EMFILE or ENFILE when no descriptor is left.</summary>
    SysResult<PipeEnds> Create();

    /// <summary>poll(2) with no wait: true when a read would not block (bytes are there, or no writer is left).</summary>
    bool Readable(int fd);

    /// <summary>poll(2) with no wait: true when a write would not block (PIPE_BUF bytes are free, or no reader is left).</summary>
    bool Writable(int fd);
}
