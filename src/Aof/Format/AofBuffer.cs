namespace Aof.Format;

/// <summary>
/// Bytes that wait to be written, oldest first (server.aof_buf, and the buffers of the rewrite). It grows on demand and
/// gives a large array back when it is empty.
/// </summary>
internal sealed class ByteBuffer
{
    /// <summary>A buffer larger than this is not kept when it has been emptied (flushAppendOnlyFile() of Redis).</summary>
    private const int KeptCapacity = 4000;

    private byte[] bytes = [];
    private int start;
    private int end;

    /// <summary>How many bytes wait.</summary>
    public int Length => end - start;

    /// <summary>What waits; valid until the next change.</summary>
    public ReadOnlySpan<byte> Span => bytes.AsSpan(start, end - start);

    /// <summary>Room for more bytes at the end; <see cref="Grow"/> then says how many were put there.</summary>
    public Span<byte> Room(int size)
    {
        if (bytes.Length - end < size)
        {
            MakeRoom(size);
        }

        return bytes.AsSpan(end, size);
    }

    /// <summary>Takes the first bytes of <see cref="Room"/> in.</summary>
    public void Grow(int count) => end += count;

    /// <summary>Puts bytes at the end.</summary>
    public void Append(ReadOnlySpan<byte> more)
    {
        more.CopyTo(Room(more.Length));
        end += more.Length;
    }

    /// <summary>Takes bytes off the front: they have been written.</summary>
    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        start += count;
        if (start == end)
        {
            Clear();
        }
    }

    /// <summary>Takes the end away, so that this many bytes are left.</summary>
    public void Truncate(int length) => end = start + length;

    /// <summary>Forgets everything.</summary>
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
