namespace Sim.Files;

/// <summary>
/// A stream with the buffer of a <c>FileStream</c>: what is written is in the memory of the program until the buffer is
/// full, or is flushed, and a kill loses it. One buffer serves reads and writes, not both at once.
/// </summary>
/// <param name="port">The file.</param>
/// <param name="size">The size of the buffer in bytes, at least 2.</param>
internal sealed partial class BufferedPortStream(PortStream port, int size) : Stream
{
    private readonly byte[] buffer = new byte[size];

    /// <summary>The bytes that wait to be written; the file's position is where they begin.</summary>
    private int written;

    /// <summary>The bytes that were read ahead, up to the file's position, and how many of them were taken.</summary>
    private int ahead;
    private int taken;

    public override bool CanRead => port.CanRead;

    public override bool CanWrite => port.CanWrite;

    public override bool CanSeek => port.CanSeek;

    public override long Length
    {
        get
        {
            var length = port.Length;
            return written > 0 ? Math.Max(length, port.Position + written) : length;
        }
    }

    public override long Position
    {
        get => port.Position - (ahead - taken) + written;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _ = Seek(value, SeekOrigin.Begin);
        }
    }

    public override int Read(Span<byte> destination)
    {
        var isWhole = true;
        if (taken == ahead)
        {
            port.MustRead();
            FlushWrites();
            if (destination.Length >= size)
            {
                (ahead, taken) = (0, 0);
                return port.Read(destination);
            }

            var filled = port.Read(buffer);
            if (filled == 0)
            {
                return 0;
            }

            (ahead, taken, isWhole) = (filled, 0, filled == size);
        }

        var copied = Take(destination);
        if (copied == destination.Length || !isWhole)
        {
            return copied;
        }

        // The buffer is used up, and the rest does not go through it.
        (ahead, taken) = (0, 0);
        return copied + port.Read(destination[copied..]);
    }

    public override int ReadByte()
    {
        if (taken == ahead)
        {
            port.MustRead();
            FlushWrites();
            (ahead, taken) = (port.Read(buffer), 0);
        }

        return ahead == 0 ? -1 : buffer[taken++];
    }

    public override void Write(ReadOnlySpan<byte> source)
    {
        BeginWrite();
        if (written > 0 && written < size && Put(ref source))
        {
            return;
        }

        FlushWrites();
        if (source.Length >= size)
        {
            port.Write(source);
        }
        else
        {
            _ = Put(ref source);
        }
    }

    /// <summary>The last byte of the buffer is left free here, as in .NET.</summary>
    public override void WriteByte(byte value)
    {
        BeginWrite();
        if (written >= size - 1)
        {
            FlushWrites();
        }

        buffer[written++] = value;
    }

    public override void Flush() => Flush(toDisk: false);

    public void Flush(bool toDisk)
    {
        port.MustBeOpen();
        if (written > 0)
        {
            FlushWrites();
        }
        else
        {
            ForgetReads();
        }

        (ahead, taken) = (0, 0);
        port.Flush(toDisk);
    }

    public override void SetLength(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        port.MustWrite();
        Flush();
        port.SetLength(value);
    }

    /// <summary>What was read ahead is kept while the position stays within it, even if the file changes.</summary>
    public override long Seek(long offset, SeekOrigin origin)
    {
        port.MustBeOpen();
        if (written > 0)
        {
            FlushWrites();
            return port.Seek(offset, origin);
        }

        var start = port.Position - ahead;
        var position = port.Seek(origin == SeekOrigin.Current ? offset - (ahead - taken) : offset, origin);
        if (position >= start && position < start + ahead)
        {
            taken = (int)(position - start);
            port.MoveTo(start + ahead);
        }
        else
        {
            (ahead, taken) = (0, 0);
        }

        return position;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        port.MustBeOpen();
        return Read(buffer.AsSpan(offset, count));
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        port.MustBeOpen();
        Write(buffer.AsSpan(offset, count));
    }

    protected override void Dispose(bool disposing)
    {
        if (!port.IsClosed)
        {
            try
            {
                Flush();
            }
            finally
            {
                written = 0;
                port.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private int Take(Span<byte> destination)
    {
        var count = Math.Min(ahead - taken, destination.Length);
        buffer.AsSpan(taken, count).CopyTo(destination);
        taken += count;
        return count;
    }

    /// <summary>Puts what fits into the buffer; true when that is all. A full one waits for the next write.</summary>
    private bool Put(ref ReadOnlySpan<byte> source)
    {
        var count = Math.Min(size - written, source.Length);
        source[..count].CopyTo(buffer.AsSpan(written));
        written += count;
        source = source[count..];
        return source.IsEmpty;
    }

    private void BeginWrite()
    {
        if (written == 0)
        {
            port.MustWrite();
            ForgetReads();
        }
    }

    private void FlushWrites()
    {
        if (written > 0)
        {
            port.Write(buffer.AsSpan(0, written));
            written = 0;
        }
    }

    /// <summary>Moves the file back to the position of the reader.</summary>
    private void ForgetReads()
    {
        if (taken < ahead)
        {
            _ = port.Seek(taken - ahead, SeekOrigin.Current);
        }

        (ahead, taken) = (0, 0);
    }
}
