namespace Aof.Format;

/// <summary>
/// Bytes that are to be written, oldest first (server.aof_buf, and the buffers of the rewrite). It grows on demand and
/// frees a large array when it becomes empty.
/// </summary>
internal sealed class ByteBuffer
{
    /// <summary>A buffer larger than this is freed when it becomes empty (flushAppendOnlyFile() of Redis).</summary>
    private const int KeptCapacity = 4000;

    private byte[] bytes = [];
    private int start;
    private int end;

    /// <summary>The number of bytes.</summary>
    public int Length => end - start;

    /// <summary>The bytes; valid until the next change.</summary>
    public ReadOnlySpan<byte> Span => bytes.AsSpan(start, end - start);

    /// <summary>Room for more bytes at the end. <see cref="Grow"/> then reports how many were put there.</summary>
    public Span<byte> Room(int size)
    {
        if (bytes.Length - end < size)
        {
            MakeRoom(size);
        }

        return bytes.AsSpan(end, size);
    }

    /// <summary>Adds the first bytes of <see cref="Room"/> to the buffer.</summary>
    public void Grow(int count) => end += count;

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> more)
    {
        more.CopyTo(Room(more.Length));
        end += more.Length;
    }

    /// <summary>Removes bytes from the front after they were written.</summary>
    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        start += count;
        if (start == end)
        {
            Clear();
        }
    }

    /// <summary>Removes bytes from the end, so that this many are left.</summary>
    public void Truncate(int length) => end = start + length;

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        start = 0;
        end = 0;
        if (bytes.Length >= KeptCapacity)
        {
            bytes = [];
        }
    }

    private void MakeRoom(int size)
    {
        var length = Length;
        var target = length + size <= bytes.Length && start >= length
            ? bytes
            : new byte[Math.Max(256, Math.Max(length + size, (int)Math.Min(Array.MaxLength, 2L * length)))];
        bytes.AsSpan(start, length).CopyTo(target);
        bytes = target;
        start = 0;
        end = length;
    }
}
