using System.Diagnostics.CodeAnalysis;
using System.IO.Abstractions;

namespace Sim.Files;

/// <summary>
/// A file stream with the buffer of a <c>FileStream</c>. <c>Flush(true)</c> is fsync(2); without it, and on closing,
/// nothing becomes durable.
/// </summary>
internal sealed class PortFileStream : FileSystemStream
{
    private readonly PortStream port;
    private readonly BufferedPortStream? buffered;

    [SuppressMessage("Reliability", "CA2000", Justification = "the base class disposes of its stream")]
    public PortFileStream(PortStream port, string path, int bufferSize, bool isAsync)
        : this(port, bufferSize > 1 ? new BufferedPortStream(port, bufferSize) : null, path, isAsync)
    {
    }

    private PortFileStream(PortStream port, BufferedPortStream? buffered, string path, bool isAsync)
        : base(buffered ?? (Stream)port, path, isAsync) => (this.port, this.buffered) = (port, buffered);

    public override void Flush(bool flushToDisk)
    {
        if (buffered is null)
        {
            port.Flush(flushToDisk);
        }
        else
        {
            buffered.Flush(flushToDisk);
        }
    }
}
