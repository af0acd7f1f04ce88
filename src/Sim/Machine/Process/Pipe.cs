using System.Globalization;
using Sim.Os;

namespace Sim.Machine.Process;

/// <summary>
/// A pipe as Linux has it: bytes in order, in <see cref="Pages"/> pages. A write begins a page of its own, unless what it
/// has beyond whole pages still fits behind what the last one holds; a page is free again when all of it has been read. So small
/// writes are whole or not at all, and a pipe may be full long before it holds its 64 KiB. Both ends are non-blocking.
/// </summary>
internal sealed class Pipe
{
    /// <summary>PIPE_BUF of Linux, in bytes, and the size of a page.</summary>
    public const int AtomicBytes = 4_096;

    /// <summary>The pages that Linux gives a pipe (PIPE_DEF_BUFFERS).</summary>
    private const int Pages = 16;

    private readonly Queue<long> earlierPageEnds = new();
    private byte[] ring = [];
    private int start;
    private int count;
    private long written;
    private long lastPageStart;

    /// <summary>A new pipe, both of whose ends are about to be opened.</summary>
    /// <param name="number">What tells it from others in a trace.</param>
    /// <param name="changed">Called when one of its ends becomes readable or writable.</param>
    public Pipe(int number, Action<Pipe> changed)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"pipe:[{number}]");
        Read = OpenDescription.ReadEnd(this);
        Write = OpenDescription.WriteEnd(this);
        this.changed = changed;
    }

    private readonly Action<Pipe> changed;

    /// <summary>The name that stands for it where a file has its path.</summary>
    public string Name { get; }

    /// <summary>Where bytes come out.</summary>
    public OpenDescription Read { get; }

    /// <summary>Where bytes go in.</summary>
    public OpenDescription Write { get; }

    /// <summary>True until the last descriptor that reads is closed.</summary>
    public bool HasReader { get; private set; } = true;

    /// <summary>True until the last descriptor that writes is closed.</summary>
    public bool HasWriter { get; private set; } = true;

    /// <summary>True when a read would not be told to come again: bytes are there, or none will ever be.</summary>
    public bool Readable => count > 0 || !HasWriter;

    /// <summary>True when a small write would not be told to come again: a page is free, or nobody will ever read.</summary>
    public bool Writable => FreePages > 0 || !HasReader;

    private int FreePages => Pages - earlierPageEnds.Count - (count > 0 ? 1 : 0);

    /// <summary>Puts bytes in; how many fitted, EAGAIN, or EPIPE. No bytes always fit.</summary>
    public SysResult<int> Put(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || !HasReader)
        {
            return data.IsEmpty ? 0 : Errno.EPIPE;
        }

        var behind = BehindTheLast(data.Length);
        data = data[..(behind + Math.Min(data.Length - behind, FreePages * AtomicBytes))];
        if (data.IsEmpty)
        {
            return Errno.EAGAIN;
        }

        var wasReadable = Readable;
        BeginPages(behind, data.Length);
        Append(data);
        Tell(wasReadable != Readable);
        return data.Length;
    }

    /// <summary>Takes bytes out; how many, 0 when no writer is left, or EAGAIN.</summary>
    public SysResult<int> Take(Span<byte> buffer)
    {
        if (count == 0)
        {
            return !HasWriter || buffer.IsEmpty ? 0 : Errno.EAGAIN;
        }

        var wasWritable = Writable;
        var taken = Math.Min(buffer.Length, count);
        var first = Math.Min(taken, ring.Length - start);
        ring.AsSpan(start, first).CopyTo(buffer);
        ring.AsSpan(0, taken - first).CopyTo(buffer[first..]);
        start = (start + taken) & (ring.Length - 1);
        count -= taken;
        while (earlierPageEnds.TryPeek(out var end) && end <= written - count)
        {
            _ = earlierPageEnds.Dequeue();
        }

        Tell(wasWritable != Writable);
        return taken;
    }

    /// <summary>The last descriptor of an end was closed.</summary>
    public void LoseEnd(bool readEnd)
    {
        HasReader &= !readEnd;
        HasWriter &= readEnd;
        Tell(true);
    }

    /// <summary>How many bytes of a write go into the last page: what is beyond its whole pages, or nothing.</summary>
    private int BehindTheLast(int length)
    {
        var beyond = length % AtomicBytes;
        return count > 0 && written - lastPageStart + beyond <= AtomicBytes ? beyond : 0;
    }

    private void BeginPages(int behind, int length)
    {
        for (var at = behind; at < length; at += AtomicBytes)
        {
            if (count + at > 0)
            {
                earlierPageEnds.Enqueue(written + at);
            }

            lastPageStart = written + at;
        }
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        Grow(count + data.Length);
        var end = (start + count) & (ring.Length - 1);
        var first = Math.Min(data.Length, ring.Length - end);
        data[..first].CopyTo(ring.AsSpan(end));
        data[first..].CopyTo(ring);
        count += data.Length;
        written += data.Length;
    }

    /// <summary>The ring's length is a power of two, and follows the most that was ever in it.</summary>
    private void Grow(int needed)
    {
        if (needed <= ring.Length)
        {
            return;
        }

        var larger = new byte[Math.Max(256, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed))];
        var first = Math.Min(count, ring.Length - start);
        ring.AsSpan(start, first).CopyTo(larger);
        ring.AsSpan(0, count - first).CopyTo(larger.AsSpan(first));
        ring = larger;
        start = 0;
    }

    private void Tell(bool edge)
    {
        if (edge)
        {
            changed(this);
        }
    }
}
