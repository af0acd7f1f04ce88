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

    [SuppressMessage("Reliability", "CA2000", Justification = "the base class disposes of its stream")]
    public PortFileStream(PortStream port, string path, int bufferSize, bool isAsync)
        : base(bufferSize > 1 ? new BufferedStream(port, bufferSize) : port, path, isAsync) => this.port = port;

    public override void Flush(bool flushToDisk)
    {
        Flush();
        if (flushToDisk)
        {
            port.Sync();
        }
    }
}
