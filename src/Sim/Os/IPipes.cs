namespace Sim.Os;

/// <summary>The two descriptors of a pipe.</summary>
/// <param name="ReadEnd">The descriptor to read from.</param>
/// <param name="WriteEnd">The descriptor to write to.</param>
public readonly record struct PipeEnds(int ReadEnd, int WriteEnd);

/// <summary>
/// Pipes between a process and its children. Read, write and close their ends through <see cref="IFiles"/>.
/// </summary>
public interface IPipes
{
    /// <summary>pipe(2), both ends non-blocking (O_NONBLOCK). EMFILE or ENFILE when no descriptor is left.</summary>
    SysResult<PipeEnds> Create();

    /// <summary>
    /// poll(2) without waiting: true when a read does not return EAGAIN (there are bytes, or no writer).
    /// </summary>
    bool Readable(int fd);

    /// <summary>
    /// poll(2) without waiting: true when a write does not return EAGAIN (PIPE_BUF bytes are free, or no reader).
    /// </summary>
    bool Writable(int fd);
}
