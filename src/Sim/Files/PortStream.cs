using Sim.Os;

namespace Sim.Files;

/// <summary>
/// A file of the ports as a stream without a buffer: every write is one call. Errors are the exceptions of a
/// <c>FileStream</c>. Asynchronous calls complete at once.
/// </summary>
public sealed class PortStream : Stream
{
    private readonly IFiles files;
    private readonly string path;
    private readonly FileAccess access;
    private readonly int fd;
    private long position;
    private bool isClosed;

    /// <summary>Takes over a descriptor. Disposing closes it.</summary>
    /// <param name="files">The files of the program.</param>
    /// <param name="fd">The descriptor.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="access">The access with which it was opened.</param>
    public PortStream(IFiles files, int fd, string path, FileAccess access) =>
        (this.files, this.fd, this.path, this.access) = (files, fd, path, access);

    /// <summary>
    /// True when <see cref="Flush"/> is fsync(2). For libraries that call <c>Flush(true)</c> on a <c>FileStream</c>,
    /// and <c>Flush()</c> on any other stream in its place.
    /// </summary>
    public bool SyncsOnFlush { get; init; }

    /// <summary>
    /// FileMode.Append: what was there before may be neither reached nor cut. The size then, in bytes.
    /// </summary>
    internal long AppendsFrom { get; init; }

    /// <inheritdoc/>
    public override bool CanRead => !isClosed && access.HasFlag(FileAccess.Read);

    /// <inheritdoc/>
    public override bool CanWrite => !isClosed && access.HasFlag(FileAccess.Write);

    /// <inheritdoc/>
    public override bool CanSeek => !isClosed;

    /// <inheritdoc/>
    public override long Length
    {
        get
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            return files.Size(fd).Must(path);
        }
    }

    /// <inheritdoc/>
    public override long Position
    {
        get => position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>fsync(2): what was written is durable when this returns.</summary>
    public void Sync()
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        files.Sync(fd).Must(path);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        Check(CanRead, "reading");
        var read = files.ReadAt(fd, buffer, position).Must(path);
        position += read;
        return read;
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Check(CanWrite, "writing");
        while (!buffer.IsEmpty)
        {
            var written = files.WriteAt(fd, buffer, position).Must(path);
            position += written;
            buffer = buffer[written..];
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
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
        Check(CanWrite, "writing");
        (value < AppendsFrom ? Errno.EINVAL : files.Truncate(fd, value)).Must(path);
        position = Math.Min(position, value);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        if (SyncsOnFlush)
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

#pragma warning disable RS0030 // Tasks that are complete when they are returned: no other thread is involved.
    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Write(buffer.Span);
        return ValueTask.CompletedTask;
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

        Flush();
        return Task.CompletedTask;
    }
#pragma warning restore RS0030

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!isClosed)
        {
            // A FileStream does not report an error of close(2) either.
            isClosed = true;
            _ = files.Close(fd);
        }

        base.Dispose(disposing);
    }

    private void Check(bool can, string what)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        if (!can)
        {
            throw new NotSupportedException($"Stream does not support {what}.");
        }
    }
}
