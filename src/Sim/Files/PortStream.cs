using Sim.Os;

namespace Sim.Files;

/// <summary>
/// A file of the ports as a stream without a buffer: every write is one call. Errors are the exceptions of a
/// <c>FileStream</c>. An asynchronous call has its effect in a later turn of an asynchronous program.
/// In other programs it is complete when it returns.
/// </summary>
public sealed class PortStream : Stream
{
    private readonly IFiles files;
    private readonly string path;
    private readonly FileAccess access;
    private readonly int fd;
    private long position;

    /// <summary>Takes over a descriptor. Disposing closes it.</summary>
    /// <param name="files">The files of the program.</param>
    /// <param name="fd">The descriptor.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="access">The access with which it was opened.</param>
    public PortStream(IFiles files, int fd, string path, FileAccess access) =>
        (this.files, this.fd, this.path, this.access) = (files, fd, path, access);

    /// <summary>
    /// True when <see cref="Flush()"/> is fsync(2). For libraries that call <c>Flush(true)</c> on a <c>FileStream</c>,
    /// and <c>Flush()</c> on any other stream in its place.
    /// </summary>
    public bool SyncsOnFlush { get; init; }

    /// <summary>
    /// FileMode.Append: what was there before may be neither reached nor cut. The size then, in bytes.
    /// </summary>
    internal long AppendsFrom { get; init; }

    /// <summary>FileOptions.DeleteOnClose: closing the stream removes the name. A kill does not.</summary>
    internal bool DeletesOnClose { get; init; }

    internal bool IsClosed { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => !IsClosed && access.HasFlag(FileAccess.Read);

    /// <inheritdoc/>
    public override bool CanWrite => !IsClosed && access.HasFlag(FileAccess.Write);

    /// <inheritdoc/>
    public override bool CanSeek => !IsClosed;

    /// <inheritdoc/>
    public override long Length
    {
        get
        {
            MustBeOpen();
            return files.Size(fd).Must(path);
        }
    }

    /// <inheritdoc/>
    public override long Position
    {
        get
        {
            MustBeOpen();
            return position;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _ = Seek(value, SeekOrigin.Begin);
        }
    }

    /// <summary>fsync(2): what was written is durable when this returns.</summary>
    public void Sync()
    {
        MustBeOpen();
        files.Sync(fd).Must(path);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        MustRead();
        var read = files.ReadAt(fd, buffer, position).Must(path);
        position += read;
        return read;
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        MustWrite();
        WriteAt(position, buffer);
        position += buffer.Length;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        MustBeOpen();
        var target = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => position,
            SeekOrigin.End => Length,
            _ => throw new ArgumentException("no such origin", nameof(origin)),
        };
        position = target >= AppendsFrom ? target : throw PortErrors.Of(Errno.EINVAL, path);
        return position;
    }

    /// <inheritdoc/>
    public override void SetLength(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        MustWrite();
        (value < AppendsFrom ? Errno.EINVAL : files.Truncate(fd, value)).Must(path);
        position = Math.Min(position, value);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        MustBeOpen();
        if (SyncsOnFlush)
        {
            Sync();
        }
    }

    /// <summary>Nothing is in a buffer here. A stream that only reads syncs nothing, as in .NET.</summary>
    internal void Flush(bool toDisk)
    {
        Flush();
        if (toDisk && CanWrite)
        {
            Sync();
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

#pragma warning disable RS0030 // Tasks of one thread: see PortTurns.
    /// <summary>The position moves when the call is made, as in .NET, so that several calls do not meet.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        MustRead();
        var from = position;
        position += buffer.Length;
        return new ValueTask<int>(files.Later(() => Moved(
            buffer.Length, () => files.ReadAt(fd, buffer.Span, from).Must(path))));
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        MustWrite();
        var from = position;
        position += buffer.Length;
        return new ValueTask(files.Later(() => Moved(buffer.Length, () =>
        {
            WriteAt(from, buffer.Span);
            return buffer.Length;
        })));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        if (!SyncsOnFlush)
        {
            MustBeOpen();
            return Task.CompletedTask;
        }

        return files.Later(() =>
        {
            Flush();
            return 0;
        });
    }
#pragma warning restore RS0030

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!IsClosed)
        {
            // A FileStream does not report an error of close(2) either.
            IsClosed = true;
            _ = DeletesOnClose ? files.Unlink(PortCalls.Port(path)) : Errno.None;
            _ = files.Close(fd);
        }

        base.Dispose(disposing);
    }

    internal void MoveTo(long target) => position = target;

    internal void MustBeOpen() => ObjectDisposedException.ThrowIf(IsClosed, this);

    internal void MustRead() => Must(CanRead, "reading");

    internal void MustWrite() => Must(CanWrite, "writing");

    private void Must(bool can, string what)
    {
        MustBeOpen();
        if (!can)
        {
            throw new NotSupportedException($"Stream does not support {what}.");
        }
    }

    private void WriteAt(long offset, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var written = files.WriteAt(fd, data, offset).Must(path);
            offset += written;
            data = data[written..];
        }
    }

    /// <summary>Moves the position back by what a call did not move.</summary>
    private int Moved(int expected, Func<int> call)
    {
        var moved = 0;
        try
        {
            moved = call();
            return moved;
        }
        finally
        {
            position += moved - expected;
        }
    }
}
